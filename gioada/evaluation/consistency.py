"""What a translation kept: a judge's reading of it against the labels that it should still show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from gioada.data.depth import FAR
from gioada.data.frame import Frames
from gioada.data.labels import LabelSpace
from gioada.errors import Problem
from gioada.evaluation.scores import CLOSE, NEAREST, confusion
from gioada.inference.frame_translator import FrameTranslator
from gioada.inference.predictor import Predictor
from gioada.inference.scene import Scene

LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True, kw_only=True)
class DepthAgreement:
    """A judge's depth of a source image and of its translation; NaN where nothing was measured."""

    kept: float
    """Share in [0, 1] of the pixels where the two readings differ by less than a factor 1.25."""
    error_before: float
    """Mean relative error of the reading of the source against the given depth."""
    error_after: float
    """The same of the translation: what it is above ``error_before``, the translation cost."""


def depth_agreement(
    before: NDArray[np.floating],
    after: NDArray[np.floating],
    depth: NDArray[np.floating],
    *,
    far: float,
) -> DepthAgreement:
    """Compare two readings of depth with one another and with the given depth.

    Args:
        before, after: float H W metres, the judge's of source and translation.
        depth: float H W metres, given; only pixels with 0.1 m < depth < far count.
        far: metres.
    """
    valid = np.isfinite(depth) & (depth > NEAREST) & (depth < far)
    if not valid.any():
        return DepthAgreement(
            kept=float("nan"), error_before=float("nan"), error_after=float("nan")
        )
    truth = depth[valid].astype(float)
    readings = [np.clip(each[valid].astype(float), NEAREST, far) for each in (before, after)]
    ratio = np.maximum(readings[0] / readings[1], readings[1] / readings[0])
    errors = [float((np.abs(each - truth) / truth).mean()) for each in readings]
    return DepthAgreement(
        kept=float((ratio < CLOSE).mean()), error_before=errors[0], error_after=errors[1]
    )


def edge_agreement(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Correlation in [-1, 1] of the luminance gradients' magnitudes of two pictures uint8 H W 3."""
    edges = np.stack([gradient(picture).ravel() for picture in (first, second)])
    if edges.std(axis=1).min() == 0:
        return 0.0
    return float(np.asarray(np.corrcoef(edges))[0, 1])


def gradient(picture: NDArray[np.uint8]) -> NDArray[np.floating]:
    """Magnitude of the luminance's gradient, H W, of a picture uint8 H W 3."""
    luminance = np.tensordot(picture.astype(np.float32), LUMINANCE, axes=1)
    return np.hypot(np.gradient(luminance, axis=0), np.gradient(luminance, axis=1))


MIN_PIXELS = 25
"""A class needs so many pixels that the judge reads right on the source; fewer say nothing."""
LEAST_SHARE = 0.01
"""Share from which it is said what a class became."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What became of a source image, or of several, in translation, as a judge reads it."""

    classes: tuple[str, ...]
    counts: NDArray[np.int64]
    """C C, of the pixels that the judge reads right on the source: their class (rows), and what it
    reads there in the translation (columns)."""
    edges: float
    """Correlation of the gradient magnitudes of source and translation, in [-1, 1]."""
    depth: DepthAgreement

    @property
    def kept(self) -> dict[str, float]:
        """By class, the share in [0, 1] still read as that class; classes of few pixels are out."""
        return {name: float(shares[index]) for index, name, shares in self._shares()}

    @property
    def became(self) -> dict[str, tuple[tuple[str, float], ...]]:
        """By class, the other readings of at least 1 %, largest first, with their shares."""
        return {name: self._others(index, shares) for index, name, shares in self._shares()}

    @property
    def mean_kept(self) -> float:
        """Mean over the classes that were measured; NaN if there is none."""
        kept = list(self.kept.values())
        return sum(kept) / len(kept) if kept else float("nan")

    def _shares(self) -> list[tuple[int, str, NDArray[np.float64]]]:
        totals = self.counts.sum(1).tolist()
        return [
            (index, name, self.counts[index] / pixels)
            for index, (name, pixels) in enumerate(zip(self.classes, totals, strict=True))
            if pixels >= MIN_PIXELS
        ]

    def _others(self, own: int, shares: NDArray[np.float64]) -> tuple[tuple[str, float], ...]:
        order = np.argsort(-shares, kind="stable").tolist()
        return tuple(
            (self.classes[other], float(shares[other]))
            for other in order
            if other != own and shares[other] >= LEAST_SHARE
        )


def evidence(
    before: Scene,
    after: Scene,
    *,
    source: NDArray[np.uint8],
    translation: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    depth: NDArray[np.floating],
    space: LabelSpace,
) -> Evidence:
    """Compare a judge's reading of the source and of its translation.

    Only pixels that the judge reads right on the source count, so its own mistakes are not
    charged to the translator.

    Args:
        before: the judge's reading of the source.
        after: its reading of the translation.
        source, translation: uint8 H W 3.
        labels: uint8 H W class indices of ``space``, 255 void.
        depth: float H W metres, given.
        space: the classes of labels and judge.

    Raises:
        ValueError: the sizes differ.
    """
    if not source.shape == translation.shape == (*labels.shape, 3):
        what = "source, translation and labels differ in size: resize them to one."
        raise Problem("evaluate.sizes", what)
    return Evidence(
        classes=space.classes,
        counts=confusion(labels, after.labels, space.num_classes, before.labels == labels),
        edges=edge_agreement(source, translation),
        depth=depth_agreement(before.depth, after.depth, depth, far=FAR),
    )


def check_judge(judge: Predictor, space: LabelSpace) -> None:
    """Nothing, if a judge reads the classes of a space; else Problem."""
    if judge.space.name != space.name:
        what = "the judge {judge} reads {own} and the labels are {given}: choose another judge."
        names = {"own": judge.space.name, "given": space.name}
        raise Problem("evaluate.judge_classes", what, advice=(), judge=judge.card.name, **names)


def over_frames(judge: Predictor, translator: FrameTranslator, frames: Frames) -> Evidence:
    """Evidence over frames with ids and depth: counts summed, the agreements' means.

    Raises:
        ValueError: a frame lacks labels or depth, or judge and translator differ in classes.
    """
    check_judge(judge, translator.space)
    return total([_of_frame(judge, translator, frames, index) for index in range(len(frames))])


def _of_frame(
    judge: Predictor, translator: FrameTranslator, frames: Frames, index: int
) -> Evidence:
    frame = frames[index]
    if frame.ids is None or frame.depth is None:
        what = "frames without labels and depth cannot be translated or judged."
        raise Problem("evaluate.unlabelled", what)
    labels = translator.space.from_ids(frame.ids)
    translation = translator.translate(frame.image, labels=labels, depth=frame.depth)
    return evidence(
        judge.predict(frame.image),
        judge.predict(translation),
        source=frame.image,
        translation=translation,
        labels=labels,
        depth=frame.depth,
        space=translator.space,
    )


def total(found: Sequence[Evidence]) -> Evidence:
    """Evidence of several images together.

    Raises:
        ValueError: there is none.
    """
    if not found:
        what = "there is no frame to judge a translation on."
        raise Problem("evaluate.no_frames", what)
    depths = [each.depth for each in found]
    return Evidence(
        classes=found[0].classes,
        counts=reduce(np.add, (each.counts for each in found)),
        edges=float(np.mean([each.edges for each in found])),
        depth=DepthAgreement(
            kept=_mean([each.kept for each in depths]),
            error_before=_mean([each.error_before for each in depths]),
            error_after=_mean([each.error_after for each in depths]),
        ),
    )


def _mean(values: Sequence[float]) -> float:
    """Of those that are numbers; NaN if there is none."""
    known = [value for value in values if value == value]
    return float(np.mean(known)) if known else float("nan")
