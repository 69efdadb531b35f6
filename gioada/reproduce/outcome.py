"""What the runs of a plan say together: means and deviations over seeds, and what is certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, stdev

import numpy as np

from gioada.data.labels import LabelSpace
from gioada.evaluation.bootstrap import image_draws, interval, resampled_means
from gioada.evaluation.counts import read_counts
from gioada.evaluation.depth import depth_scores
from gioada.evaluation.segmentation import Scores, score
from gioada.models.card import read_card
from gioada.reproduce.plan import Job, Line


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
    """95 % of the first mean, over images and seeds."""
    gain: float
    """Of the first mean over ``na``, in points."""
    gain_interval: tuple[float, float]
    """95 % of the gain, on the same draws of images."""
    over: dict[str, tuple[float, float]]
    """95 % of the difference of the first mean to every other row, by that row's label, on the
    same draws of images."""
    depth: dict[str, Value]
    read: dict[str, Value]
    """As of its runs."""

    def differs(self, other: Row) -> bool:
        """Whether the difference to another row holds: its interval leaves out 0, and both have
        several seeds, as that of a single run knows nothing of what another seed would bring."""
        low, high = self.over[other.label]
        return min(len(self.runs), len(other.runs)) > 1 and not low <= 0 <= high


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A table's rows as far as they are measured."""

    pair: str
    space: str
    """Name of the classes."""
    frames: int
    """Test images."""
    rows: tuple[Row, ...]
    missing: tuple[str, ...]
    """Runs of the plan that are not measured yet."""

    @property
    def first_mean(self) -> str:
        """Name of the mean that intervals and differences are of, such as mIoU."""
        return next(iter(self.rows[0].means))

    def best(self, row: Row) -> bool:
        """Whether a row is above every other by more than chance."""
        others = [each for each in self.rows if each.label in row.over]
        return bool(others) and all(row.differs(o) and row.over[o.label][0] > 0 for o in others)


Kind = tuple[str, str]
"""Preset and variant."""
BASELINE = "na"
"""The preset that gains are counted from."""


def gather(lines: Sequence[Line], jobs: Sequence[Job]) -> Outcome:
    """The outcome of a table.

    Args:
        lines: its rows.
        jobs: the plan; those that are not measured are left out, and named.

    Raises:
        ValueError: nothing is measured, a file of counts is damaged, or runs were measured on
            different images.
    """
    wanted = {_kind(line) for line in lines}
    found = {kind: [_Measured(job) for job in jobs if _kind(job) == kind and job.measured]
             for kind in wanted}  # fmt: skip
    lines = [line for line in lines if found[_kind(line)]]
    if not lines:
        raise ValueError("no run of this table is measured yet: there is nothing to lay out.")
    sizes = {len(run.counts.confusions) for runs in found.values() for run in runs}
    if len(sizes) > 1:
        raise ValueError(f"runs were measured on different numbers of images ({sorted(sizes)}).")
    space, images = jobs[0].experiment.find_pair().space, sizes.pop()
    draws = _resampled(found, space, images)
    return Outcome(
        pair=jobs[0].experiment.pair,
        space=space.name,
        frames=images,
        rows=tuple(_row(line, lines, found, draws, space) for line in lines),
        missing=tuple(job.name for job in jobs if _kind(job) in wanted and not job.measured),
    )


class _Measured:
    """A run of the plan with what it counted."""

    def __init__(self, job: Job) -> None:
        self.seed = job.seed
        self.counts = read_counts(job.counts)
        self.read = own_reading(job)


def own_reading(job: Job) -> dict[str, float]:
    """Share in [0, 1] that a run's own task network got right on ``translated`` and on ``raw``
    source images in the last tenth of training; NaN where it did not see any, and where only the
    counts of a run are at hand.

    Raises:
        ValueError: the checkpoint's card is damaged.
    """
    trained = read_card(job.checkpoint).trained if job.checkpoint.is_dir() else {}
    found = trained.get("task_accuracy") or {}
    return {kind: float(found.get(kind, "nan")) for kind in ("translated", "raw")}


def _kind(each: Line | Job) -> Kind:
    return each.preset, each.variant


def _resampled(
    found: Mapping[Kind, Sequence[_Measured]], space: LabelSpace, images: int
) -> dict[Kind, np.ndarray]:
    draws, classes = image_draws(images), space.means[0][1]
    return {
        kind: resampled_means(
            np.stack([run.counts.confusions for run in runs]), draws, classes, seed=number
        )
        for number, (kind, runs) in enumerate(sorted(found.items()), start=1)
        if runs
    }


def _row(
    line: Line,
    lines: Sequence[Line],
    found: Mapping[Kind, Sequence[_Measured]],
    draws: Mapping[Kind, np.ndarray],
    space: LabelSpace,
) -> Row:
    runs, drawn = found[_kind(line)], draws[_kind(line)]
    scores = _scores(runs, space)
    depths = [depth_scores(run.counts.depth.sum(0)) for run in runs]
    means = {key: _value([s.means[key] for s in scores]) for key, _ in space.means}
    first = space.means[0][0]
    seen = [
        Run(seed=run.seed, mean=s.means[first], read={k: 100 * v for k, v in run.read.items()})
        for run, s in zip(runs, scores, strict=True)
    ]
    start = next((kind for kind in draws if kind[0] == BASELINE), None)
    baseline = [s.means[first] for s in _scores(found[start], space)] if start else []
    return Row(
        label=line.label,
        preset=line.preset,
        variant=line.variant,
        runs=tuple(seen),
        iou={key: _value([s.iou[key] for s in scores]) for key in space.classes},
        means=means,
        interval=interval(drawn),
        gain=means[first].mean - mean(baseline) if baseline else float("nan"),
        gain_interval=interval(drawn - draws[start] if start else np.full(1, np.nan)),
        over={other.label: interval(drawn - draws[_kind(other)])
              for other in lines if _kind(other) != _kind(line)},
        depth={key: _value([d[key] for d in depths]) for key in depths[0]},
        read={key: _value([run.read[key] for run in seen]) for key in runs[0].read},
    )  # fmt: skip


def _scores(runs: Sequence[_Measured], space: LabelSpace) -> list[Scores]:
    return [score(run.counts.confusions.sum(0), space) for run in runs]


def _value(values: Sequence[float]) -> Value:
    known = [value for value in values if value == value]
    return Value(
        mean=mean(known) if known else float("nan"),
        deviation=stdev(known) if len(known) > 1 else float("nan"),
    )
