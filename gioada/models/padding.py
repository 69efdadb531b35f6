"""Padding by reflection, whose gradient is the same to the bit each time, also on a GPU.

PyTorch's own gradient of it adds with atomics on CUDA. Here the border is folded back in a fixed
order; on a CPU that takes no longer.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Sides = tuple[int, int, int, int]
"""Pixels to add at the left, right, top and bottom."""


class ReflectionPad2d(nn.Module):
    """As ``torch.nn.ReflectionPad2d``, with the same number of pixels on each side."""

    def __init__(self, padding: int) -> None:
        super().__init__()
        self.padding = padding

    def forward(self, maps: Tensor) -> Tensor:
        """B C H W -> B C H+2p W+2p."""
        sides = self.padding
        return reflect(maps, (sides, sides, sides, sides))

    def extra_repr(self) -> str:
        """The padding, where a network is printed."""
        return str(self.padding)


def reflect(maps: Tensor, sides: Sides) -> Tensor:
    """Continue maps by their mirror image, as ``torch.nn.functional.pad`` does.

    Args:
        maps: B C H W.
        sides: pixels to add, on each side fewer than the maps have along it.

    Returns:
        B C H+top+bottom W+left+right, in the memory layout of the maps.
    """
    if torch.onnx.is_in_onnx_export():
        return F.pad(maps, sides, mode="reflect")  # of any size, so that nothing may be compared
    return _Reflect.apply(maps, sides) if any(sides) else maps  # type: ignore[return-value]


class _Reflect(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, maps: Tensor, sides: Sides) -> Tensor:
        ctx.sides = sides
        return F.pad(maps, sides, mode="reflect")

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (gradient,) = gradients
        left, right, top, bottom = ctx.sides
        rows = _strips(gradient.shape[-2], top, bottom)
        columns = _strips(gradient.shape[-1], left, right)
        inside, *border = product(rows, columns)
        folded = _part(gradient, *inside).clone()
        for row, column in border:
            folded[..., row.onto, column.onto].add_(_part(gradient, row, column))
        return folded, None


class _Strip(NamedTuple):
    """Where along an axis of the padded maps, and where in the maps it came from."""

    cut: slice
    onto: slice
    mirrored: bool = False


def _strips(padded: int, before: int, after: int) -> list[_Strip]:
    """The inside first, then what was added at either end."""
    length = padded - before - after
    ends = [
        _Strip(slice(0, before), slice(1, 1 + before), True),
        _Strip(slice(padded - after, padded), slice(length - 1 - after, length - 1), True),
    ]
    used = [end for end, size in zip(ends, (before, after), strict=True) if size]
    return [_Strip(slice(before, before + length), slice(0, length)), *used]


def _part(padded: Tensor, row: _Strip, column: _Strip) -> Tensor:
    part = padded[..., row.cut, column.cut]
    # One row is its own mirror image, and a flip is a copy.
    axes = [a for a, s in ((-2, row), (-1, column)) if s.mirrored and part.shape[a] > 1]
    return part.flip(axes) if axes else part
