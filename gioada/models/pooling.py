"""Halving maps by their maxima, whose gradient is the same to the bit each time, also on a GPU.

PyTorch's own gradient of it adds with atomics on CUDA and is refused where determinism is asked
for. Windows that do not overlap need no addition: each maximum's gradient goes to its own pixel.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class MaxPool2x2(nn.MaxPool2d):
    """As PyTorch's with windows of 2 x 2, and deterministic where that is asked for."""

    def forward(self, input: Tensor) -> Tensor:
        """B C H W -> B C H//2 W//2."""
        if torch.are_deterministic_algorithms_enabled():
            return _Pool.apply(input)  # type: ignore[return-value]
        return F.max_pool2d(input, 2)


class _Pool(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, maps: Tensor) -> Tensor:
        pooled, places = F.max_pool2d(maps, 2, return_indices=True)
        ctx.save_for_backward(places)
        ctx.size = maps.shape
        return pooled

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (gradient,), (places,) = gradients, ctx.saved_tensors
        spread = gradient.new_zeros(ctx.size).flatten(2)
        spread.scatter_(2, places.flatten(2), gradient.flatten(2))
        return spread.view(ctx.size)
