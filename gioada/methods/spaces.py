"""Which predicted maps a discriminator sees (section 3.3)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gioada.models.task import Prediction


def stack(prediction: Prediction, space: Sequence[str]) -> Tensor:
    """Concatenate the maps of a space: softmax of the labels (C channels), depth (1 channel).

    Args:
        prediction: logits B C H W and depth B 1 H W.
        space: names out of ``labels`` and ``depth``, in the order of the channels.

    Returns:
        B channels H W, all in [0, 1]; C + 1 channels for the joint space.
    """
    maps = {"labels": lambda: prediction.labels.softmax(1), "depth": lambda: prediction.depth}
    return torch.cat([maps[name]() for name in space], dim=1)


def num_channels(space: Sequence[str], num_classes: int) -> int:
    """Channels of ``stack``: C, 1 or C + 1."""
    widths = {"labels": num_classes, "depth": 1}
    return sum(widths[name] for name in space)


def space_name(space: Sequence[str]) -> str:
    """The name of a space's discriminator: ``output-labels-depth``."""
    return "-".join(("output", *space))
