"""How far a mean IoU can be trusted: bootstrap over test images and training seeds.

A data set is one draw of images and a run one draw of a seed; another draw of either gives
another number. Resampling both, with replacement, shows by how much (Efron and Tibshirani, An
Introduction to the Bootstrap, 1993, chapter 13: percentile intervals). Two methods are compared on
the same draws of images. With S seeds their share of the spread comes out too small by a factor
sqrt(1 - 1/S), so an interval of three seeds is a lower bound.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
LEVEL = 0.95


def image_draws(images: int, *, resamples: int = RESAMPLES, seed: int = 0) -> NDArray[np.int64]:
    """How often each of N images is in each resample: R N, every row of sum N."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(images, np.full(images, 1 / images), size=resamples)


def resampled_means(
    confusions: NDArray[np.int64],
    draws: NDArray[np.int64],
    classes: Sequence[int],
    *,
    seed: int = 0,
) -> NDArray[np.float64]:
    """The mean IoU in percent of each resample, averaged over the seeds drawn into it.

    Args:
        confusions: S N C C, of S runs on the same N images.
        draws: R N of ``image_draws``.
        classes: those that the mean is taken over; one that is in no drawn image is left out.
        seed: of the draws of runs; give each method its own.

    Returns:
        R values in percent.
    """
    runs, images, size, _ = confusions.shape
    per_run = np.stack([_means(draws @ run.reshape(images, -1), size, classes)
                        for run in confusions])  # fmt: skip
    chosen = np.random.default_rng(seed).integers(runs, size=(runs, len(draws)))
    return np.take_along_axis(per_run, chosen, axis=0).mean(0)


def interval(values: NDArray[np.float64], level: float = LEVEL) -> tuple[float, float]:
    """The percentile interval that holds a share ``level`` of the resampled values."""
    tail = (1 - level) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)


def _means(flat: NDArray[np.int64], size: int, classes: Sequence[int]) -> NDArray[np.float64]:
    matrices = flat.reshape(len(flat), size, size)
    hits = np.einsum("rii->ri", matrices).astype(float)
    union = matrices.sum(1) + matrices.sum(2) - hits
    with np.errstate(invalid="ignore"):
        iou = 100 * hits / union
    return np.nanmean(iou[:, list(classes)], axis=1)
