"""Whether two pictures agree in their edges, and two readings in their depth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gioada.evaluation.depth import NEAREST

LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)
CLOSE = 1.25
"""Ratio of two depths below which they agree, as in delta < 1.25 of depth estimation."""


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
    edges = np.stack([_gradient(picture).ravel() for picture in (first, second)])
    if edges.std(axis=1).min() == 0:
        return 0.0
    return float(np.asarray(np.corrcoef(edges))[0, 1])


def _gradient(picture: NDArray[np.uint8]) -> NDArray[np.floating]:
    luminance = np.tensordot(picture.astype(np.float32), LUMINANCE, axes=1)
    return np.hypot(np.gradient(luminance, axis=0), np.gradient(luminance, axis=1))
