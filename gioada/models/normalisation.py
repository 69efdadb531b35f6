"""What every convolution here is followed by and starts with.

No normalisation keeps running statistics, so batch size 1 is exact.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gioada.models.spec import Normalisation

GROUP_SIZE = 8


class InstanceNorm2d(nn.InstanceNorm2d):
    """As PyTorch's, without weights; a single image keeps its memory layout.

    PyTorch's copies maps with channels last to channels first, and the next convolution copies
    them back. For one image it is batch normalisation, which takes either layout.
    """

    def forward(self, input: Tensor) -> Tensor:
        """B C H W -> the same, each map with mean 0 and variance 1."""
        if len(input) == 1 and not torch.onnx.is_in_onnx_export():
            return F.batch_norm(input, None, None, training=True, eps=self.eps)
        return super().forward(input)


class GroupNorm(nn.GroupNorm):
    """As PyTorch's, in fp32 whatever autocast says, as it does on CUDA anyway.

    On a CPU the gradient for bf16 maps with channels last takes four times as long.
    """

    def forward(self, input: Tensor) -> Tensor:
        """B C H W -> the same, in the type of the input."""
        return super().forward(input.float()).to(input.dtype)


def normalisation(kind: Normalisation, channels: int) -> list[nn.Module]:
    """The layers to append after a convolution with that many output channels (0 or 1)."""
    if kind == "instance":
        return [InstanceNorm2d(channels)]
    return [GroupNorm(group_count(channels), channels)] if kind == "group" else []


def group_count(channels: int) -> int:
    """Into how many groups so many channels are split: eight a group where eight divides them."""
    return math.gcd(channels, max(1, channels // GROUP_SIZE))


def zero_bias(convolution: nn.Conv2d | nn.ConvTranspose2d) -> None:
    """Start a convolution's bias, if it has one, at zero."""
    if convolution.bias is not None:
        nn.init.zeros_(convolution.bias)
