"""The size at which a network sees a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

SMALLEST = 32
LARGEST = 2_500_000
"""Pixels of the largest map of logits: the ten classes of 12 megapixels would take 2 GB."""


def working_size(height: int, width: int, long_side: int) -> tuple[int, int]:
    """Height and width with the given long side and the picture's proportions, at least 32."""
    scale = long_side / max(height, width)
    return max(SMALLEST, round(height * scale)), max(SMALLEST, round(width * scale))


def affordable(height: int, width: int) -> tuple[int, int]:
    """Height and width of a picture, or of the largest one of its proportions within LARGEST."""
    scale = min(1.0, (LARGEST / (height * width)) ** 0.5)
    return max(1, int(height * scale)), max(1, int(width * scale))


def shrunk(image: np.ndarray) -> np.ndarray:
    """uint8 H W 3 at its affordable size, antialiased; the very array if nothing is to be done."""
    size = affordable(*image.shape[:2])
    if size == image.shape[:2]:
        return image
    planes = torch.from_numpy(np.ascontiguousarray(image)).permute(2, 0, 1)[None]
    smaller = F.interpolate(planes, size=size, mode="bilinear", antialias=True)
    return smaller[0].permute(1, 2, 0).contiguous().numpy()


def image_batch(images: Sequence[np.ndarray], device: torch.device) -> Tensor:
    """uint8 H W 3, all of one size -> float B 3 H W in [-1, 1] on a device."""
    values = torch.from_numpy(np.stack(images)).to(device)
    return values.permute(0, 3, 1, 2).float().div_(127.5).sub_(1.0)


def resize_image(image: Tensor, size: tuple[int, int]) -> Tensor:
    """B 3 H W to another size, antialiased where it shrinks."""
    if tuple(image.shape[-2:]) == size:
        return image
    return F.interpolate(image, size=size, mode="bilinear", antialias=True)


def resize_map(values: Tensor, size: tuple[int, int]) -> Tensor:
    """B K H W labels or depth by nearest neighbour: no class or distance is invented."""
    return F.interpolate(values, size=size, mode="nearest-exact")
