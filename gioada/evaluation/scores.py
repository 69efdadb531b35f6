"""How right predicted labels and depth are, over a data set.

IoU is of one confusion matrix over the data set, never a mean over images; depth errors are on
pixels nearer than the far plane.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gioada.data.labels import LabelSpace


def confusion(
    labels: NDArray[np.uint8],
    predicted: NDArray[np.uint8],
    size: int,
    where: NDArray[np.bool_] | None = None,
) -> NDArray[np.int64]:
    """Pixels by two class maps.

    Args:
        labels: uint8 H W, the rows; what is no class (255) is left out.
        predicted: uint8 H W, the columns, all below ``size``.
        size: C, how many classes there are.
        where: H W, pixels that count; default is all.

    Returns:
        int64 C C.
    """
    known = labels < size if where is None else where & (labels < size)
    pairs = labels[known].astype(np.int64) * size + predicted[known]
    assert predicted[known].max(initial=0) < size, "a class that is not there was predicted"
    return np.bincount(pairs, minlength=size**2).reshape(size, size)


class Confusion:
    """Counts of (true class, predicted class) over all labelled pixels shown to it.

    size: classes that may be predicted, if there are more than the space has: the last ones are
        wrong answers that are no class of it.
    """

    def __init__(self, space: LabelSpace, size: int | None = None) -> None:
        self.space = space
        size = size or space.num_classes
        self.matrix = np.zeros((size, size), np.int64)
        """The counts so far: rows are true classes, columns predicted ones."""

    def add(self, predicted: np.ndarray, labels: np.ndarray) -> None:
        """Count one image: uint8 H W class indices of both; pixels with label 255 are left out."""
        self.matrix += confusion(labels, predicted, len(self.matrix))

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


NEAREST = 0.1
CLOSE = 1.25
"""Ratio of two depths below which they agree, as in delta < 1.25 of depth estimation."""


class DepthError:
    """Accumulates the errors that work on depth is measured by."""

    def __init__(self, far: float) -> None:
        self.far = far
        self.sums = np.zeros(5)
        """Over all pixels so far: relative errors, squares, pixels within 1.25, pixels, and squares
        of the logarithms' errors less their image's mean."""

    def add(self, predicted: np.ndarray, depth: np.ndarray) -> None:
        """Count one image: float H W metres of both; pixels at the far plane are left out."""
        valid = np.isfinite(depth) & (depth > NEAREST) & (depth < self.far)
        truth = depth[valid].astype(float)
        guess = np.clip(predicted[valid].astype(float), NEAREST, self.far)
        ratio = guess / truth
        logarithms = np.log(ratio)
        self.sums += [
            (np.abs(guess - truth) / truth).sum(),
            np.square(guess - truth).sum(),
            (np.maximum(ratio, 1 / ratio) < CLOSE).sum(),
            truth.size,
            truth.size * logarithms.var() if truth.size else 0.0,
        ]

    def scores(self) -> dict[str, float]:
        """``abs_rel`` (no unit), ``rmse`` (metres), ``delta_1.25`` (share in [0, 1]), ``si_log``
        (of logarithms, whatever an image's scale; Eigen et al. 2014)."""
        return depth_scores(self.sums)


def depth_scores(sums: np.ndarray) -> dict[str, float]:
    """The scores of the sums of a ``DepthError``; NaN where no pixel was counted, and no ``si_log``
    of older sums, which lack it."""
    names = ("abs_rel", "rmse", "delta_1.25", "si_log")[: len(sums) - 1]
    if not sums[3]:
        return dict.fromkeys(names, math.nan)
    relative, square, close, *spread = (np.delete(sums, 3) / sums[3]).tolist()
    roots = [variance**0.5 for variance in spread]
    return dict(zip(names, [relative, square**0.5, close, *roots], strict=True))
