"""What the frames of a part showed together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gioada.data.check.looking import STEPS, DepthCounts, LabelCounts, Look
from gioada.data.check.parts import Kind
from gioada.data.frame import SKY_DEPTH, Frame
from gioada.data.sets.disk import FrameFiles


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Sums over the frames of a part."""

    looked: int
    """Frames looked at."""
    complaints: tuple[tuple[FrameFiles, str], ...]
    """Sentences about single frames."""
    sizes: Counter[tuple[int, int]]
    """Height and width of images, and how many have it."""
    forms: dict[Kind, Counter[str]]
    """``8-bit RGB PNG`` of each kind of file, and how many are such."""
    labels: LabelCounts | None
    """None if no frame has any; the likeness is a mean."""
    depth: DepthCounts | None
    kept: tuple[tuple[FrameFiles, Frame | None], ...]
    """Frames in small, None where the image could not be read."""


@dataclass
class _Sums:
    """Numbers that are added up frame by frame, so that no frame need be remembered."""

    ids: NDArray[np.int64] = field(default_factory=lambda: np.zeros(256, np.int64))
    unknown: float = 0.0
    values: Counter[str] = field(default_factory=Counter)
    likeness: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))
    labelled: int = 0
    depths: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((3, round(SKY_DEPTH * STEPS) + 1), np.int64)
    )
    missing: int = 0
    deep: int = 0

    def add_labels(self, labels: LabelCounts) -> None:
        self.ids += labels.ids
        self.unknown += labels.unknown
        self.values.update(labels.values)
        self.likeness += labels.likeness
        self.labelled += 1

    def add_depth(self, depth: DepthCounts) -> None:
        self.depths += (depth.all, depth.sky, depth.road)
        self.missing += depth.missing
        self.deep += 1


def tally(looks: Iterable[Look], kept: Iterable[FrameFiles]) -> Tally:
    """Add up what frames showed.

    Args:
        looks: one after the other; only numbers are kept of them.
        kept: the frames that were kept in small.
    """
    sums, looked = _Sums(), 0
    sizes: Counter[tuple[int, int]] = Counter()
    forms: dict[Kind, Counter[str]] = {}
    complaints: list[tuple[FrameFiles, str]] = []
    small: dict[str, Frame | None] = {files.name: None for files in kept}
    for look in looks:
        looked += 1
        complaints += [(look.files, sentence) for sentence in look.complaints]
        sizes.update([look.size] if look.size else [])
        for kind, form in look.forms.items():
            forms.setdefault(kind, Counter()).update([form] if form else [])
        if look.labels is not None:
            sums.add_labels(look.labels)
        if look.depth is not None:
            sums.add_depth(look.depth)
        if look.files.name in small:
            small[look.files.name] = look.small
    return Tally(
        looked=looked,
        complaints=tuple(complaints),
        sizes=sizes,
        forms=forms,
        labels=_labels(sums) if sums.labelled else None,
        depth=_depth(sums) if sums.deep else None,
        kept=tuple((files, small[files.name]) for files in kept),
    )


def _labels(sums: _Sums) -> LabelCounts:
    as_ids, as_train_ids = (sums.likeness / sums.labelled).tolist()
    return LabelCounts(
        ids=sums.ids,
        unknown=sums.unknown,
        values=dict(sums.values.most_common()),
        likeness=(as_ids, as_train_ids),
    )


def _depth(sums: _Sums) -> DepthCounts:
    every, sky, road = sums.depths
    return DepthCounts(all=every, sky=sky, road=road, missing=sums.missing)


def median(counts: NDArray[np.int64]) -> float | None:
    """Metres, of counts in tenths of a metre; None where nothing was counted."""
    total = int(counts.sum())
    if not total:
        return None
    return float(np.searchsorted(np.cumsum(counts), (total + 1) // 2)) / STEPS
