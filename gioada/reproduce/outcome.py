"""A table's rows: means and deviations over seeds, and which differences are certain."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

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
    column: str = ""
    """Of a table of several columns."""

    @property
    def kind(self) -> tuple[str, str, str]:
        """Rows of one kind are the same runs."""
        return self.preset, self.variant, self.column

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
    """Labelled target images that runs were measured on."""
    split: str = "evaluation"
    """Which they are."""
    images: bool
    """Whether intervals are also over the choice of test images; otherwise they are over seeds
    alone, as the counts of single images are gone."""
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    """Of every two rows that are not the same runs, the lower one minus the upper one; in a table
    of several columns see ``contrasts``."""
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
        """Over ``na`` of the same column; None of itself, and where there is no such row."""
        start = baseline(self.rows, row.column)
        return None if start is None else self.difference(row.label, start.label)

    def best(self, row: Row) -> bool:
        """Whether a row is above every other, and all these differences hold."""
        found = [
            self.difference(row.label, other.label)
            for other in self.rows
            if other.label != row.label
        ]
        known = [each for each in found if each is not None]
        return bool(known) and all(each.holds and each.points > 0 for each in known)


def baseline(rows: Sequence[Row], column: str) -> Row | None:
    """What gains of a column are counted from."""
    return next((row for row in rows if row.preset == "na" and row.column == column), None)


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """What is to be told from nothing: some rows less others, by their labels."""

    row: str
    other: str
    """Labels of the difference."""
    plus: tuple[str, ...]
    minus: tuple[str, ...]


def contrasts(rows: Sequence[Row]) -> Iterator[Contrast]:
    """Every two rows; in a table of several columns gains within a column, and what they differ
    from those of the first column."""
    columns = list(dict.fromkeys(row.column for row in rows))
    if len(columns) == 1:
        for index, row in enumerate(rows):
            for other in rows[:index]:
                if row.kind != other.kind:
                    yield _minus(row, other)
        return
    for row in rows:
        start = baseline(rows, row.column)
        if start is None or start == row:
            continue
        yield _minus(row, start)
        first = next((each for each in rows if each.preset == row.preset), row)
        origin = baseline(rows, first.column)
        if first.column != row.column and origin is not None:
            yield Contrast(
                row=gain_label(row),
                other=gain_label(first),
                plus=(row.label, origin.label),
                minus=(start.label, first.label),
            )


def gain_label(row: Row) -> str:
    """What stands for a row's gain in a difference of gains."""
    return f"gain of {row.label}"


def _minus(row: Row, other: Row) -> Contrast:
    return Contrast(row=row.label, other=other.label, plus=(row.label,), minus=(other.label,))


ImageError = Callable[[Sequence[str], Sequence[str], Sequence[int]], float]
"""Standard error from the choice of test images of some rows less others, over some seeds."""


def with_intervals(outcome: Outcome, error: ImageError | None = None) -> Outcome:
    """An outcome with all intervals and differences taken from its runs.

    Args:
        outcome: its rows, their runs; what it says of intervals and differences is replaced.
        error: of the images; None where their counts are gone, and then intervals are over seeds.
    """
    numbers = {row.label: row.by_seed for row in outcome.rows}

    def of(contrast: Contrast) -> Difference:
        plus, minus = contrast.plus, contrast.minus
        values = summed([numbers[name] for name in plus], [numbers[name] for name in minus])
        images = None if error is None else partial(error, plus, minus)
        return difference(contrast.row, contrast.other, values, images)

    alone = [
        of(Contrast(row=row.label, other="", plus=(row.label,), minus=())) for row in outcome.rows
    ]
    return replace(
        outcome,
        rows=tuple(
            replace(row, interval=each.interval)
            for row, each in zip(outcome.rows, alone, strict=True)
        ),
        differences=tuple(held_together(of(each) for each in contrasts(outcome.rows))),
        images=error is not None,
    )
