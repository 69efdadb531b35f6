"""What self-training does to maps and images (beyond the paper).

Pseudo-labels of an averaged network, trusted by its confidence, are learnt on pictures in which
objects of the source are pasted into target images (DACS, Tranheden et al. 2021), under strong
changes of colour and, as an option, with patches hidden (MIC, Hoyer et al. 2023).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from gioada.data.labels import VOID

YIQ = ((0.299, 0.587, 0.114), (0.596, -0.274, -0.322), (0.211, -0.523, 0.312))
"""From red, green and blue to a grey and two axes of colour (NTSC)."""


def pseudo_labels(logits: Tensor, confidence: float) -> tuple[Tensor, Tensor]:
    """What a network takes a target image for, and how far to trust it.

    Args:
        logits: B C H W.
        confidence: probability from which on a pixel counts as sure.

    Returns:
        class indices B H W, and for each image the share of its pixels that are sure, B.
    """
    probability, labels = logits.softmax(1).max(1)
    return labels, (probability >= confidence).float().mean((1, 2))


def half_of_the_classes(labels: Tensor) -> Tensor:
    """Mask B H W of the pixels of a random half (rounded up) of each image's classes; void never.

    Args:
        labels: B H W class indices, 255 void.
    """
    masks = []
    for map_ in labels:
        present = map_.unique()
        present = present[present != VOID]
        order = torch.randperm(len(present), device="cpu").to(present.device)
        chosen = present[order[: (len(present) + 1) // 2]]
        masks.append(torch.isin(map_, chosen))
    return torch.stack(masks)


def hide_patches(image: Tensor, share: float, patch: int) -> Tensor:
    """B 3 H W with about that share of its square patches grey (0, the middle of [-1, 1])."""
    height, width = image.shape[-2:]
    grid = torch.rand(len(image), 1, -(-height // patch), -(-width // patch)) >= share
    kept = grid.to(image.device, image.dtype)
    kept = F.interpolate(kept, scale_factor=patch, mode="nearest")[..., :height, :width]
    return image * kept


def change_colours(image: Tensor, strength: float) -> Tensor:
    """Change brightness, contrast, saturation, hue and sharpness, drawn for each image.

    Args:
        image: B 3 H W in [-1, 1].
        strength: 0 changes nothing; 1 is as strong as images can still be read.
    """
    return torch.stack([_changed(single, strength) for single in (image + 1) / 2]) * 2 - 1


def turn_hue(image: Tensor, turns: float) -> Tensor:
    """The hues of an image 3 H W in [0, 1], turned; torchvision's own passes no gradient back."""
    cos, sin = math.cos(2 * math.pi * turns), math.sin(2 * math.pi * turns)
    turn = torch.tensor([[1.0, 0.0, 0.0], [0.0, cos, -sin], [0.0, sin, cos]])
    yiq = torch.tensor(YIQ)
    matrix = (torch.linalg.inv(yiq) @ turn @ yiq).to(image.device, image.dtype)
    return torch.einsum("ij,jhw->ihw", matrix, image).clamp(0, 1)


def _changed(image: Tensor, strength: float) -> Tensor:
    # Where it is needed, as it brings torch's compiler along: 1.5 s of every command's start.
    from torchvision.transforms.v2 import functional as v2

    draws = torch.rand(5).tolist()
    factors = [1 + strength * (2 * draw - 1) * 0.8 for draw in draws[:3]]
    changes: list[Callable[[Tensor], Tensor]] = [
        lambda image: v2.adjust_brightness(image, factors[0]),
        lambda image: v2.adjust_contrast(image, factors[1]),
        lambda image: v2.adjust_saturation(image, factors[2]),
        lambda image: turn_hue(image, 0.1 * strength * (2 * draws[3] - 1)),
    ]
    for index in torch.randperm(len(changes)).tolist():
        image = changes[index](image)
    sigma = 1.5 * strength * (2 * draws[4] - 1)  # half of the images stay sharp
    return v2.gaussian_blur(image, [7, 7], [sigma, sigma]) if sigma > 0.1 else image
