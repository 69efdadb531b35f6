"""What a few seeds and a set of test images can say of a mean IoU, or of a difference of two.

Another seed, or other test images, would have given another number. Two rows of a table share the
order of the data and the initial weights of a seed, so their difference is taken seed by seed; so
few differences call for Student's t. Test images are many, and are resampled (Efron and Tibshirani,
An Introduction to the Bootstrap, 1993). The two errors are independent, and are put together as
Howe does (Approximate tolerance limits for the sum of two, JASA 69, 1974): each with its own
quantile, then the root of the sum of squares. Several differences of one table are judged together
by Holm (A simple sequentially rejective multiple test procedure, 1979).
"""

# Chosen by simulation over what the study showed: deviation of seeds 0.3 to 5 points, correlation
# of rows 0 to 0.9, error of the images of a difference 0.2 to 0.5. Coverage of a 95 % interval from
# three seeds, at worst: resampling seeds and images 81 % (75 % paired); t over seeds alone 80 %, as
# it knows nothing of images; with Satterthwaite's degrees of freedom 92.3 %, as seeds that happen
# to agree pass for many; t of the summed variances 95 %, but up to twice as wide; this one 94.2 %.

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, mean, stdev

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
RESAMPLES = 2000
_LEAST, _STEPS = 1e-12, 60


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean over seeds and how far it can be trusted."""

    mean: float
    interval: tuple[float, float]
    """95 %; NaN for fewer than two seeds, which say nothing of the next."""
    p: float
    """Of a mean at least as far from 0 if it were 0, in (0, 1]; NaN for fewer than two seeds."""


def estimate(values: Sequence[float], image_error: float = 0.0) -> Estimate:
    """The mean of one value per seed.

    Args:
        values: one of each seed, such as the difference of two rows.
        image_error: standard error of their mean from the choice of test images, of
            ``image_error``; 0 leaves the images out, as if there were no others.
    """
    middle, seeds = mean(values), len(values)
    if seeds < 2:
        return Estimate(mean=middle, interval=(math.nan, math.nan), p=math.nan)
    seed_error = stdev(values) / math.sqrt(seeds)

    def half(share: float) -> float:
        return math.hypot(
            student_quantile(share, seeds - 1) * seed_error,
            NormalDist().inv_cdf((1 + share) / 2) * image_error,
        )

    width = half(LEVEL)
    # The interval that just reaches 0 has the share 1 - p.
    share = _solved(half, abs(middle), high=1 - _LEAST)
    return Estimate(mean=middle, interval=(middle - width, middle + width), p=1 - share)


def student_share(t: float, freedom: int) -> float:
    """Share of Student's t within -t and t, for whole degrees of freedom.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
    """
    angle = math.atan(t / math.sqrt(freedom))
    square, odd = math.cos(angle) ** 2, freedom % 2
    term, total = (math.cos(angle) if odd else 1.0), 0.0
    for k in range(1 + odd, freedom, 2):
        total += term
        term *= square * k / (k + 1)
    return 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total


def student_quantile(share: float, freedom: int) -> float:
    """The t within which lies a share in [0, 1) of Student's t."""
    return math.tan(
        _solved(
            lambda angle: student_share(math.tan(angle), freedom), share, high=math.pi / 2 - _LEAST
        )
    )


def _solved(rising: Callable[[float], float], value: float, *, high: float) -> float:
    """Where in [0, high] a rising function has a value, or the nearer end."""
    low = 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < value else (low, middle)
    return (low + high) / 2


def holm(ps: Sequence[float], level: float = LEVEL) -> list[bool]:
    """Which of several differences hold together: the chance that any of those is none is at most
    1 - level. NaN never holds, and counts for none."""
    known = sorted((p, index) for index, p in enumerate(ps) if p == p)
    held = [False] * len(ps)
    for rank, (p, index) in enumerate(known):
        if p > (1 - level) / (len(known) - rank):
            break
        held[index] = True
    return held


def image_draws(images: int, *, resamples: int = RESAMPLES, seed: int = 0) -> NDArray[np.int64]:
    """How often each of N images is in each resample: R N, every row of sum N."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(images, np.full(images, 1 / images), size=resamples)


def resampled_means(
    confusions: NDArray[np.int64], draws: NDArray[np.int64], classes: Sequence[int]
) -> NDArray[np.float64]:
    """The mean IoU of a run in percent for each resample of its images.

    Args:
        confusions: N C C, of one run.
        draws: R N of ``image_draws``.
        classes: those that the mean is taken over; one that is in no drawn image is left out.

    Returns:
        R values in percent.
    """
    images, size, _ = confusions.shape
    matrices = (draws @ confusions.reshape(images, -1)).reshape(len(draws), size, size)
    hits = np.einsum("rii->ri", matrices).astype(float)
    union = matrices.sum(1) + matrices.sum(2) - hits
    with np.errstate(invalid="ignore"):
        iou = 100 * hits / union
    return np.nanmean(iou[:, list(classes)], axis=1)


def image_error(resampled: Sequence[NDArray[np.float64]]) -> float:
    """Standard error from the choice of images of a mean over seeds.

    Args:
        resampled: of each seed R values, all on the same draws: a row's, or differences of two.
    """
    return float(np.mean(resampled, axis=0).std(ddof=1))
