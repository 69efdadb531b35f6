"""All frames together: figures with intervals, and why some cannot be told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gioada.audit.intervals import Interval, mean, resampled, share
from gioada.audit.measure import FrameMeasures
from gioada.audit.result import ClassAudit, FrameAudit, Invention, OnSource
from gioada.data.labels import LabelSpace
from gioada.evaluation.certainty import resampled_means
from gioada.evaluation.consistency import MIN_PIXELS, total
from gioada.evaluation.scores import score

MOST_MISREAD = 1 / 3
"""Share of a class that the judge may read wrong on the source, or relative error of its depth
there, above which its reading of the translation is no measure."""
SMALLEST_INVENTION = 0.005
"""Share of a given class from which an invention in it counts."""


def misread(measured: Sequence[FrameMeasures], space: LabelSpace) -> dict[str, str]:
    """By class, why what the judge reads of it is no measure; other classes are left out."""
    own = np.sum([each.own for each in measured], 0)
    notes = {}
    for index, name in enumerate(space.classes):
        pixels, right = int(own[index].sum()), int(own[index, index])
        if not pixels:
            notes[name] = "not in the labels"
        elif pixels - right > MOST_MISREAD * pixels:
            notes[name] = _already(1 - right / pixels)
        elif right < MIN_PIXELS:
            notes[name] = f"{pixels} pixels only"
    return notes


def on_source(measured: Sequence[FrameMeasures], space: LabelSpace, *, depth: bool) -> OnSource:
    """How well the judge reads the source; ``depth`` says whether it can and one was given."""
    own = np.sum([each.own for each in measured], 0)
    error = mean([each.evidence.depth.error_before for each in measured]) if depth else None
    ious = [iou for iou in score(own, space).iou.values() if np.isfinite(iou)]
    return OnSource(
        right=float(np.trace(own) / max(1, own.sum())),
        miou=float(np.mean(ious)) if ious else float("nan"),
        depth_error=None if error is None else error.value,
    )


def notes_of(audit: OnSource, *, reads_depth: bool, given_depth: bool) -> dict[str, str]:
    """What stands in the way of a figure, by its name."""
    notes = {}
    if audit.right < 1 - MOST_MISREAD:
        notes["segmentation"] = _already(1 - audit.right)
    if not reads_depth:
        notes["depth"] = "this judge reads no depth"
    elif not given_depth:
        notes["depth"] = "no --depth: how well the judge reads depth on the source is not known"
    elif audit.depth_error is None:
        notes["depth"] = "no depth of the source was measured"
    elif audit.depth_error > MOST_MISREAD:
        error = f"{100 * audit.depth_error:.0f} %"
        notes["depth"] = f"the judge misreads the depth of the source by {error} already"
    return notes


def _already(share: float) -> str:
    return f"the judge misreads {100 * share:.0f} % of it on the source already"


def classes_of(measured: Sequence[FrameMeasures], space: LabelSpace) -> tuple[ClassAudit, ...]:
    """What became of each class."""
    notes, together = misread(measured, space), total([each.evidence for each in measured])
    own = np.sum([each.own for each in measured], 0)
    iou = score(own, space).iou
    counts = _stacked([each.evidence.counts for each in measured])
    found = []
    for index, name in enumerate(space.classes):
        readable, pixels = name not in notes, int(own[index].sum())
        rows = counts[:, index]
        found.append(
            ClassAudit(
                name=name,
                pixels=pixels,
                judge_right=float(own[index, index] / pixels) if pixels else float("nan"),
                judge_iou=iou[name],
                kept=share(rows[:, index], rows.sum(1)) if readable else None,
                became=dict(together.became.get(name, ())) if readable else {},
                outline=_outline(measured, index),
                note=notes.get(name, ""),
            )
        )
    return tuple(found)


def _outline(measured: Sequence[FrameMeasures], index: int) -> Interval | None:
    common, before, steps = (
        np.array([each.outlines[row, index] for each in measured]) for row in range(3)
    )
    return share(common, before) if steps.sum() >= MIN_PIXELS else None


def mean_kept(measured: Sequence[FrameMeasures], space: LabelSpace) -> Interval | None:
    """Mean of what is kept over the classes that are measured."""
    notes = misread(measured, space)
    readable = [index for index, name in enumerate(space.classes) if name not in notes]
    if not readable:
        return None
    counts = _stacked([each.evidence.counts for each in measured])[:, readable]
    hits, totals = counts[:, range(len(readable)), readable], counts.sum(2)
    return resampled(
        len(measured), lambda draws: np.nanmean((draws @ hits) / (draws @ totals), axis=1)
    )


def inventions(measured: Sequence[FrameMeasures], space: LabelSpace) -> tuple[Invention, ...]:
    """What was invented where, largest share first."""
    invented = _stacked([each.invented for each in measured])
    own = _stacked([each.own for each in measured])
    given, right = own.sum(2), own.sum(0).diagonal() / np.maximum(1, own.sum((0, 2)))
    found: list[tuple[float, Invention]] = []
    for within, seen in np.argwhere(invented.sum(0) > 0).tolist():
        part = share(invented[:, within, seen], given[:, within])
        if part is not None and part.value >= SMALLEST_INVENTION:
            invention = Invention(
                seen=space.classes[seen],
                within=space.classes[within],
                share=part if right[within] >= 1 - MOST_MISREAD else None,
                judge_right=float(right[within]),
            )
            found.append((part.value, invention))
    return tuple(each for _, each in sorted(found, key=lambda pair: -pair[0]))


def geometry_of(measured: Sequence[FrameMeasures]) -> dict[str, Interval | None]:
    """Whether the shapes are the same, at the same places."""
    depth = [each.evidence.depth for each in measured]
    return {
        "gradient correlation": mean([each.evidence.edges for each in measured]),
        "shift to the right, pixels": mean([each.shift.right for each in measured]),
        "shift down, pixels": mean([each.shift.down for each in measured]),
        "depth within 1.25 of the source's": mean([each.kept for each in depth]),
        "depth, scale-invariant log RMSE": mean([each.depth.log_rmse for each in measured]),
        "relative error of depth, source": mean([each.error_before for each in depth]),
        "relative error of depth, translation": mean([each.error_after for each in depth]),
    }


def cosmos_of(measured: Sequence[FrameMeasures]) -> dict[str, Interval | None]:
    """Cosmos-Transfer's four figures; its readers are other networks than our judges."""
    between = _stacked([each.between for each in measured])
    seen = np.flatnonzero(between.sum((0, 2))).tolist()
    return {
        "Blur SSIM": mean([each.blurred_ssim for each in measured]),
        "Canny-F1": mean([each.canny_f1 for each in measured]),
        "Depth RMSE": mean([each.depth.rmse for each in measured]),
        "Seg mIOU": resampled(
            len(measured), lambda draws: resampled_means(between, draws, seen) / 100
        ),
    }


def frames_of(
    measured: Sequence[FrameMeasures], shows: Sequence[int | None]
) -> tuple[FrameAudit, ...]:
    """Every frame, worst first: those that show another frame, then by the mean that is kept, those
    that are not measured last."""
    names = [each.name for each in measured]
    frames = [
        FrameAudit(
            name=each.name,
            judge_right=float(np.trace(each.own) / max(1, each.own.sum())),
            kept=each.kept,
            mean_kept=each.mean_kept,
            destroyed=each.shares["destroyed"],
            invented=each.shares["invented"],
            edges=each.evidence.edges,
            canny_f1=each.canny_f1,
            blurred_ssim=each.blurred_ssim,
            depth_rmse=each.depth.rmse,
            shift=(each.shift.right, each.shift.down),
            measured=bool(np.trace(each.own) >= (1 - MOST_MISREAD) * each.own.sum()),
            shows="" if other is None else names[other],
        )
        for each, other in zip(measured, shows, strict=True)
    ]
    return tuple(
        sorted(
            frames,
            key=lambda each: (
                not each.shows,
                not each.measured,
                np.nan_to_num(each.mean_kept),
                each.name,
            ),
        )
    )


def _stacked(matrices: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.stack(matrices)
