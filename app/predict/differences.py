"""Where checkpoints differ, who is right there, and the largest such places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.table import percent
from app.wall.panes import shown_size
from gioada.data.frame import nearest
from gioada.data.labels import VOID, LabelSpace
from gioada.evaluation.regions import Place, largest_places
from gioada.evaluation.scores import CLOSE, NEAREST

RIGHT, WRONG = 1, 2
ONE, SPLIT = 3, 4
"""Without truth: one says another class than all others; there is no such majority."""
SOME, NONE, UNKNOWN, SHARED = 5, 6, 7, 8
"""With truth: several are right; none is; the truth has no class there; all make one mistake."""
ONLY = 9
"""``ONLY + n``: with truth, the n-th alone is right."""
PLACES = 12


def differing(labels: Sequence[np.ndarray]) -> np.ndarray:
    """bool H W: where not all label maps say the same."""
    differ = np.zeros(labels[0].shape, np.bool_)
    for each in labels[1:]:
        differ |= each != labels[0]
    return differ


def marks(labels: Sequence[np.ndarray], truth: np.ndarray | None) -> np.ndarray:
    """Where label maps differ, or all are wrong: uint8 H W of the numbers above, else 0.

    Args:
        labels: uint8 H W class indices of each checkpoint.
        truth: uint8 H W class indices, 255 void, or None.
    """
    differ = differing(labels)
    if truth is None:
        largest = np.max([sum(each == other for other in labels) for each in labels], axis=0)
        kind = np.where(largest == len(labels) - 1, ONE, SPLIT)
        return np.where(differ, kind, 0).astype(np.uint8)
    right = np.stack([each == truth for each in labels])
    number = right.sum(axis=0)
    kind = np.where(number == 0, NONE, np.where(number == 1, ONLY + right.argmax(axis=0), SOME))
    shared = np.where((number == 0) & (truth != VOID), SHARED, 0)
    return np.where(differ, np.where(truth == VOID, UNKNOWN, kind), shared).astype(np.uint8)


def judged(labels: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """RIGHT, WRONG, or 0 where the truth has no class: uint8 H W."""
    return np.where(truth == VOID, 0, np.where(labels == truth, RIGHT, WRONG)).astype(np.uint8)


def depths_apart(depths: Sequence[np.ndarray]) -> float:
    """Share in [0, 1] of the pixels where the largest depth is over 1.25 times the smallest."""
    clipped = [np.maximum(each, NEAREST) for each in depths]
    return float((np.maximum.reduce(clipped) > CLOSE * np.minimum.reduce(clipped)).mean())


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A connected place where checkpoints differ, all of it in the same way."""

    place: Place
    """In pixels of the maps."""
    classes: dict[str, str]
    """Class by checkpoint."""
    given: str
    """The true class of most of it; empty without truth."""

    @property
    def sentence(self) -> str:
        """``na: road; cg, both: sidewalk; 2.1% of the picture; given: road``."""
        who: dict[str, list[str]] = {}
        for name, each in self.classes.items():
            who.setdefault(each, []).append(name)
        parts = [f"{', '.join(names)}: {each}" for each, names in who.items()]
        parts.append(f"{percent(self.place.share)} of the picture")
        if self.given:
            parts.append(f"given: {self.given}")
        return "; ".join(parts)


def largest_differences(
    names: Sequence[str],
    labels: Sequence[np.ndarray],
    space: LabelSpace,
    truth: np.ndarray | None = None,
) -> list[Difference]:
    """The largest places where all pixels differ in the same way, largest first.

    Args:
        names: the checkpoints.
        labels: uint8 H W class indices of each, never void.
        space: gives the classes' names.
        truth: uint8 H W class indices, or None.
    """
    height, width = labels[0].shape
    # It takes seconds for large photos, of which a wall shows no more.
    size = shown_size((height, width))
    small = [nearest(each, *size) for each in labels]
    # One number for each combination of classes; it is read back below.
    codes = sum(each.astype(np.int64) * space.num_classes**n for n, each in enumerate(small)) + 1
    kinds = np.where(differing(small), codes, 0)
    known = None if truth is None else nearest(truth, *size)
    found = []
    for place in largest_places(kinds, at_most=PLACES):
        classes = [
            (place.kind - 1) // space.num_classes**n % space.num_classes for n in range(len(small))
        ]
        found.append(
            Difference(
                place=_enlarged(place, height / size[0], width / size[1]),
                classes={
                    name: space.classes[index] for name, index in zip(names, classes, strict=True)
                },
                given="" if known is None else _given(place, kinds, known, space),
            )
        )
    return found


def _given(place: Place, kinds: np.ndarray, truth: np.ndarray, space: LabelSpace) -> str:
    rows = slice(place.top, place.top + place.height)
    columns = slice(place.left, place.left + place.width)
    inside = truth[rows, columns][kinds[rows, columns] == place.kind]
    most = int(np.bincount(inside, minlength=256).argmax())
    return space.classes[most] if most < space.num_classes else "no class"


def _enlarged(place: Place, down: float, across: float) -> Place:
    return replace(
        place,
        left=int(place.left * across),
        top=int(place.top * down),
        width=max(1, round(place.width * across)),
        height=max(1, round(place.height * down)),
        pixels=round(place.pixels * down * across),
    )
