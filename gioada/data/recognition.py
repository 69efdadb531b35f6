"""Finding out how a map was written when nobody says.

What the values allow comes first. Where several encodings allow the same values, a street scene
decides: sky, houses and trees are above, the road is below. Where that does not decide clearly,
the person is asked, because a wrong guess looks like a bad network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gioada.data.depth_encodings import decode
from gioada.data.encodings import LabelEncoding
from gioada.data.labels import LabelSpace
from gioada.errors import Problem

_CLEARLY_BETTER = 0.15
_KNOWN_ENOUGH = 0.98

# How well an id sits in the lower or the upper part of a picture taken from a car.
_BELOW = {7: 1.0, 8: 0.7, 22: 0.6, 9: 0.6, 6: 0.5, 26: 0.5, 1: 0.5, 21: 0.3}
_ABOVE = {23: 1.0, 21: 0.8, 11: 0.8, 17: 0.4, 19: 0.4, 20: 0.4}

# Data sets' own file names, and CamVid's four drives.
_NAMES = {
    r"labelTrainIds": "cityscapes-train-ids",
    r"labelIds": "cityscapes-ids",
    r"classgt_\d": "virtual-kitti-colour",
    r"^(0001TP|0006R0|0016E5|Seq05VD)_": "camvid",
}


def recognise_labels(
    path: Path,
    values: NDArray[Any],
    candidates: Sequence[LabelEncoding],
    space: LabelSpace,
) -> tuple[LabelEncoding, str]:
    """Choose the encoding of a label map.

    Args:
        path: where it is; its name may tell.
        values: integer H W, or uint8 H W 3.
        candidates: encodings of the same kind as ``values``.
        space: two encodings that give the same classes need no decision.

    Returns:
        The encoding and the reason for people, as in "the file is named labelIds".

    Raises:
        Problem: none fits, or several do.
    """
    read = {encoding.name: encoding.to_ids(values) for encoding in candidates}
    known = {name: float(mask.mean()) for name, (_, mask) in read.items()}
    by_name = {encoding.name: encoding for encoding in candidates}
    for pattern, name in _NAMES.items():
        if known.get(name, 0) >= _KNOWN_ENOUGH and re.search(pattern, path.name):
            return by_name[name], "it has this data set's file name"
    # An id is right or wrong; a few colours may be mixed by an editor.
    enough = 1.0 if candidates[0].kind == "index" else max(_KNOWN_ENOUGH, max(known.values()))
    fitting = [name for name in read if known[name] >= enough]
    if not fitting:
        raise _none_fits(path, values, known)
    scores = {name: street_likeness(read[name][0]) for name in fitting}
    groups = _same_classes(sorted(fitting, key=lambda name: -scores[name]), read, space)
    if len(groups) == 1:
        return by_name[groups[0]], "no other encoding gives other classes"
    best = groups[0]
    close = [name for name in groups if scores[best] - scores[name] < _CLEARLY_BETTER]
    if len(close) > 1:
        what = "{name} could be read as {encodings}: each has all its values and looks like a "
        what += "street; choose the encoding."
        raise Problem("data.encoding_unclear", what, name=path.name, encodings=" or ".join(close))
    return by_name[best], "read in any other way it would look less like a street"


def street_likeness(ids: NDArray[np.uint8]) -> float:
    """How much a map of Cityscapes ids, H W, looks like a view from a car, from 0 to 1."""
    quarter = max(1, ids.shape[0] // 4)

    def fit(part: NDArray[np.uint8], weights: Mapping[int, float]) -> float:
        table = np.zeros(256)
        table[list(weights)] = list(weights.values())
        return float(table[part].mean())

    return (fit(ids[:quarter], _ABOVE) + fit(ids[-quarter:], _BELOW)) / 2


def _same_classes(
    names: Sequence[str],
    read: Mapping[str, tuple[NDArray[np.uint8], NDArray[np.bool_]]],
    space: LabelSpace,
) -> list[str]:
    """The first of each group of encodings that give the same classes."""
    first: dict[bytes, str] = {}
    for name in names:
        first.setdefault(space.from_ids(read[name][0]).tobytes(), name)
    return list(first.values())


def _none_fits(path: Path, values: NDArray[Any], known: Mapping[str, float]) -> Problem:
    if values.ndim == 3:
        best = max(known, key=lambda name: known[name])
        count = len(np.unique(values.reshape(-1, 3), axis=0))
        return Problem(
            "data.encoding_unknown",
            "{name} has {colours}, and the best fitting table ({best}) knows {share:.0%} of the "
            "pixels; give a label map that was saved without loss, or the map of ids.",
            name=path.name,
            colours=f"{count} colour{'s' * (count > 1)}",
            best=best,
            share=known[best],
        )
    return Problem(
        "data.encoding_unknown",
        "{name} has ids from {least} to {top}, which no known encoding has ({known}); convert it "
        "to one of these.",
        name=path.name,
        least=int(values.min()),
        top=int(values.max()),
        known=", ".join(known),
    )


def recognise_depth(path: Path, values: NDArray[Any], alpha: bool) -> tuple[str, str]:
    """Choose the encoding of a depth map.

    Args:
        path: where it is, for messages.
        values: H W, or H W 3 where the channels differ.
        alpha: the file has an alpha channel, as everything that CARLA saves.

    Returns:
        A name in ``DEPTH_ENCODINGS`` and the reason for people.

    Raises:
        Problem: it could be several things, or is none.
    """
    if values.dtype.kind == "f":
        return _float_depth(path, values)
    if values.ndim == 3:
        if values.dtype == np.uint8 and _low_byte_is_noise(values):
            return (
                "carla-24bit",
                "red changes from pixel to pixel and blue hardly, as low and high byte",
            )
        what = "{name} is a colour picture, and its colours are not CARLA's packed depth; give the "
        what += "depth values themselves (16-bit PNG, or .npy in metres)."
        raise Problem("data.depth_coloured", what, name=path.name)
    if values.dtype == np.uint8:
        if alpha:
            return "carla-log", "it is grey with an alpha channel, as CARLA saves it"
        what = "{name} is an 8-bit grey picture of {levels} levels, from which the unit cannot be "
        what += "told; choose carla-log (CARLA's logarithmic depth) or grey8-80m (255 is 80 m), or "
        what += "give the 16-bit map."
        raise Problem("data.depth_unit", what, name=path.name, levels=len(np.unique(values)))
    return _deep_depth(path, values)


def _float_depth(path: Path, values: NDArray[Any]) -> tuple[str, str]:
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        what = "{name} holds no finite number, so nothing was measured; give a depth map in metres."
        raise Problem("data.depth_empty", what, name=path.name)
    if float(finite.max()) <= 1.0:
        raise Problem(
            "data.depth_unit",
            "{name} has no float above 1, so it is normalised depth or disparity and not metres; "
            "multiply it back to metres, or choose metres if it really is.",
            name=path.name,
        )
    if float(np.median(finite)) > 1000:
        what = "{name} has floats with a median of {median:.0f}, too far for metres; divide "
        what += "millimetres by 1000, or choose metres if it really is."
        raise Problem("data.depth_unit", what, name=path.name, median=float(np.median(finite)))
    return "metres", "it holds floats"


def _deep_depth(path: Path, values: NDArray[Any]) -> tuple[str, str]:
    empty, sky = float((values == 0).mean()), float((values == 65535).mean())
    if int(values.min()) < 0 or int(values.max()) > 65535:
        raise Problem(
            "data.depth_range",
            "{name} has integers from {least} to {top}, which is no 16-bit depth; save metres as "
            "floats instead.",
            name=path.name,
            least=int(values.min()),
            top=int(values.max()),
        )
    lower = values[values.shape[0] * 3 // 4 :]
    # Millimetres that end in 65535 as well would put the ground before the car too far away.
    ground_is_near = float(np.median(lower)) < 4000
    if sky > 0 and empty < 0.01 and ground_is_near:
        return "centimetres-16bit", (
            f"{sky:.1%} of it is 65535, the sky of Virtual KITTI and SYNTHIA"
        )
    if sky == 0 and empty > 0.3:
        return "kitti-256", f"{empty:.0%} of it is 0, as in KITTI's sparse maps"
    near = ", ".join(
        f"{np.nanmedian(decode(lower, name)):.1f} m as {name}"
        for name in ("centimetres-16bit", "kitti-256", "millimetres")
        if (lower > 0).any()
    )
    raise Problem(
        "data.depth_unit",
        "{name} has 16-bit values from {least} to {top}, which does not tell the unit; choose one "
        "(the lower quarter's median is {median}).",
        name=path.name,
        least=int(values.min()),
        top=int(values.max()),
        median=near or "0",
    )


def _low_byte_is_noise(colours: NDArray[Any]) -> bool:
    """Red is the low byte of CARLA's 24 bits and wraps every 15 mm; blue takes 4 m a step."""
    if colours.shape[0] < 4:
        return False
    # Downwards, because along a row of flat road nothing changes. Shares, not means, because at
    # the edge of the sky every byte jumps.
    steps = np.abs(np.diff(colours.astype(np.int16), axis=0))
    red, _, blue = (steps > 8).mean(axis=(0, 1))
    # In the lowest rows everything is near: blue stays under 80 m.
    lower = colours[colours.shape[0] * 3 // 4 :, :, 2]
    return bool(red > 0.1 and red > 4 * blue and np.median(lower) <= 20)
