"""Frames of a part, every file read as training would read it, and what came out added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.data.encodings import LABEL_ENCODINGS, pack_colours
from gioada.data.frame import SKY_DEPTH, Frame, nearest
from gioada.data.labels import LabelSpace
from gioada.data.pairs import Part
from gioada.data.raster import read_photo, read_raster, stored_form
from gioada.data.recognition import street_likeness
from gioada.data.sets.disk import DataSet, FrameFiles, Labelling, differing_sizes
from gioada.errors import Problem

Kind = Literal["image", "labels", "depth"]
KINDS: tuple[Kind, ...] = get_args(Kind)
WIDEST = 400
"""Pixels that a frame in small may be wide."""
STEPS = 10
"""Counts of depths have so many steps to a metre."""
_SKY, _ROAD = 23, 7
_LAST = round(SKY_DEPTH * STEPS)

_Value = TypeVar("_Value")


@dataclass(frozen=True, kw_only=True)
class CheckedPart:
    """A part of a pair, as a data set on disk."""

    part: Part
    disk_set: DataSet
    root: Path
    """The folder that is searched."""
    labelled: bool
    """Whether whoever uses this part reads labels and depth."""
    needs: tuple[Kind, ...] = ()
    """What its frames cannot be without."""
    every: int = 1
    """Of the set's frames, each n-th one only."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one frame showed."""

    files: FrameFiles
    problems: Sequence[Problem]
    forms: dict[Kind, str]
    """``8-bit RGB PNG`` of each file."""
    size: tuple[int, int] | None
    """Height and width of the image, if it could be read."""
    labels: Labelling | None
    unknown: dict[str, int]
    """Label values that are in no table, as people write them, and their pixels."""
    depths: NDArray[np.int64] | None
    """3 N: pixels in each tenth of a metre, of all, of what is labelled sky and of the road."""
    unmeasured: int
    small: Frame | None
    """The frame made narrower, if its image could be read."""


def look_at(part: CheckedPart, files: FrameFiles) -> Look:
    """Read a frame of a part."""
    problems: list[Problem] = []

    def tried(read: Callable[[], _Value], path: Path) -> _Value | None:
        try:
            return read()
        except Problem as problem:
            # Readers name a file without its folder, and the files of a frame share their names.
            fields = {**problem.fields}
            if fields.get("name") == path.name:
                fields["name"] = _relative(path, part.root)
            problems.append(Problem(problem.code, problem.what, advice=problem.advice, **fields))
        except OSError as error:
            what = "{name} cannot be read ({reason})."
            name = _relative(path, part.root)
            problems.append(Problem("data.file_unreadable", what, name=name, reason=str(error)))
        return None

    photo = tried(lambda: read_photo(files.image), files.image)
    image, form = photo or (None, "")
    forms: dict[Kind, str] = {"image": form.partition(" ")[2]}
    labels = depth = None
    if part.labelled and files.labels is not None:
        labels = tried(lambda: part.disk_set.read_labels(files), files.labels)
        forms["labels"] = stored_form(files.labels)
    if part.labelled and files.depth is not None:
        depth = tried(lambda: part.disk_set.read_depth(files), files.depth)
        forms["depth"] = stored_form(files.depth)
        if depth is not None and np.isnan(depth).all():
            what = "{name} has no measured pixel; correct its encoding, or leave the frame out."
            name = _relative(files.depth, part.root)
            problems.append(Problem("data.depth_empty", what, name=name))
    ids = None if labels is None else labels.ids
    problems += differing_sizes(files, image, ids, depth)
    unknown: dict[str, int] = {}
    if labels is not None and labels.share:
        unknown = unknown_values(files.labels, labels)
    return Look(
        files=files,
        problems=problems,
        forms=forms,
        size=None if image is None else (image.shape[0], image.shape[1]),
        labels=labels,
        unknown=unknown,
        depths=None if depth is None else _depth_counts(depth, ids),
        unmeasured=0 if depth is None else int(np.count_nonzero(np.isnan(depth))),
        small=None if image is None else _small(image, ids, depth),
    )


def unknown_values(path: Path | None, read: Labelling) -> dict[str, int]:
    """The values of the pixels that a reader did not know, as people write them, and how many.

    Args:
        path: the label file.
        read: what a reader made of it.
    """
    values = read_raster(path).values if path is not None else read.ids
    if values.shape[:2] != read.unknown.shape:
        return {}
    # CARLA's tags and SYNTHIA's ids: green and blue hold something else or nothing.
    coloured = values.ndim == 3 and values.dtype == np.uint8 and values.shape[2] >= 3
    if coloured and values[..., 1:3].any():
        found, counts = np.unique(pack_colours(values[read.unknown]), return_counts=True)
        names = [f"{value >> 16},{value >> 8 & 255},{value & 255}" for value in found.tolist()]
    else:
        numbers = values if values.ndim == 2 else values[..., 0]
        found, counts = np.unique(numbers[read.unknown], return_counts=True)
        names = [str(value) for value in found.tolist()]
    return dict(zip(names, counts.tolist(), strict=True))


@dataclass
class Seen:
    """What the frames of a part showed together; only numbers are kept of most."""

    kept: dict[str, tuple[FrameFiles, Frame | None]]
    """By name, frames to be kept in small; None where the image could not be read."""
    looked: int = 0
    problems: list[Problem] = field(default_factory=list)
    sizes: Counter[tuple[int, int]] = field(default_factory=Counter)
    forms: dict[Kind, Counter[str]] = field(default_factory=dict)
    ids: NDArray[np.int64] = field(default_factory=lambda: np.zeros(256, np.int64))
    """Pixels of each Cityscapes id."""
    unknown: Counter[str] = field(default_factory=Counter)
    unknown_pixels: int = 0
    labelled: int = 0
    likeness: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))
    """How much labels look like streets, as they are and if they were train ids: sums."""
    deep: int = 0
    depths: NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, _LAST + 1), np.int64))
    unmeasured: int = 0

    def add(self, look: Look) -> None:
        """Add what a frame showed."""
        self.looked += 1
        self.problems += look.problems
        self.sizes.update([look.size] if look.size else [])
        for kind, form in look.forms.items():
            self.forms.setdefault(kind, Counter()).update([form] if form else [])
        if look.labels is not None:
            ids = look.labels.ids
            swapped, _ = LABEL_ENCODINGS["cityscapes-train-ids"].to_ids(ids)
            self.ids += np.bincount(ids.ravel(), minlength=256)
            self.unknown.update(look.unknown)
            self.unknown_pixels += int(np.count_nonzero(look.labels.unknown))
            self.likeness += street_likeness(ids), street_likeness(swapped)
            self.labelled += 1
        if look.depths is not None:
            self.depths += look.depths
            self.unmeasured += look.unmeasured
            self.deep += 1
        if look.files.name in self.kept:
            self.kept[look.files.name] = (look.files, look.small)

    @property
    def pixels(self) -> int:
        """Label pixels."""
        return int(self.ids.sum())

    def unknown_shares(self) -> dict[str, float]:
        """Share of the label pixels of each value that is in no table, the commonest first."""
        return {value: count / self.pixels for value, count in self.unknown.most_common()}

    def class_shares(self, space: LabelSpace) -> dict[str, float]:
        """Share of the label pixels in each class, in [0, 1], and at last in ``no class``."""
        if not self.labelled:
            return {}
        shares = {
            name: int(self.ids[list(group)].sum()) / self.pixels
            for name, group in zip(space.classes, space.ids, strict=True)
        }
        return {**shares, "no class": max(0.0, 1 - sum(shares.values()))}

    def medians(self) -> Iterator[float | None]:
        """Metres, of all depth, of the sky's and of the road's; None where nothing was counted."""
        for counts in self.depths:
            middle = np.searchsorted(np.cumsum(counts), (int(counts.sum()) + 1) // 2)
            yield float(middle) / STEPS if counts.any() else None


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _depth_counts(depth: NDArray[np.float32], ids: NDArray[np.uint8] | None) -> NDArray[np.int64]:
    alike = ids is not None and ids.shape == depth.shape
    parts = (depth, depth[ids == _SKY], depth[ids == _ROAD]) if alike else (depth,)
    counts = np.zeros((3, _LAST + 1), np.int64)
    for place, metres in enumerate(parts):
        steps = np.rint(metres[~np.isnan(metres)] * STEPS).astype(np.int64)
        counts[place] = np.bincount(np.clip(steps, 0, _LAST), minlength=_LAST + 1)
    return counts


def _small(
    image: NDArray[np.uint8],
    ids: NDArray[np.uint8] | None,
    depth: NDArray[np.float32] | None,
) -> Frame:
    """The frame at most ``WIDEST`` wide; the image is averaged, the maps are not."""

    def reduced(shape: tuple[int, ...]) -> tuple[int, int]:
        width = min(shape[1], WIDEST)
        return max(1, round(shape[0] * width / shape[1])), width

    height, width = reduced(image.shape)
    return Frame(
        image=np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.BOX)),
        ids=None if ids is None else nearest(ids, *reduced(ids.shape)),
        depth=None if depth is None else nearest(depth, *reduced(depth.shape)),
    )
