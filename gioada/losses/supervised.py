"""Equations (2) and (3): what the source's ground truth teaches the task network."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from gioada.data.labels import VOID


def segmentation_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Equation (2): mean cross-entropy over the pixels that have a class.

    Args:
        logits: B C H W.
        labels: B H W class indices, 255 for void.

    Returns:
        A scalar; 0 with a graph if every pixel is void.
    """
    # As a list of pixels: NLLLoss on maps has no deterministic CUDA kernel.
    flat = logits.permute(0, 2, 3, 1).reshape(-1, logits.shape[1])
    total = F.cross_entropy(flat, labels.reshape(-1).long(), ignore_index=VOID, reduction="sum")
    return total / (labels != VOID).sum().clamp(min=1)


def depth_loss(predicted: Tensor, depth: Tensor, valid: Tensor | None = None) -> Tensor:
    """Equation (3): mean absolute error of normalised depth, sky included.

    Args:
        predicted: B 1 H W in [0, 1].
        depth: B 1 H W in [0, 1].
        valid: B 1 H W of booleans, False where the data set has no depth (which may then be
            NaN); None is all valid.
    """
    if valid is None:
        return (predicted - depth).abs().mean()
    known = torch.where(valid, depth, predicted.detach())
    return (predicted - known).abs().sum() / valid.sum().clamp(min=1)
