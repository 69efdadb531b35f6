"""Depth error over a data set, on pixels nearer than the far plane."""

from __future__ import annotations

import numpy as np

NEAREST = 0.1


class DepthError:
    """Accumulates absolute relative error, root mean square error and delta < 1.25."""

    def __init__(self, far: float) -> None:
        self.far = far
        self.sums = np.zeros(4)
        """Over all pixels so far: relative errors, squares, pixels within 1.25, pixels."""

    def add(self, predicted: np.ndarray, depth: np.ndarray) -> None:
        """Count one image: float H W metres of both; pixels at the far plane are left out."""
        valid = np.isfinite(depth) & (depth > NEAREST) & (depth < self.far)
        truth = depth[valid].astype(float)
        guess = np.clip(predicted[valid].astype(float), NEAREST, self.far)
        ratio = np.maximum(guess / truth, truth / guess)
        self.sums += [
            (np.abs(guess - truth) / truth).sum(),
            np.square(guess - truth).sum(),
            (ratio < 1.25).sum(),
            truth.size,
        ]

    def scores(self) -> dict[str, float]:
        """``abs_rel`` (no unit), ``rmse`` (metres), ``delta_1.25`` (share in [0, 1])."""
        return depth_scores(self.sums)


def depth_scores(sums: np.ndarray) -> dict[str, float]:
    """The scores of the four sums of a ``DepthError``; NaN where no pixel was counted."""
    if not sums[3]:
        return {"abs_rel": float("nan"), "rmse": float("nan"), "delta_1.25": float("nan")}
    relative, square, close = (sums[:3] / sums[3]).tolist()
    return {"abs_rel": relative, "rmse": square**0.5, "delta_1.25": close}
