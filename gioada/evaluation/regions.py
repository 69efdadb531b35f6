"""Connected places of a map, for people who want to be shown the largest ones. Free of torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Place:
    """A connected region of one kind, by its bounding box in pixels."""

    kind: int
    left: int
    top: int
    width: int
    height: int
    pixels: int
    share: float
    """Of the whole picture, in [0, 1]."""


def largest_places(
    kinds: NDArray[np.integer], *, at_most: int, least: float = 0.0005
) -> list[Place]:
    """The largest regions of equal numbers, largest first; neighbours share a side.

    Args:
        kinds: integer H W; 0 is no place.
        at_most: how many.
        least: share of the picture below which a region is not worth a look.
    """
    rows, starts, ends, values = _stretches(kinds)
    roots = _joined(rows, starts, ends, values)
    # All sizes at once: a noisy map has tens of thousands of regions, of which few are told.
    sizes = np.bincount(roots, ends - starts).astype(int)
    found = []
    for root in np.flatnonzero(sizes >= max(1.0, least * kinds.size)).tolist():
        mine, pixels = roots == root, int(sizes[root])
        left, right = int(starts[mine].min()), int(ends[mine].max())
        top, bottom = int(rows[mine].min()), int(rows[mine].max()) + 1
        found.append(
            Place(
                kind=int(values[root]),
                left=left,
                top=top,
                width=right - left,
                height=bottom - top,
                pixels=pixels,
                share=pixels / kinds.size,
            )
        )
    return sorted(found, key=lambda place: (-place.pixels, place.top, place.left))[:at_most]


def _stretches(kinds: NDArray[np.integer]) -> tuple[NDArray[np.intp], ...]:
    """Horizontal stretches of one number above 0: row, first column, column after, number."""
    height, width = kinds.shape
    # A border of zeros ends the stretches of each row.
    padded = np.zeros((height, width + 2), np.int64)
    padded[:, 1:-1] = kinds
    changes = padded[:, 1:] != padded[:, :-1]
    rows, columns = np.nonzero(changes)
    values = padded[rows, columns + 1]
    begins = np.flatnonzero(values > 0)
    return rows[begins], columns[begins], columns[begins + 1], values[begins]


def _joined(
    rows: NDArray[np.intp],
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
    values: NDArray[np.intp],
) -> NDArray[np.intp]:
    """The number of the first stretch of each stretch's region (union-find over the rows)."""
    parents = list(range(len(rows)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    firsts = np.searchsorted(rows, np.arange(rows[-1] + 2)) if len(rows) else np.zeros(1, int)
    for row in range(1, len(firsts) - 1):
        above, here, stop = firsts[row - 1], firsts[row], firsts[row + 1]
        while above < firsts[row] and here < stop:
            touching = starts[here] < ends[above] and starts[above] < ends[here]
            if touching and values[here] == values[above]:
                first, second = sorted((root(int(above)), root(int(here))))
                parents[second] = first
            if ends[above] <= ends[here]:
                above += 1
            else:
                here += 1
    return np.array([root(index) for index in range(len(rows))], np.intp)
