"""What the runs of a plan say together: means and deviations over seeds, and what is certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, stdev

import numpy as np

from gioada.data.labels import LabelSpace
from gioada.evaluation.bootstrap import image_draws, interval, resampled_means
from gioada.evaluation.counts import Counts, read_counts
from gioada.evaluation.depth import depth_scores
from gioada.evaluation.segmentation import score
from gioada.methods.presets import find
from gioada.methods.variants import LITERAL
from gioada.reproduce.plan import Job


@dataclass(frozen=True, kw_only=True)
class Value:
    """A number over seeds."""

    mean: float
    """NaN if there is none."""
    deviation: float
    """Sample standard deviation over the seeds; NaN for one seed."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table."""

    label: str
    """As the paper calls it."""
    preset: str
    seeds: tuple[int, ...]
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
    depth: dict[str, Value]
    best: bool
    """Whether it is above every other row by more than chance: all 95 % intervals of its
    differences lie above 0."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A table's rows as far as they are measured."""

    pair: str
    space: str
    """Name of the classes."""
    guided: str
    """How the rows with a guided translator depart from the literal reading."""
    frames: int
    """Test images."""
    rows: tuple[Row, ...]
    missing: tuple[str, ...]
    """Runs of the plan that are not measured yet."""


def gather(names: Sequence[str], jobs: Sequence[Job]) -> Outcome:
    """The outcome of a table.

    Args:
        names: its rows as the paper calls them.
        jobs: the plan; those that are not measured are left out, and named.

    Raises:
        ValueError: nothing is measured, a file of counts is damaged, or runs were measured on
            different images.
    """
    wanted = {find(name).name for name in names}
    jobs = [job for job in jobs if job.preset in wanted]
    counts = {job: read_counts(job.counts) for job in jobs if job.measured}
    if not counts:
        raise ValueError("no run of this table is measured yet: there is nothing to lay out.")
    sizes = {len(each.confusions) for each in counts.values()}
    if len(sizes) > 1:
        raise ValueError(f"runs were measured on different numbers of images ({sorted(sizes)}).")
    space = next(iter(counts)).experiment.find_pair().space
    by_preset: dict[str, dict[int, Counts]] = {}
    for job, each in counts.items():
        by_preset.setdefault(job.preset, {})[job.seed] = each
    draws = _resampled(by_preset, space, sizes.pop())
    rows = [_row(name, by_preset, draws, space) for name in names if find(name).name in by_preset]
    return Outcome(
        pair=jobs[0].experiment.pair,
        space=space.name,
        guided=next((job.variant for job in jobs if job.variant != LITERAL), LITERAL),
        frames=len(next(iter(counts.values())).confusions),
        rows=tuple(rows),
        missing=tuple(job.name for job in jobs if job not in counts),
    )


def _resampled(
    counts: Mapping[str, Mapping[int, Counts]], space: LabelSpace, images: int
) -> dict[str, np.ndarray]:
    draws, classes = image_draws(images), space.means[0][1]
    return {
        preset: resampled_means(
            np.stack([each.confusions for each in runs.values()]), draws, classes, seed=number
        )
        for number, (preset, runs) in enumerate(sorted(counts.items()), start=1)
    }


def _row(
    name: str,
    counts: Mapping[str, Mapping[int, Counts]],
    draws: Mapping[str, np.ndarray],
    space: LabelSpace,
) -> Row:
    preset = find(name).name
    runs = counts[preset]
    scores = [score(each.confusions.sum(0), space) for each in runs.values()]
    depths = [depth_scores(each.depth.sum(0)) for each in runs.values()]
    means = {key: _value([s.means[key] for s in scores]) for key, _ in space.means}
    first = space.means[0][0]
    baseline = [score(each.confusions.sum(0), space).means[first]
                for each in counts.get("na", {}).values()]  # fmt: skip
    gains = draws[preset] - draws["na"] if baseline else np.full(1, np.nan)
    others = [draws[preset] - other for key, other in draws.items() if key != preset]
    return Row(
        label=name,
        preset=preset,
        seeds=tuple(sorted(runs)),
        iou={key: _value([s.iou[key] for s in scores]) for key in space.classes},
        means=means,
        interval=interval(draws[preset]),
        gain=means[first].mean - mean(baseline) if baseline else float("nan"),
        gain_interval=interval(gains),
        depth={key: _value([d[key] for d in depths]) for key in depths[0]},
        best=bool(others) and all(interval(difference)[0] > 0 for difference in others),
    )


def _value(values: Sequence[float]) -> Value:
    known = [value for value in values if value == value]
    return Value(
        mean=mean(known) if known else float("nan"),
        deviation=stdev(known) if len(known) > 1 else float("nan"),
    )
