"""Label files of one number per pixel, as the sets have them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gioada.data.encodings import LabelEncoding
from gioada.data.raster import read_raster
from gioada.data.sets.disk import Labelling, SetProblem
from gioada.data.sets.matching import shown


def read_grey(path: Path, wanted: str) -> NDArray[np.uint8]:
    """A lossless file with one 8-bit number per pixel, H W; a palette's indices count as such.

    Args:
        wanted: what the set has there, for the message: ``Cityscapes' labelIds``.

    Raises:
        SetProblem: more channels, more bits or a lossy format.
        FileProblem: the file cannot be read.
    """
    raster = read_raster(path)
    if raster.lossy or raster.values.ndim != 2 or raster.values.dtype != np.uint8:
        raise SetProblem(
            f"{shown(path)} is a {raster.form}, but {wanted} are 8-bit grey PNG files; give the "
            "files as the set has them."
        )
    return raster.values


def labelling(values: NDArray[np.uint8], encoding: LabelEncoding) -> Labelling:
    """Numbers as Cityscapes ids."""
    ids, unknown = encoding.look_up(values)
    return Labelling(ids=ids, unknown=unknown)


def are_train_ids(values: NDArray[np.uint8]) -> bool:
    """Whether these must be Cityscapes train ids: 255 for void, and nothing from 19 to 254.

    Cityscapes ids and SYNTHIA's never hold 255. Files of train ids without void cannot be told
    from others by this.
    """
    top = int(values.max(initial=0))
    return top == 255 and int(values.max(initial=0, where=values != 255)) <= 18
