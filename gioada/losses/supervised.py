"""Equations (2) and (3): what the source's ground truth teaches the task network.

Both are means over images of each image's own mean, so that a batch, its parts one after the
other and its parts on several processes minimise the same thing.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from gioada.data.labels import VOID


def segmentation_loss(logits: Tensor, labels: Tensor, trust: Tensor | None = None) -> Tensor:
    """Equation (2): mean cross-entropy over the pixels that have a class, image by image.

    Args:
        logits: B C H W.
        labels: B H W class indices, 255 for void.
        trust: B H W in [0, 1], factors on the pixels' costs; None is 1.

    Returns:
        A scalar; an image of nothing but void counts as 0, with a graph.
    """
    # The softmax on maps, where it is an order of magnitude faster; the choice of the class on a
    # list of pixels, because on maps it has no deterministic CUDA kernel.
    scores = logits.log_softmax(1).permute(0, 2, 3, 1).reshape(-1, logits.shape[1])
    chosen = labels.reshape(-1).long()
    costs = F.nll_loss(scores, chosen, ignore_index=VOID, reduction="none")
    costs = costs.view_as(labels)
    return _mean_of_means(costs if trust is None else costs * trust, labels != VOID)


def balanced(labels: Tensor, balance: float) -> Tensor:
    """Factors that let rare classes count for more in (2), image by image; beyond the paper.

    A class's pixels get its share of the image to the power of ``-balance``, scaled so that the
    mean over the image's pixels is 1: SegNet's balancing by frequency, without a pass over the set
    and by degrees.

    Args:
        labels: B H W class indices, 255 for void.
        balance: in [0, 1]; at 0 all pixels count alike, at 1 all classes of an image do.

    Returns:
        float32 B H W, for ``segmentation_loss``'s trust; 0 where void.
    """
    size, values = len(labels), VOID + 1
    own = torch.arange(size, device=labels.device).view(-1, 1) * values
    flat = labels.flatten(1).long()
    # Counting whole numbers is deterministic on CUDA too.
    counts = torch.bincount((flat + own).flatten(), minlength=size * values).view(size, values)
    shares = counts.float()
    shares[:, VOID] = 0
    shares = shares / shares.sum(1, keepdim=True).clamp(min=1)
    factors = torch.where(shares > 0, shares**-balance, 0)
    factors = factors / (shares * factors).sum(1, keepdim=True).clamp(min=1e-6)
    return factors.gather(1, flat).view_as(labels)


def depth_loss(predicted: Tensor, depth: Tensor, valid: Tensor | None = None) -> Tensor:
    """Equation (3): mean absolute error of normalised depth, sky included, image by image.

    Args:
        predicted: B 1 H W in [0, 1].
        depth: B 1 H W in [0, 1].
        valid: B 1 H W of booleans, False where the data set has no depth (which may then be
            NaN); None is all valid.

    Returns:
        A scalar; an image without any depth counts as 0, with a graph.
    """
    if valid is None:
        return (predicted - depth).abs().mean()
    known = torch.where(valid, depth, predicted.detach())
    return _mean_of_means((predicted - known).abs(), valid)


def _mean_of_means(costs: Tensor, counted: Tensor) -> Tensor:
    """Mean over images of the mean over counted pixels; elsewhere the costs are 0."""
    sums, counts = costs.flatten(1).sum(1), counted.flatten(1).sum(1)
    return (sums / counts.clamp(min=1)).mean()
