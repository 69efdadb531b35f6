"""Means and shares over frames with 95 % intervals, by resampling the frames."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gioada.evaluation.certainty import LEVEL, image_draws

RESAMPLES = 1000
AT_ONCE = 50
"""Resamples in memory at a time: a set may have tens of thousands of frames."""


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A figure and the interval that it has over other frames; NaN bounds for fewer than two."""

    value: float
    low: float
    high: float

    def text(self, *, percent: bool = False, digits: int = 2) -> str:
        """``82.8 % [80.1, 85.0]`` or ``0.61 [0.58, 0.64]``."""
        factor, unit, digits = (100, " %", 1) if percent else (1, "", digits)
        middle = f"{factor * self.value:.{digits}f}{unit}"
        if self.low != self.low:
            return middle
        return f"{middle} [{factor * self.low:.{digits}f}, {factor * self.high:.{digits}f}]"


Statistic = Callable[[NDArray[np.int64]], NDArray[np.float64]]
"""R N draws of frames -> R values."""


def resampled(frames: int, statistic: Statistic) -> Interval | None:
    """A statistic of all frames, with its interval; None if it is no number."""
    with warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # of draws in which nothing is measured
        value = float(statistic(np.ones((1, frames), np.int64))[0])
        if not np.isfinite(value):
            return None
        if frames < 2:
            return Interval(value=value, low=float("nan"), high=float("nan"))
        values = np.concatenate(
            [
                statistic(image_draws(frames, resamples=AT_ONCE, seed=seed))
                for seed in range(RESAMPLES // AT_ONCE)
            ]
        )
        tail = 100 * (1 - LEVEL) / 2
        low, high = np.nanpercentile(values, [tail, 100 - tail]).tolist()
    return Interval(value=value, low=low, high=high)


def share(hits: NDArray[Any], totals: NDArray[Any]) -> Interval | None:
    """Hits of totals over frames, N each: a ratio of sums, in which large frames count more."""
    parts, wholes = hits.astype(float), totals.astype(float)
    return resampled(len(hits), lambda draws: (draws @ parts) / (draws @ wholes))


def mean(values: Sequence[float]) -> Interval | None:
    """Mean over frames; those that are no number are left out."""
    known = np.array(values, float)
    there = np.isfinite(known)
    return share(np.where(there, known, 0.0), there.astype(float))
