"""Which predicted maps a discriminator sees (section 3.3)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gioada.methods.spec import num_channels, space_name
from gioada.models.task import Prediction

__all__ = ["num_channels", "space_name", "stack"]


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
