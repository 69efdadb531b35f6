"""Label files of one colour per class or object, and the table that says what each means.

A table per video must stay small: 2^24 entries for each of Virtual KITTI's 50 would take 800 MB in
every loader process. So a colour's place is a part of its product with a number that was chosen so
that no two colours of the table share a place. Looked at is one pixel per run of equal ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.data.encodings import UNLABELED
from gioada.data.raster import MAX_PIXELS, read_raster
from gioada.data.sets.disk import Labelling, SetProblem
from gioada.data.sets.matching import shown

_NO_COLOUR = 2**32 - 1
_DRAWS = 20


class ColourTable:
    """Colours and their Cityscapes ids.

    ids: RGB colour packed as (r << 16) | (g << 8) | b -> Cityscapes id; not empty.
    """

    def __init__(self, ids: Mapping[int, int]) -> None:
        colours = np.array(list(ids), np.uint32)
        self._factor, self._shift = _apart(colours)
        places = (colours * self._factor) >> self._shift
        size = 2 ** (32 - int(self._shift))
        self._colours = np.full(size, _NO_COLOUR, np.uint32)
        self._colours[places] = colours
        self._ids = np.zeros(size, np.uint8)
        self._ids[places] = list(ids.values())

    def look_up(self, pixels: NDArray[np.uint32]) -> Labelling:
        """Pixels H W as of ``read_pixels`` -> ids; what is in no entry is 0 and counted."""
        flat = pixels.ravel()
        starts = np.flatnonzero(np.concatenate(([True], flat[1:] != flat[:-1])))
        # The bytes red, green, blue and one of no meaning, as a number from the left.
        colours = flat[starts].view(">u4").astype(np.uint32) >> 8
        places = (colours * self._factor) >> self._shift
        known = self._colours[places] == colours
        lengths = np.diff(starts, append=flat.size)
        ids = np.where(known, self._ids[places], np.uint8(UNLABELED))
        missing = int(lengths[~known].sum())
        return Labelling(
            ids=np.repeat(ids, lengths).reshape(pixels.shape), unknown=missing / flat.size
        )


def _apart(colours: NDArray[np.uint32]) -> tuple[np.uint32, np.uint32]:
    """Factor and shift that give every one of different 24-bit colours a place of its own."""
    draws = np.random.default_rng(0)
    # With n^2 / 4 places or more for n colours, a few draws do; tables of a pattern may need more.
    for bits in range(max(4, 2 * len(colours).bit_length() - 2), 24):
        for _ in range(_DRAWS):
            factor, shift = np.uint32(2 * draws.integers(2**31) + 1), np.uint32(32 - bits)
            if len(np.unique((colours * factor) >> shift)) == len(colours):
                return factor, shift
    return np.uint32(256), np.uint32(8)  # Each colour is its own place.


def read_pixels(path: Path, wanted: str) -> NDArray[np.uint32]:
    """An 8-bit colour PNG, H W: each number is the bytes red, green, blue and any one more.

    Args:
        wanted: what the set has there, for the message: ``Virtual KITTI's labels``.

    Raises:
        SetProblem: it is grey or no PNG.
        FileProblem: it cannot be read.
    """
    try:
        with Image.open(path, formats=("PNG",)) as image:
            if image.mode in ("RGB", "RGBA", "P") and image.width * image.height <= MAX_PIXELS:
                # Pillow keeps four bytes per pixel; three would have to be packed and unpacked.
                colours = image if image.mode == "RGB" else image.convert("RGBA")
                order = "RGBX" if image.mode == "RGB" else "RGBA"
                pixels = np.frombuffer(colours.tobytes("raw", order), np.uint32)
                return pixels.reshape(image.height, image.width)
    except Exception:  # Damaged files raise many; reading it again says which in a sentence.
        pass
    raise SetProblem(
        f"{shown(path)} is a {read_raster(path).form}, but {wanted} are 8-bit RGB PNG files; give "
        "the files as the set has them."
    )
