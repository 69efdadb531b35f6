"""A table's rows: means and deviations over seeds, and which differences are certain."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from gioada.evaluation.certainty import Estimate, estimate, holm


@dataclass(frozen=True, kw_only=True)
class Value:
    """A number over seeds."""

    mean: float
    """NaN if there is none."""
    deviation: float
    """Sample standard deviation over the seeds; NaN for one seed."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One seed of a row."""

    seed: int
    mean: float
    """The first mean, in percent."""
    read: dict[str, float]
    """Percent that the task network gets right of the ``translated`` and of the ``raw`` source
    images at the end of training; a gap gives away that labels are written into translations."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table."""

    label: str
    """As the paper calls it."""
    preset: str
    variant: str
    """Its departures; ``scaled`` where none concerns it."""
    runs: tuple[Run, ...]
    """By seed."""
    iou: dict[str, Value]
    """Percent, by class."""
    means: dict[str, Value]
    """Percent, by the name of the mean."""
    interval: tuple[float, float]
    """95 % of the first mean; NaN for one seed."""
    depth: dict[str, Value]
    read: dict[str, Value]
    """As of its runs."""

    @property
    def kind(self) -> tuple[str, str]:
        """Preset and variant: rows of one kind are the same runs."""
        return self.preset, self.variant

    def means_of(self, seeds: Sequence[int]) -> list[float]:
        """The first mean of some seeds, in their order."""
        found = {run.seed: run.mean for run in self.runs}
        return [found[seed] for seed in seeds]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Of the first means of two rows, paired by seed."""

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
    holds: bool
    """Whether it is still told from none when all differences of the table are judged together."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A table's rows as far as they are measured."""

    pair: str
    space: str
    """Name of the classes."""
    frames: int
    """Test images."""
    images: bool
    """Whether intervals are also over the choice of test images; otherwise they are over seeds
    alone, as the counts of single images are gone."""
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    """Of every two rows that are not the same runs, the lower one minus the upper one."""
    missing: tuple[str, ...]
    """Runs of the plan that are not measured yet."""

    @property
    def first_mean(self) -> str:
        """Name of the mean that intervals and differences are of, such as mIoU."""
        return next(iter(self.rows[0].means))

    def difference(self, row: str, other: str) -> Difference | None:
        """Of two labels, either way round; None if they are the same runs."""
        for each in self.differences:
            if (each.row, each.other) == (row, other):
                return each
            if (each.other, each.row) == (row, other):
                low, high = each.interval
                return replace(
                    each, row=row, other=other, points=-each.points, interval=(-high, -low)
                )
        return None

    def gain(self, row: Row) -> Difference | None:
        """Over the row ``na``; None of itself, and where there is no such row."""
        return self.difference(row.label, "na")

    def best(self, row: Row) -> bool:
        """Whether a row is above every other, and all these differences hold."""
        found = [self.difference(row.label, other.label) for other in self.rows
                 if other.label != row.label]  # fmt: skip
        known = [each for each in found if each is not None]
        return bool(known) and all(each.holds and each.points > 0 for each in known)


ImageError = Callable[[Sequence[Row], Sequence[int]], float]
"""Standard error from the choice of test images of the mean over some seeds of a row, or of the
difference of two."""


def judged(outcome: Outcome, error: ImageError | None = None) -> Outcome:
    """An outcome with all intervals and differences taken from its runs.

    Args:
        outcome: its rows, their runs; what it says of intervals and differences is replaced.
        error: of the images; None where their counts are gone, and then intervals are over seeds.
    """

    def of(rows: Sequence[Row], seeds: Sequence[int]) -> Estimate:
        values = rows[0].means_of(seeds)
        if len(rows) == 2:
            others = rows[1].means_of(seeds)
            values = [a - b for a, b in zip(values, others, strict=True)]
        return estimate(values, error(rows, seeds) if error and len(seeds) > 1 else 0.0)

    rows = tuple(replace(row, interval=of([row], [run.seed for run in row.runs]).interval)
                 for row in outcome.rows)  # fmt: skip
    found = [_difference(row, other, of) for other, row in combinations(rows, 2)
             if row.kind != other.kind]  # fmt: skip
    found.sort(key=lambda each: [row.label for row in rows].index(each.row))
    held = holm([each.p for each in found])
    differences = (replace(each, holds=holds) for each, holds in zip(found, held, strict=True))
    return replace(outcome, rows=rows, differences=tuple(differences), images=error is not None)


def _difference(
    row: Row, other: Row, of: Callable[[Sequence[Row], Sequence[int]], Estimate]
) -> Difference:
    theirs = {run.seed for run in other.runs}
    seeds = tuple(run.seed for run in row.runs if run.seed in theirs)
    found = of([row, other], seeds) if seeds else None
    return Difference(
        row=row.label,
        other=other.label,
        seeds=seeds,
        points=found.mean if found else math.nan,
        interval=found.interval if found else (math.nan, math.nan),
        p=found.p if found else math.nan,
        holds=False,
    )
