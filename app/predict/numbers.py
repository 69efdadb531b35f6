"""What predictions amount to in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from app.predict import differences
from app.predict.study import Reading, Study
from gioada.data.depth import FAR
from gioada.data.labels import VOID, LabelSpace
from gioada.inference.scene import Scene


@dataclass(frozen=True, kw_only=True)
class ClassNumbers:
    """Numbers of one class that was predicted."""

    name: str
    share: float
    """Of the pixels, in [0, 1]."""
    confidence: float
    """Mean over its pixels, in [1 / C, 1]."""
    metres: float
    """Median depth of its pixels."""


def class_numbers(scene: Scene, space: LabelSpace) -> list[ClassNumbers]:
    """Numbers of each class that is there, the largest first."""
    counts = np.bincount(scene.labels.ravel(), minlength=256)[: space.num_classes]
    sums = np.bincount(scene.labels.ravel(), scene.confidence.ravel(), minlength=256)
    # Sorted by class once: as many medians as classes would look at each pixel so many times.
    order = np.argsort(scene.labels, axis=None, kind="stable")
    depths = np.split(scene.depth.ravel()[order], np.cumsum(counts)[:-1])
    found = [
        ClassNumbers(
            name=space.classes[index],
            share=float(counts[index] / scene.labels.size),
            confidence=float(sums[index] / counts[index]),
            metres=float(np.median(depths[index])),
        )
        for index in np.flatnonzero(counts).tolist()
    ]
    return sorted(found, key=lambda numbers: -numbers.share)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Numbers of one checkpoint beside others."""

    name: str
    shares: dict[str, float]
    """Of the picture, in [0, 1], by class."""
    right: float | None = None
    """Share in [0, 1] of the pixels with a true class; None without truth."""
    iou: dict[str, float] = field(default_factory=dict)
    """Percent by class, NaN for one that is neither given nor said; empty without truth."""
    means: dict[str, float] = field(default_factory=dict)
    """Percent by the name of the mean."""
    depth: dict[str, float] = field(default_factory=dict)
    """Errors by name, see ``DepthError.scores``; empty without true depth."""


def numbers(study: Study) -> list[Numbers]:
    """Numbers of each checkpoint that has answered."""
    return [_of(each, study) for each in study.readings]


def _of(reading: Reading, study: Study) -> Numbers:
    from gioada.evaluation.scores import Confusion, DepthError

    scene, space, triple = reading.scene, study.space, study.triple
    found = Numbers(name=reading.name, shares=shares_of(scene.labels, space))
    more = {}
    if triple.labels is not None:
        confusion = Confusion(space)
        confusion.add(scene.labels, triple.labels)
        scores = confusion.scores()
        labelled = triple.labels != VOID
        right = float((scene.labels == triple.labels)[labelled].mean()) if labelled.any() else None
        more = {"right": right, "iou": scores.iou, "means": scores.means}
    if triple.depth is not None:
        error = DepthError(FAR)
        error.add(scene.depth, triple.depth)
        more["depth"] = error.scores()
    return replace(found, **more)


def shares_of(labels: np.ndarray, space: LabelSpace) -> dict[str, float]:
    """The share of a label map that each class has, in [0, 1]."""
    counts = np.bincount(labels.ravel(), minlength=256)[: space.num_classes]
    return dict(zip(space.classes, (counts / labels.size).tolist(), strict=True))


def apart(study: Study) -> tuple[float, float]:
    """Shares in [0, 1] of the picture where labels differ, and where depths do by over 1.25."""
    depths: Sequence[np.ndarray] = [each.scene.depth for each in study.readings]
    return (
        float(differences.differing(study.labels).mean()),
        differences.depths_apart(depths),
    )
