"""CycleGAN's image pool: discriminators also see translations of some steps ago."""

from __future__ import annotations

import torch
from torch import Tensor


class ImagePool:
    """Up to ``size`` past images; half of the answers come from it. Size 0 changes nothing."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.images: list[Tensor] = []

    def exchange(self, images: Tensor) -> Tensor:
        """B 3 H W in, B 3 H W out: each image itself, or (half of the time) an older one."""
        if self.size == 0:
            return images
        chosen = torch.empty_like(images)  # the same memory layout, whatever the older ones have
        for index, image in enumerate(images):
            chosen[index] = self._exchange_one(image)
        return chosen

    def _exchange_one(self, image: Tensor) -> Tensor:
        if len(self.images) < self.size:
            self.images.append(image)
            return image
        if torch.rand(()) < 0.5:
            return image
        index = int(torch.randint(self.size, ()))
        older, self.images[index] = self.images[index], image
        return older
