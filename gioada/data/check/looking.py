"""One frame looked at: every file read as training would read it, and what came out counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.data.check.forms import form_of
from gioada.data.check.parts import Kind, Lot
from gioada.data.check.unknown import unknown_values
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.frame import SKY_DEPTH, Frame
from gioada.data.raster import FileProblem, read_photo
from gioada.data.recognition import street_likeness
from gioada.data.resizing import nearest
from gioada.data.sets.disk import FrameFiles, Labelling

WIDEST = 400
"""Pixels that a reduced frame may be wide."""
STEPS = 10
"""Counts of depths have so many steps to a metre."""
SKY, ROAD = 23, 7

_Value = TypeVar("_Value")


@dataclass(frozen=True, kw_only=True)
class LabelCounts:
    """What the labels of one frame, or of many, hold."""

    ids: NDArray[np.int64]
    """256: pixels of each Cityscapes id."""
    unknown: float
    """Pixels whose value is in no table of the set."""
    values: Mapping[str, int]
    """These values as people write them, and their pixels."""
    likeness: tuple[float, float]
    """How much the ids look like a street, in [0, 1], as they are and if they were train ids."""


@dataclass(frozen=True, kw_only=True)
class DepthCounts:
    """What the depth of one frame, or of many, holds: pixels in each tenth of a metre."""

    all: NDArray[np.int64]
    sky: NDArray[np.int64]
    """Where the labels say sky."""
    road: NDArray[np.int64]
    """Where the labels say road."""
    missing: int
    """Pixels that were not measured."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one frame showed."""

    files: FrameFiles
    complaints: tuple[str, ...]
    """Sentences of the readers, and of sizes that do not match."""
    size: tuple[int, int] | None
    """Height and width of the image, if it could be read."""
    forms: Mapping[Kind, str]
    """``8-bit RGB PNG`` of each file."""
    labels: LabelCounts | None
    depth: DepthCounts | None
    small: Frame | None
    """The frame made narrower, if it was to be kept and its image could be read."""


def look_at(lot: Lot, files: FrameFiles, *, keep: bool) -> Look:
    """Read a frame of a part.

    Args:
        keep: keep it in small, for the sheet.
    """
    complaints: list[str] = []
    photo = _tried(lambda: read_photo(files.image), lot.root, files.image, complaints)
    image, form = photo or (None, "")
    labelling = depth = None
    if lot.labelled and files.labels is not None:
        read_labels = lot.disk_set.read_labels
        labelling = _tried(lambda: read_labels(files), lot.root, files.labels, complaints)
    if lot.labelled and files.depth is not None:
        depth = _tried(lambda: lot.disk_set.read_depth(files), lot.root, files.depth, complaints)
    ids = None if labelling is None else labelling.ids
    complaints += _sizes(files.name, image, ids, depth)
    if depth is not None and np.isnan(depth).all():
        complaints.append(
            f"{_relative(files.depth, lot.root)} has no measured pixel; correct its encoding, or "
            "leave the frame out."
        )
    forms: dict[Kind, str] = {"image": form.partition(" ")[2]}
    if lot.labelled and files.labels is not None:
        forms["labels"] = form_of(files.labels)
    if lot.labelled and files.depth is not None:
        forms["depth"] = form_of(files.depth)
    return Look(
        files=files,
        complaints=tuple(complaints),
        size=None if image is None else (image.shape[0], image.shape[1]),
        forms=forms,
        labels=None if labelling is None else _label_counts(files.labels, labelling),
        depth=None if depth is None else _depth_counts(depth, ids),
        small=_small(image, ids, depth) if keep and image is not None else None,
    )


def _tried(
    read: Callable[[], _Value], root: Path, path: Path | None, complaints: list[str]
) -> _Value | None:
    try:
        return read()
    except FileProblem as error:
        # It names the file without its folder, and the files of a frame share their names.
        name = "" if path is None else path.name
        complaints.append(str(error).replace(name, _relative(path, root), 1))
    except (ValueError, OSError) as error:
        complaints.append(str(error))
    return None


def _relative(path: Path | None, root: Path) -> str:
    if path is None:
        return ""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _sizes(
    name: str,
    image: NDArray[np.uint8] | None,
    ids: NDArray[np.uint8] | None,
    depth: NDArray[np.float32] | None,
) -> list[str]:
    if image is None:
        return []
    found = f"{image.shape[1]}x{image.shape[0]}"
    return [
        f"{name}: the image is {found} and its {what} {values.shape[1]}x{values.shape[0]}; give "
        "files of one version and one size."
        for what, values in (("labels", ids), ("depth", depth))
        if values is not None and values.shape != image.shape[:2]
    ]


def _label_counts(path: Path | None, read: Labelling) -> LabelCounts:
    swapped, _ = LABEL_ENCODINGS["cityscapes-train-ids"].look_up(read.ids)
    values = {} if path is None or not read.unknown else unknown_values(path, read)
    return LabelCounts(
        ids=np.bincount(read.ids.ravel(), minlength=256),
        unknown=read.unknown * read.ids.size,
        values=values,
        likeness=(street_likeness(read.ids), street_likeness(swapped)),
    )


def _depth_counts(depth: NDArray[np.float32], ids: NDArray[np.uint8] | None) -> DepthCounts:
    alike = ids is not None and ids.shape == depth.shape
    return DepthCounts(
        all=_steps(depth),
        sky=_steps(depth[ids == SKY] if alike else depth[:0]),
        road=_steps(depth[ids == ROAD] if alike else depth[:0]),
        missing=int(np.count_nonzero(np.isnan(depth))),
    )


def _steps(metres: NDArray[np.float32]) -> NDArray[np.int64]:
    last = round(SKY_DEPTH * STEPS)
    measured = metres[~np.isnan(metres)]
    steps = np.clip(np.rint(measured * STEPS), 0, last).astype(np.int64)
    return np.bincount(steps, minlength=last + 1)


def _small(
    image: NDArray[np.uint8],
    ids: NDArray[np.uint8] | None,
    depth: NDArray[np.float32] | None,
) -> Frame:
    """The frame at most ``WIDEST`` wide; the image is averaged, the maps are not."""
    height, width = _reduced(image.shape)
    reduced = Image.fromarray(image).resize((width, height), Image.Resampling.BOX)
    return Frame(
        image=np.asarray(reduced),
        ids=None if ids is None else nearest(ids, *_reduced(ids.shape)),
        depth=None if depth is None else nearest(depth, *_reduced(depth.shape)),
    )


def _reduced(shape: tuple[int, ...]) -> tuple[int, int]:
    width = min(shape[1], WIDEST)
    return max(1, round(shape[0] * width / shape[1])), width
