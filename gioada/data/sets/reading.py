"""How the sets write labels and depth, as small functions that read them.

Each takes a frame's files and, by name, what its set has there, so that a set says for example
``labels=partial(grey_ids, encoding="camvid", wanted="CamVid's labels", again=...)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.data.channels import check_depth, depth_values
from gioada.data.depth_encodings import decode
from gioada.data.encodings import LABEL_ENCODINGS, LabelEncoding
from gioada.data.raster import MAX_PIXELS, Raster, read_raster
from gioada.data.sets.disk import Labelling
from gioada.data.sets.matching import FrameFiles, shown
from gioada.errors import Problem

TOP_TRAIN_ID = 18
VOID = 255
_SAMPLED = 12


def given(path: Path | None) -> Path:
    """A frame's file, which its ``DataSet`` has made sure of."""
    assert path is not None
    return path


def labelling(values: NDArray[np.integer], encoding: LabelEncoding) -> Labelling:
    """Numbers or colours as Cityscapes ids."""
    ids, known = encoding.to_ids(values)
    return Labelling(ids=ids, unknown=~known)


def grey_ids(
    files: FrameFiles,
    *,
    encoding: str,
    wanted: str,
    again: str,
    top: int | None = None,
    train_ids: bool = False,
) -> Labelling:
    """A lossless file with one 8-bit number per pixel; a palette's indices count as such.

    Args:
        encoding: a name in ``LABEL_ENCODINGS``.
        wanted: what the set has there, for messages: ``Cityscapes' labelIds``.
        again: what to do where it is something else.
        top: the highest number but 255 that a file may hold.
        train_ids: whether the numbers may be Cityscapes train ids.

    Raises:
        Problem: ``data.labels_form``, ``data.labels_top`` or ``data.train_ids``.
        Problem: the file cannot be read.
    """
    path = given(files.labels)
    values = read_grey(path, wanted, again)
    if not train_ids and are_train_ids(values):
        raise train_ids_problem(shown(path), again)
    read = labelling(values, LABEL_ENCODINGS[encoding])
    if top is not None and read.share:
        highest = int(values.max(initial=0, where=values != VOID))
        if highest > top:
            raise top_problem(path, highest, top, wanted, again)
    return read


def read_grey(path: Path, wanted: str, again: str) -> NDArray[np.uint8]:
    """See ``grey_ids``: the numbers, uint8 H W."""
    raster = read_raster(path)
    if raster.lossy or raster.values.ndim != 2 or raster.values.dtype != np.uint8:
        raise form_problem(path, raster, wanted, "8-bit grey PNG files", again)
    return raster.values


def red_ids(
    files: FrameFiles, *, encoding: LabelEncoding, top: int, wanted: str, again: str
) -> Labelling:
    """The red channel of a 16-bit RGB PNG, which holds no number above ``top``."""
    path = given(files.labels)
    raster = read_raster(path)
    if raster.values.ndim != 3 or raster.values.dtype != np.uint16:
        raise form_problem(path, raster, wanted, "16-bit RGB PNG files", again)
    red = raster.values[..., 0]
    if (highest := int(red.max(initial=0))) > top:
        raise top_problem(path, highest, top, wanted, again)
    return labelling(red.astype(np.uint8), encoding)


def coloured_ids(
    files: FrameFiles, *, table: Callable[[Path], LabelEncoding], wanted: str, again: str
) -> Labelling:
    """An 8-bit colour PNG; ``table`` gives the colours' meaning by the path of the file."""
    path = given(files.labels)
    return labelling(read_pixels(path, wanted, again), table(path))


def read_pixels(path: Path, wanted: str, again: str) -> NDArray[np.uint32]:
    """An 8-bit colour PNG, H W: each number is the bytes red, green, blue and any one more."""
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
    raise form_problem(path, read_raster(path), wanted, "8-bit RGB PNG files", again)


def centimetres(files: FrameFiles, *, wanted: str, again: str) -> NDArray[np.float32]:
    """16-bit PNG of centimetres, 65535 the sky, in one channel or in equal ones."""
    path = given(files.depth)
    raster = read_raster(path)
    if raster.values.dtype != np.uint16:
        raise form_problem(path, raster, wanted, "16-bit PNG files in centimetres", again)
    values, _ = depth_values(path, raster)
    if values.ndim != 2:
        what = "The channels of {file} differ, but those of {wanted} are equal; {again}."
        raise Problem("data.depth_channels", what, file=shown(path), wanted=wanted, again=again)
    return decode(values, "centimetres-16bit")


def encoded_depth(files: FrameFiles, *, encoding: str) -> NDArray[np.float32]:
    """A lossless file in an encoding of ``DEPTH_ENCODINGS``."""
    path = given(files.depth)
    raster = lossless(path)
    values, _ = depth_values(path, raster)
    check_depth(path, raster.form, values, encoding)
    return decode(values, encoding)


def lossless(path: Path) -> Raster:
    """A file whose format keeps values; raises Problem ``data.file_lossy``."""
    raster = read_raster(path)
    if raster.lossy:
        what = "{file} is a {form}, a format that changes values and so classes and depths; give "
        what += "PNG files."
        raise Problem("data.file_lossy", what, file=shown(path), form=raster.form)
    return raster


def are_train_ids(values: NDArray[np.uint8]) -> bool:
    """Whether these must be Cityscapes train ids: 255 for void, and nothing from 19 to 254.

    Cityscapes ids and SYNTHIA's never hold 255. Files of train ids without void cannot be told
    from others by this.
    """
    highest = int(values.max(initial=0))
    return highest == VOID and int(values.max(initial=0, where=values != VOID)) <= TOP_TRAIN_ID


def some(files: Sequence[Any], count: int = _SAMPLED) -> Sequence[Any]:
    """About so many of them, evenly."""
    return files[:: max(1, len(files) // count)]


def no_train_ids(files: Sequence[FrameFiles], *, wanted: str, again: str) -> Sequence[FrameFiles]:
    """The files, unless what was looked at of their labels holds train ids.

    Every street has sky, trees or cars, whose ids are above all train ids.
    """
    for each in some([each for each in files if each.labels is not None]):
        try:
            values = read_grey(each.labels, wanted, again)
        except Problem as problem:
            if problem.code == "data.file_form":
                raise
            continue  # Said when this frame is read.
        if int(values.max(initial=0, where=values != VOID)) > TOP_TRAIN_ID:
            return files
    labelled = [each.labels for each in files if each.labels is not None]
    if labelled:
        raise train_ids_problem(f"{shown(labelled[0].parent)}/", again)
    return files


def train_ids_problem(file: str, again: str) -> Problem:
    """Labels were converted to train ids."""
    what = "{file} holds no id above {top} but {void}, so these are train ids, which some tools "
    what += "convert the labels to, and not the ids of the set; {again}."
    return Problem("data.train_ids", what, file=file, top=TOP_TRAIN_ID, void=VOID, again=again)


def top_problem(path: Path, highest: int, top: int, wanted: str, again: str) -> Problem:
    """A label file has numbers that its set has not."""
    return Problem(
        "data.labels_top",
        "{file} has ids up to {highest}, but {wanted} are 0 to {top}; {again}.",
        file=shown(path, 3),
        highest=highest,
        wanted=wanted,
        top=top,
        again=again,
    )


def form_problem(path: Path, raster: Raster, wanted: str, form: str, again: str) -> Problem:
    """A file is not written as its set writes it."""
    return Problem(
        "data.file_form",
        "{file} is a {form}, but {wanted} are {expected}; {again}.",
        file=shown(path, 3),
        form=raster.form,
        wanted=wanted,
        expected=form,
        again=again,
    )
