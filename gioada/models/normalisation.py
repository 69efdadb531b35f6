"""What every convolution here is followed by and starts with.

No normalisation keeps running statistics, so batch size 1 is exact.
"""

from __future__ import annotations

from torch import nn

from gioada.models.spec import Normalisation

GROUP_SIZE = 8


def normalisation(kind: Normalisation, channels: int) -> list[nn.Module]:
    """The layers to append after a convolution with that many output channels (0 or 1)."""
    if kind == "none":
        return []
    if kind == "instance":
        return [nn.InstanceNorm2d(channels)]
    return [nn.GroupNorm(max(1, channels // GROUP_SIZE), channels)]


def zero_bias(convolution: nn.Conv2d | nn.ConvTranspose2d) -> None:
    """Start a convolution's bias, if it has one, at zero."""
    if convolution.bias is not None:
        nn.init.zeros_(convolution.bias)
