"""CycleGAN's own terms (Zhu et al. 2017), for the baseline ``cg`` only."""

from __future__ import annotations

from torch import Tensor


def cycle_loss(image: Tensor, returned: Tensor) -> Tensor:
    """Mean absolute difference of an image and its translation there and back, B 3 H W."""
    return (image - returned).abs().mean()


def identity_loss(image: Tensor, kept: Tensor) -> Tensor:
    """Mean absolute change of an image that already is in the translator's output domain."""
    return (image - kept).abs().mean()
