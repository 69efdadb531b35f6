"""Bilinear upsampling, whose gradient is the same to the bit each time, also on a GPU.

PyTorch's own gradient of it adds with atomics on CUDA. Interpolation is linear in rows and in
columns, so its gradient is a matrix product along either; it takes about as long.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F


def upsample(maps: Tensor, size: tuple[int, int]) -> Tensor:
    """Interpolate bilinearly with corner pixels on corner pixels.

    Args:
        maps: B C h w, in fp32 or fp64.
        size: H and W of the result.

    Returns:
        B C H W of the same type.
    """
    if torch.onnx.is_in_onnx_export():
        return F.interpolate(maps, size=size, mode="bilinear", align_corners=True)
    return _Upsample.apply(maps, size)  # type: ignore[return-value]


class _Upsample(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, maps: Tensor, size: tuple[int, int]) -> Tensor:
        ctx.size = maps.shape[-2:]
        return F.interpolate(maps, size=size, mode="bilinear", align_corners=True)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (gradient,) = gradients
        rows, columns = (
            _shares(before, after, like=gradient)
            for before, after in zip(ctx.size, gradient.shape[-2:], strict=True)
        )
        # Autocast would round to bf16 what autograd must return in fp32.
        with torch.autocast(gradient.device.type, enabled=False):
            return rows @ gradient @ columns.T, None


def _shares(before: int, after: int, *, like: Tensor) -> Tensor:
    """The share, before x after, that each pixel of a line has in each pixel of the longer one."""
    pixels = torch.eye(before, dtype=like.dtype, device=like.device)
    return F.interpolate(pixels[None], size=after, mode="linear", align_corners=True)[0]
