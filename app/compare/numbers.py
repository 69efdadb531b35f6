"""What a comparison amounts to in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from app.compare import differences
from app.compare.study import Reading, Study
from gioada.data.depth import FAR
from gioada.data.labels import VOID


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Numbers of one checkpoint."""

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
    from gioada.evaluation.depth import DepthError
    from gioada.evaluation.segmentation import Confusion

    scene, space, triple = reading.scene, study.space, study.triple
    counts = np.bincount(scene.labels.ravel(), minlength=256)[: space.num_classes]
    shares = (counts / scene.labels.size).tolist()
    found = Numbers(name=reading.name, shares=dict(zip(space.classes, shares, strict=True)))
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


def apart(study: Study) -> tuple[float, float]:
    """Shares in [0, 1] of the picture where labels differ, and where depths do by over 1.25."""
    return (
        float(differences.differing(study.labels).mean()),
        differences.depths_apart([each.scene.depth for each in study.readings]),
    )
