"""Whether a translation shows the same shapes at the same places, by measures without a network.

Three of the four figures by which Cosmos-Transfer is evaluated are here (Cosmos Cookbook,
evaluation of transfer models): Blur SSIM, Canny-F1 and Depth RMSE.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from gioada.evaluation.consistency import LUMINANCE, edge_agreement, gradient
from gioada.evaluation.scores import NEAREST

CANNY = (100, 200)
"""Cosmos's thresholds of medium strength."""
BILATERAL = (9, 75, 75)
"""Its blur: diameter in pixels, deviations of colour and place."""
SSIM_WINDOW = 7
CAP = 10.0
"""Metres at which one pixel's error of depth stops to grow, as in Cosmos's."""
LEAST_GAIN = 0.1
"""Of the edges' correlation, by moving a picture back, from which on it was shifted."""
LEAST_SHIFT = 1.5
"""Pixels below which an edge may just have become softer on one side."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Shift:
    """How far a translation lies off its source, in pixels; 0 and 0 if it lies on it."""

    right: float = 0.0
    down: float = 0.0

    @property
    def length(self) -> float:
        """In pixels."""
        return float(np.hypot(self.right, self.down))


def canny_f1(source: Picture, translation: Picture) -> float:
    """F1 in [0, 1] of the translation's Canny edges against the source's, pixel by pixel.

    Two pictures without any edge agree (1).
    """
    wanted, found = (cv2.Canny(each, *CANNY) > 0 for each in (source, translation))
    edges = int(wanted.sum()) + int(found.sum())
    return 2 * int((wanted & found).sum()) / edges if edges else 1.0


def blurred_ssim(source: Picture, translation: Picture) -> float:
    """Structural similarity of two pictures uint8 H W 3 after the same bilateral blur, up to 1."""
    blurred = [
        torch.from_numpy(cv2.bilateralFilter(each, *BILATERAL)).permute(2, 0, 1)[None].double()
        for each in (source, translation)
    ]
    # It brings every metric with it, which takes seconds.
    from torchmetrics.functional.image import structural_similarity_index_measure

    span = float(blurred[0].max() - blurred[0].min())
    value = structural_similarity_index_measure(
        blurred[1],
        blurred[0],
        gaussian_kernel=False,
        kernel_size=SSIM_WINDOW,
        data_range=span or 255.0,
    )
    assert isinstance(value, torch.Tensor)
    return float(value)


def shift_between(source: Picture, translation: Picture) -> Shift:
    """How far the translation was moved, by phase correlation of the edges.

    A peak alone is not believed, as repeated windows have many: moving the translation back must
    raise the correlation of its edges with the source's by 0.1.
    """
    first, second = (np.sqrt(gradient(each)) for each in (source, translation))
    window = cv2.createHanningWindow((first.shape[1], first.shape[0]), cv2.CV_32F)
    (right, down), _ = cv2.phaseCorrelate(first, second, window)
    if np.hypot(right, down) < LEAST_SHIFT:
        return Shift()
    before, after = (
        edge_agreement(source, translation),
        _moved_back(source, translation, round(right), round(down)),
    )
    return Shift(right=right, down=down) if after - before >= LEAST_GAIN else Shift()


def _moved_back(source: Picture, translation: Picture, right: int, down: int) -> float:
    """Edge agreement where the two overlap once the shift is undone; -1 if they hardly do."""
    height, width = source.shape[:2]
    if abs(right) > width // 2 or abs(down) > height // 2:
        return -1.0
    ours = source[max(0, -down) : height - max(0, down), max(0, -right) : width - max(0, right)]
    theirs = translation[
        max(0, down) : height - max(0, -down), max(0, right) : width - max(0, -right)
    ]
    return edge_agreement(ours, theirs)


def outlines_kept(
    source: Picture, translation: Picture, labels: NDArray[np.uint8], classes: int
) -> NDArray[np.float64]:
    """How much of each class's outline is still there: 3 C.

    An outline is where neighbours have different classes; it belongs to both. What counts is the
    step in luminance across it, in multiples of the picture's mean step across all outlines, so
    that neither contrast nor grain of the whole picture matters. (Steps, and not slopes, which
    would pass over what is one pixel wide.)

    Returns:
        By class, the sum of what source and translation have in common, the smaller of their
        steps at each place; the sum of the source's steps; and their number.
    """
    (before, sides), (after, _) = (_steps(each, labels) for each in (source, translation))
    common, known = np.minimum(before, after), sides < classes
    return np.stack(
        [
            np.bincount(sides[known], weights[known], minlength=classes).astype(float)
            for weights in (common, before, np.ones_like(before))
        ]
    )


def _steps(
    picture: Picture, labels: NDArray[np.uint8]
) -> tuple[NDArray[np.floating], NDArray[np.uint8]]:
    """Steps across outlines, and the class that each belongs to; every step twice."""
    luminance = np.tensordot(picture.astype(np.float32), LUMINANCE, axes=1)
    steps, sides = [], []
    for axis in (0, 1):
        along = np.moveaxis(labels, axis, 0)
        border = along[1:] != along[:-1]
        across = np.moveaxis(np.abs(np.diff(luminance, axis=axis)), axis, 0)[border]
        steps += [across, across]
        sides += [along[1:][border], along[:-1][border]]
    found = np.concatenate(steps)
    mean = float(found.mean()) if found.size else 0.0
    return found / max(mean, 1e-6), np.concatenate(sides)


@dataclass(frozen=True, kw_only=True)
class DepthErrors:
    """Two depth maps whose scales need not agree; NaN where nothing can be compared."""

    rmse: float
    """Metres, after scaling by the medians, each pixel's error capped at 10 m: Cosmos's."""
    log_rmse: float
    """Eigen et al.'s scale-invariant error: deviation of the logarithms' difference."""


def depth_errors(
    reference: NDArray[np.floating], other: NDArray[np.floating], valid: NDArray[np.bool_]
) -> DepthErrors:
    """Compare two depth maps, float H W metres, where ``valid``."""
    usable = valid & np.isfinite(reference) & np.isfinite(other)
    if not usable.any():
        return DepthErrors(rmse=float("nan"), log_rmse=float("nan"))
    truth, guess = (np.maximum(each[usable].astype(float), NEAREST) for each in (reference, other))
    scaled = guess * (np.median(truth) / np.median(guess))
    errors = np.clip(truth - scaled, -CAP, CAP)
    logs = np.log(guess) - np.log(truth)
    return DepthErrors(rmse=float(np.sqrt(np.mean(errors**2))), log_rmse=float(logs.std()))
