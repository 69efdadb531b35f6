"""What the runs of a plan counted, put together to the rows of a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import mean, stdev

import numpy as np

from gioada.data.labels import LabelSpace
from gioada.errors import Problem
from gioada.evaluation.certainty import image_draws, image_error, resampled_means
from gioada.evaluation.counts import read_counts
from gioada.evaluation.scores import Scores, depth_scores, score
from gioada.models.card import read_card
from gioada.reproduce.outcome import ImageError, Outcome, Row, Run, Value, with_intervals
from gioada.reproduce.plan import Job, Line

Kind = tuple[str, str, str]
"""Preset, variant and start."""


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
    found = {
        kind: [_Measured(job) for job in jobs if _kind(job) == kind and job.measured]
        for kind in wanted
    }
    lines = [line for line in lines if found[_kind(line)]]
    if not lines:
        what = "no run of this table is measured yet: there is nothing to lay out."
        raise Problem("reproduce.nothing_measured", what)
    sizes = {len(run.counts.confusions) for runs in found.values() for run in runs}
    if len(sizes) > 1:
        what = "runs were measured on different numbers of images ({sizes})."
        raise Problem("reproduce.other_images", what, sizes=str(sorted(sizes)))
    space, images = jobs[0].experiment.find_pair().space, sizes.pop()
    outcome = Outcome(
        pair=jobs[0].experiment.pair,
        space=space.name,
        frames=images,
        split=jobs[0].split,
        images=True,
        rows=tuple(_row(line, found[_kind(line)], space) for line in lines),
        differences=(),
        missing=tuple(job.name for job in jobs if _kind(job) in wanted and not job.measured),
    )
    runs = {line.label: found[_kind(line)] for line in lines}
    return with_intervals(outcome, _over_images(runs, space, images))


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
    return each.preset, each.variant, each.start


def _over_images(
    found: Mapping[str, Sequence[_Measured]], space: LabelSpace, images: int
) -> ImageError:
    draws, classes = image_draws(images), space.means[0][1]
    drawn = {
        label: {run.seed: resampled_means(run.counts.confusions, draws, classes) for run in runs}
        for label, runs in found.items()
    }

    def error(plus: Sequence[str], minus: Sequence[str], seeds: Sequence[int]) -> float:
        return image_error(
            [
                np.sum([drawn[label][seed] for label in plus], axis=0)
                - np.sum([drawn[label][seed] for label in minus], axis=0)
                for seed in seeds
            ]
        )

    return error


def _row(line: Line, runs: Sequence[_Measured], space: LabelSpace) -> Row:
    scores = _scores(runs, space)
    depths = [depth_scores(run.counts.depth.sum(0)) for run in runs]
    first = space.means[0][0]
    seen = [
        Run(seed=run.seed, mean=s.means[first], read={k: 100 * v for k, v in run.read.items()})
        for run, s in zip(runs, scores, strict=True)
    ]
    return Row(
        label=line.label,
        preset=line.preset,
        variant=line.variant,
        column=line.column,
        runs=tuple(seen),
        iou={key: _value([s.iou[key] for s in scores]) for key in space.classes},
        means={key: _value([s.means[key] for s in scores]) for key, _ in space.means},
        interval=(math.nan, math.nan),
        depth={key: _value([d[key] for d in depths]) for key in depths[0]},
        read={key: _value([run.read[key] for run in seen]) for key in runs[0].read},
    )


def _scores(runs: Sequence[_Measured], space: LabelSpace) -> list[Scores]:
    return [score(run.counts.confusions.sum(0), space) for run in runs]


def _value(values: Sequence[float]) -> Value:
    known = [value for value in values if value == value]
    return Value(
        mean=mean(known) if known else float("nan"),
        deviation=stdev(known) if len(known) > 1 else float("nan"),
    )
