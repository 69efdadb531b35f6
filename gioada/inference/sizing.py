"""The size at which a network sees a picture."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

SMALLEST = 32


def working_size(height: int, width: int, long_side: int) -> tuple[int, int]:
    """Height and width with the given long side and the picture's proportions, at least 32."""
    scale = long_side / max(height, width)
    return max(SMALLEST, round(height * scale)), max(SMALLEST, round(width * scale))


def resize_image(image: Tensor, size: tuple[int, int]) -> Tensor:
    """1 3 H W to another size, antialiased where it shrinks."""
    if tuple(image.shape[-2:]) == size:
        return image
    return F.interpolate(image, size=size, mode="bilinear", antialias=True)


def resize_map(values: Tensor, size: tuple[int, int]) -> Tensor:
    """1 1 H W labels or depth by nearest neighbour: no class or distance is invented."""
    return F.interpolate(values, size=size, mode="nearest-exact")
