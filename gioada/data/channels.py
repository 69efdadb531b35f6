"""Which of a file's numbers are the map: channels, palette indices or palette colours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gioada.data.encodings import LabelEncoding
from gioada.data.labels import LabelSpace
from gioada.data.raster import Raster
from gioada.data.recognition import recognise_labels
from gioada.errors import Problem


def label_forms(path: Path, raster: Raster) -> dict[str, NDArray[np.integer]]:
    """The ways to take a file as a label map.

    Returns:
        ``index`` -> integer H W: the numbers, palette indices or the red channel; ``colour`` ->
        uint8 H W 3, where there are colours.

    Raises:
        Problem: it holds no integers.
    """
    values = raster.values
    if values.dtype.kind not in "bui":
        what = "{name} is a {form}; labels are whole numbers or colours, so this may be a depth "
        what += "map."
        raise Problem("data.file_no_labels", what, name=path.name, form=raster.form)
    if raster.palette is not None:
        table = np.zeros((256, 3), np.uint8)
        table[: len(raster.palette)] = raster.palette
        return {"index": values, "colour": table[values]}
    if values.ndim == 2:
        return {"index": values}
    if values.shape[2] == 2:
        return {"index": values[..., 0]}
    if values.dtype != np.uint8:
        return {"index": values[..., 0]}
    return {"index": values[..., 0], "colour": values[..., :3]}


def recognised(
    path: Path,
    raster: Raster,
    forms: Mapping[str, NDArray[np.integer]],
    encodings: Mapping[str, LabelEncoding],
    space: LabelSpace,
) -> tuple[LabelEncoding, NDArray[np.integer], str]:
    """Choose how to take a file and its encoding.

    Returns:
        The encoding, the numbers or colours to give it, and the reason for people.

    Raises:
        Problem: lossy, in no known encoding or in several.
    """
    if raster.lossy:
        what = "{name} is a {form}, a format that changes values and so classes; give a PNG."
        raise Problem("data.file_lossy", what, name=path.name, form=raster.form)
    kind, how = _kind(raster, forms, encodings)
    values = forms[kind]
    candidates = [encoding for encoding in encodings.values() if encoding.kind == kind]
    if raster.values.ndim == 3 and raster.values.dtype == np.uint16:
        candidates, how = [encodings["synthia"]], "its red channel has 16 bits; "
    chosen, reason = recognise_labels(path, values, candidates, space)
    return chosen, values, how + reason


def _kind(
    raster: Raster,
    forms: Mapping[str, NDArray[np.integer]],
    encodings: Mapping[str, LabelEncoding],
) -> tuple[str, str]:
    colours = forms.get("colour")
    if colours is None:
        return "index", ""
    if raster.palette is not None:
        # An editor that makes a palette numbers the colours as it likes, so that its indices
        # would fit many tables; hence the colours first, if all of them mean something.
        coloured = len(np.unique(colours.reshape(-1, 3), axis=0)) > 1
        tables = [encoding for encoding in encodings.values() if encoding.kind == "colour"]
        if coloured and any(table.to_ids(colours)[1].all() for table in tables):
            return "colour", "its palette's colours are all in the table; "
        return "index", "its palette's colours are in no table, hence its indices; "
    if (colours == colours[..., :1]).all():
        return "index", "red, green and blue are equal; "
    if not colours[..., 1:].any():
        return "index", "green and blue are empty, as in CARLA's raw tags; "
    return "colour", ""


def depth_values(path: Path, raster: Raster) -> tuple[NDArray[Any], bool]:
    """The numbers of a depth map.

    Returns:
        H W, or H W 3 if the colour channels differ; and whether there is an alpha channel.

    Raises:
        Problem: the file has a number of channels that no depth map has.
    """
    values = raster.values
    if raster.palette is not None:
        table = np.zeros((256, 3), np.uint8)
        table[: len(raster.palette)] = raster.palette
        values = table[values]
    if values.ndim == 2:
        return values.astype(np.uint8) if values.dtype == np.bool_ else values, False
    channels = values.shape[2]
    if channels not in (2, 3, 4):
        what = "{name} is a {form} with {channels} channels; a depth map has one, or CARLA's three "
        what += "or four."
        raise Problem(
            "data.file_channels", what, name=path.name, form=raster.form, channels=channels
        )
    colours = values[..., :1] if channels == 2 else values[..., :3]
    if (colours == colours[..., :1]).all():
        return colours[..., 0], channels in (2, 4)
    return colours, channels == 4


def check_depth(path: Path, form: str, values: NDArray[Any], encoding: str) -> None:
    """Refuse an encoding that a file cannot have.

    Raises:
        Problem: says what the file is and what the encoding needs.
    """
    grey = values.ndim == 2
    eight = values.dtype == np.uint8
    whole = values.dtype.kind in "ui"
    fits, needs = {
        "carla-24bit": (not grey and eight, "three different channels of 8 bits"),
        "carla-log": (grey and eight, "grey of 8 bits"),
        "grey8-80m": (grey and eight, "grey of 8 bits"),
        "metres": (grey and values.dtype.kind == "f", "floats"),
    }.get(encoding, (grey and whole and not eight, "one channel of 16 bits"))
    if not fits:
        raise Problem(
            "data.file_form",
            "{name} is a {form}, but {encoding} needs {needs}; choose another encoding, or give "
            "the file as its data set has it.",
            name=path.name,
            form=form if grey else f"{form} with different channels",
            encoding=encoding,
            needs=needs,
        )
