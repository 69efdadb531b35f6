"""Telling images, labels and depth of CARLA recordings apart by the names of folders and files.

CARLA prescribes no layout. Common are a folder per sensor (``rgb/``, ``CameraDepth/``,
``semantic/``), within or around folders of recordings, and one folder with ``x_rgb.png``,
``x_depth.png`` and ``x_semseg.png``. Both are read alike: words that name a kind tell the kind, and
what is left of the path names the frame.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from gioada.data.sets.matching import PICTURES, fitting
from gioada.errors import Problem

Kind = Literal["image", "labels", "depth"]
_AnyKind = Kind | Literal["other"]

_OTHER = {"instance", "instances", "flow", "normal", "normals", "lidar", "radar", "dvs", "events"}
_LABELS = {"label", "labels", "seg", "semseg", "semantic", "semantics", "segmentation", "tags"}
_LABELS |= {"mask", "masks"}
_DEPTH = {"depth", "depths", "depthmap", "depthmaps"}
_IMAGE = {"rgb", "image", "images", "img", "imgs"}
# In this order, because of names such as semantic_rgb and depth_image.
_WORDS: tuple[tuple[set[str], _AnyKind], ...] = (
    (_OTHER, "other"),
    (_LABELS, "labels"),
    (_DEPTH, "depth"),
    (_IMAGE, "image"),
)
_KIND_WORDS = _OTHER | _LABELS | _DEPTH | _IMAGE
# Words of a folder that say how something is stored, and not which recording it is.
_QUALIFIERS = {"cm", "mm", "log", "logarithmic", "raw", "png", "camera", "cam", "sensor", "map"}
_QUALIFIERS |= {"maps", "color", "colour", "palette", "sem", "gt"}

_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^A-Za-z\d]+")


def words(name: str) -> set[str]:
    """Its words in small letters: ``CameraRGB`` -> camera, rgb; ``depth_cm`` -> depth, _, cm."""
    return {piece.lower() for piece in _PIECES.findall(name)}


def find_kinds(root: Path, named: Mapping[Kind, str]) -> dict[Kind, dict[str, Path]]:
    """Kind -> name of the frame -> file, in order of these names.

    Args:
        root: searched with all that is below it.
        named: the folder of a kind where it is not a usual one, else "".

    Raises:
        Problem: ``data.set_missing``, no images; ``data.name_twice``, two files of a kind.
    """
    found: dict[Kind, dict[str, Path]] = {kind: {} for kind in get_args(Kind)}
    for name, path in fitting(root, "", PICTURES):
        *parts, stem = name.split("/")
        kind = _kind(tuple(parts), stem, named)
        if kind is None:
            continue
        frame = _frame(tuple(parts), stem, named)
        if frame in found[kind]:
            raise Problem(
                "data.name_twice",
                "{frame} has two files that look like its {kind} ({first} and {second}); name the "
                "folder that is meant in {kind}_folder.",
                frame=frame or root.name,
                kind=kind,
                first=found[kind][frame].relative_to(root).as_posix(),
                second=path.relative_to(root).as_posix(),
            )
        found[kind][frame] = path
    if not found["image"]:
        what = "There are no images of a CARLA recording in {root}; expected are folders such as "
        what += "rgb/, semantic/ and depth/, or files such as x_rgb.png, x_semseg.png and "
        what += "x_depth.png."
        raise Problem("data.set_missing", what, root=root)
    return {kind: dict(sorted(files.items())) for kind, files in found.items()}


def _kind(parts: tuple[str, ...], stem: str, named: Mapping[Kind, str]) -> Kind | None:
    for kind, name in named.items():
        if name and name in parts:
            return kind
    # The nearest word counts; but files of all kinds may lie in images/, and those of depth/ be
    # called image_0001.
    usual: _AnyKind | None = None
    for part in (*reversed(parts), stem):
        if usual is None or usual == "image":
            usual = _usual(part) or usual
    # Whoever names a folder means no other one.
    return None if usual is None or usual == "other" or named.get(usual) else usual


def _usual(name: str) -> _AnyKind | None:
    own = words(name)
    return next((kind for known, kind in _WORDS if own & known), None)


def _frame(parts: tuple[str, ...], stem: str, named: Mapping[Kind, str]) -> str:
    """What is left of a path without the words that tell its kind."""
    kept = [
        part if _usual(part) is None else _without(part, _KIND_WORDS | _QUALIFIERS)
        for part in parts
        if part not in named.values()
    ]
    return "/".join(part for part in (*kept, _without(stem, _KIND_WORDS)) if part)


def _without(name: str, dropped: set[str]) -> str:
    left = "".join(piece for piece in _PIECES.findall(name) if piece.lower() not in dropped)
    return re.sub(r"([_\-. ])[_\-. ]+", r"\1", left).strip("_-. ")
