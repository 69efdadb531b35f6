"""Differences of two rows, paired by seed, and which of a page's hold together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gioada.evaluation.certainty import estimate, holm


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Of two rows' numbers, seed by seed."""

    row: str
    other: str
    """Labels; the difference is row minus other."""
    seeds: tuple[int, ...]
    """That both have."""
    points: float
    """Mean over these seeds; NaN if there is none."""
    interval: tuple[float, float]
    """95 %, of this difference alone; NaN for fewer than two seeds."""
    p: float
    """Of no difference, of this one alone; NaN for fewer than two seeds."""
    holds: bool = False
    """Whether it is still told from none when all differences of the page are judged together."""

    @property
    def turned(self) -> Difference:
        """The other row minus this one."""
        low, high = self.interval
        return replace(
            self, row=self.other, other=self.row, points=-self.points, interval=(-high, -low)
        )


def difference(
    row: str,
    other: str,
    values: Mapping[int, float],
    image_error: Callable[[Sequence[int]], float] | None = None,
) -> Difference:
    """A difference, not judged beside others yet.

    Args:
        row: label of the row.
        other: label of what is taken from it.
        values: the difference of each seed.
        image_error: standard error of their mean from the choice of images, over some seeds; None
            leaves the images out.
    """
    seeds = tuple(values)
    if not seeds:
        none = (math.nan, math.nan)
        return Difference(row=row, other=other, seeds=(), points=math.nan, interval=none, p=none[0])
    error = image_error(seeds) if image_error and len(seeds) > 1 else 0.0
    found = estimate(list(values.values()), error)
    return Difference(
        row=row, other=other, seeds=seeds, points=found.mean, interval=found.interval, p=found.p
    )


def summed(
    plus: Sequence[Mapping[int, float]], minus: Sequence[Mapping[int, float]]
) -> dict[int, float]:
    """Numbers added and taken away, for each seed that all of them have."""
    first, *others = (*plus, *minus)
    seeds = [seed for seed in first if all(seed in other for other in others)]
    return {
        seed: sum(each[seed] for each in plus) - sum(each[seed] for each in minus) for seed in seeds
    }


def held_together(differences: Iterable[Difference]) -> list[Difference]:
    """The same differences, with those marked that hold after Holm's correction over all."""
    found = list(differences)
    held = holm([each.p for each in found])
    return [replace(each, holds=holds) for each, holds in zip(found, held, strict=True)]


def find_difference(differences: Iterable[Difference], row: str, other: str) -> Difference | None:
    """That of two labels, either way round; None if there is none."""
    for each in differences:
        if (each.row, each.other) == (row, other):
            return each
        if (each.other, each.row) == (row, other):
            return each.turned
    return None
