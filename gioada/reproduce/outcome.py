"""A table's rows: means and deviations over seeds, and which differences are certain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from gioada.evaluation.certainty import estimate
from gioada.reproduce.differences import Difference, find_difference, held_together, paired


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

    @property
    def by_seed(self) -> dict[int, float]:
        """The first mean of each seed."""
        return {run.seed: run.mean for run in self.runs}


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
        return find_difference(self.differences, row, other)

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
    rows = tuple(replace(row, interval=_interval(row, error)) for row in outcome.rows)
    differences = [
        _difference(row, other, error)
        for index, row in enumerate(rows)
        for other in rows[:index]
        if row.kind != other.kind
    ]
    return replace(
        outcome,
        rows=rows,
        differences=tuple(held_together(differences)),
        images=error is not None,
    )


def _interval(row: Row, error: ImageError | None) -> tuple[float, float]:
    seeds = list(row.by_seed)
    several = error is not None and len(seeds) > 1
    return estimate(list(row.by_seed.values()), error([row], seeds) if several else 0.0).interval


def _difference(row: Row, other: Row, error: ImageError | None) -> Difference:
    of_images = None if error is None else lambda seeds: error([row, other], seeds)
    return paired(row.label, other.label, row.by_seed, other.by_seed, of_images)
