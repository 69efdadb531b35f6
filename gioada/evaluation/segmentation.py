"""IoU from one confusion matrix over the data set, never from a mean over images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torchmetrics.classification import MulticlassConfusionMatrix

from gioada.data.labels import VOID, LabelSpace


class Confusion:
    """Counts of (true class, predicted class) over all labelled pixels shown to it.

    size: classes that may be predicted, if there are more than the space has: the last ones are
        wrong answers that are no class of it.
    """

    def __init__(self, space: LabelSpace, size: int | None = None) -> None:
        self.space = space
        self._metric = MulticlassConfusionMatrix(size or space.num_classes, ignore_index=VOID)

    def add(self, predicted: np.ndarray, labels: np.ndarray) -> None:
        """Count one image: uint8 H W class indices of both; pixels with label 255 are left out."""
        self._metric.update(
            torch.from_numpy(predicted.astype(np.int64)), torch.from_numpy(labels.astype(np.int64))
        )

    @property
    def matrix(self) -> np.ndarray:
        """The counts so far, int64 C C (or as many as ``size``): rows are true classes, columns
        predicted ones."""
        return self._metric.compute().numpy()

    def scores(self) -> Scores:
        """IoU of each class and the space's named means."""
        return score(self.matrix, self.space)


@dataclass(frozen=True, kw_only=True)
class Scores:
    """IoU and recall in percent."""

    iou: dict[str, float]
    """By class; NaN for a class that is neither in the labels nor predicted."""
    means: dict[str, float]
    """By the name of the mean, over the classes that are not NaN."""
    recall: dict[str, float]
    """Share of each class's pixels that is found; NaN for a class that is not in the labels."""


def score(matrix: np.ndarray, space: LabelSpace) -> Scores:
    """IoU per class = diagonal / (row + column - diagonal) of a C x C confusion matrix; what
    stands beyond the classes of the space belongs to rows and columns, and has no IoU."""
    classes = slice(space.num_classes)
    hits = np.diag(matrix)[classes].astype(float)
    truth = matrix.sum(1)[classes]
    with np.errstate(invalid="ignore"):
        iou = 100 * hits / (matrix.sum(0)[classes] + truth - hits)
        recall = 100 * hits / truth
    return Scores(
        iou=dict(zip(space.classes, iou.tolist(), strict=True)),
        means={name: mean(iou[list(indices)].tolist()) for name, indices in space.means},
        recall=dict(zip(space.classes, recall.tolist(), strict=True)),
    )


def mean(values: Sequence[float]) -> float:
    """Mean of the values that are numbers; NaN if there is none."""
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan
