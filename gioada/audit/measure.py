"""What is measured of one frame."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gioada.audit.judge import Judge
from gioada.audit.reading import Sample
from gioada.audit.structure import (
    DepthErrors,
    Shift,
    blurred_ssim,
    canny_f1,
    depth_errors,
    outlines_kept,
    shift_between,
)
from gioada.data.depth import FAR
from gioada.evaluation.consistency import Evidence, evidence, gradient
from gioada.evaluation.hallucination import INVENTED, hallucinations, shares
from gioada.evaluation.scores import confusion
from gioada.inference.scene import Scene

SKETCH = 64
"""Long side of the small edge map that finds out which source a translation shows."""
BY_FAR = 0.2
"""Correlation of the sketches by which another source must fit better than the own: neighbours of
one film differ by less."""
_AT_ONCE = 512


@dataclass(frozen=True, kw_only=True)
class FrameMeasures:
    """Of one frame; C is the number of the judge's classes."""

    name: str
    evidence: Evidence
    own: NDArray[np.int64]
    """C C pixels of the source: given class, and what the judge reads on the source."""
    between: NDArray[np.int64]
    """C C pixels: what the judge reads on the source, and in the translation."""
    after: NDArray[np.int64]
    """C C pixels: given class, and what the judge reads in the translation."""
    invented: NDArray[np.int64]
    """C C pixels where something is seen that was given nowhere near: given class, class seen."""
    shares: dict[str, float]
    """Of the picture, by ``hallucination.NAMES``."""
    outlines: NDArray[np.float64]
    """3 C, of ``outlines_kept``."""
    canny_f1: float
    blurred_ssim: float
    shift: Shift
    depth: DepthErrors
    unchanged: bool
    """Whether the translation is its source, to the last bit."""
    sketches: NDArray[np.float32]
    """2 S small edge maps of source and translation, of unit length around their means."""
    size: tuple[int, int]

    @property
    def kept(self) -> float:
        """Share in [0, 1] of the pixels read right on the source that are still read so."""
        counts = self.evidence.counts
        return float(np.trace(counts) / counts.sum()) if counts.sum() else float("nan")

    @property
    def mean_kept(self) -> float:
        """The same, class by class, and their mean."""
        return self.evidence.mean_kept


def measure(
    name: str, sample: Sample, judge: Judge, readings: tuple[Scene, Scene] | None = None
) -> FrameMeasures:
    """Measure a frame.

    Args:
        name: of the frame.
        sample: its arrays.
        judge: who reads them.
        readings: of source and translation, if they are known already.
    """
    space, labels = judge.space, sample.labels
    before, after = readings or (judge.read(sample.image), judge.read(sample.translation))
    unknown = np.full(labels.shape, np.nan, np.float32)
    depth = sample.depth if sample.depth is not None and judge.reads_depth else unknown
    found = hallucinations(before.labels, after.labels, labels, space)
    return FrameMeasures(
        name=name,
        evidence=evidence(
            before,
            after,
            source=sample.image,
            translation=sample.translation,
            labels=labels,
            depth=depth,
            space=space,
        ),
        own=confusion(labels, before.labels, space.num_classes),
        between=confusion(before.labels, after.labels, space.num_classes),
        after=confusion(labels, after.labels, space.num_classes),
        invented=confusion(labels, after.labels, space.num_classes, where=found == INVENTED),
        shares=shares(found),
        outlines=outlines_kept(sample.image, sample.translation, labels, space.num_classes),
        canny_f1=canny_f1(sample.image, sample.translation),
        blurred_ssim=blurred_ssim(sample.image, sample.translation),
        shift=shift_between(sample.image, sample.translation),
        depth=depth_errors(before.depth, after.depth, _near(before, sample.depth)),
        unchanged=bool((sample.image == sample.translation).all()),
        sketches=np.stack([sketch(sample.image), sketch(sample.translation)]),
        size=sample.size,
    )


def sketch(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A small map of a picture's edges, about 64 wide, less its mean and of length 1."""
    height, width = picture.shape[:2]
    scale = SKETCH / max(height, width)
    size = max(4, round(width * scale)), max(4, round(height * scale))
    small = cv2.resize(np.sqrt(gradient(picture)), size, interpolation=cv2.INTER_AREA).ravel()
    small = small - small.mean()
    return (small / max(float(np.linalg.norm(small)), 1e-6)).astype(np.float32)


def _near(before: Scene, depth: NDArray[np.float32] | None) -> NDArray[np.bool_]:
    """Where depths are compared: nearer than the far plane, in truth if that is known."""
    with np.errstate(invalid="ignore"):
        return (before.depth if depth is None else depth) < FAR


def shown_instead(
    sources: NDArray[np.float32], translations: NDArray[np.float32]
) -> list[int | None]:
    """For each translation the index of another source that it shows; None if it is its own.

    Args:
        sources, translations: N S edge maps of unit length (``sketch``).
    """
    shown: list[int | None] = []
    for start in range(0, len(translations), _AT_ONCE):
        alike = translations[start : start + _AT_ONCE] @ sources.T
        rows = np.arange(len(alike))
        own, best = alike[rows, start + rows], alike.argmax(1)
        better = alike[rows, best] - own > BY_FAR
        shown += [int(index) if far else None for index, far in zip(best, better, strict=True)]
    return shown
