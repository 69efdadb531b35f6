"""What a predictor and a frame translator share: a network on its device, and its card."""

from __future__ import annotations

from typing import Generic, TypeVar

import torch
from torch import nn

from gioada.data.labels import LabelSpace, find_space
from gioada.inference.sizing import working_size
from gioada.models.card import Card
from gioada.training.runtime import pick_device

Network = TypeVar("Network", bound=nn.Module)


class Loaded(Generic[Network]):
    """A network of a checkpoint, ready for people's pictures."""

    def __init__(self, card: Card, network: Network, device: torch.device | None = None) -> None:
        self.card = card
        self.device = device or pick_device("auto")
        self.network = network.to(self.device)

    @property
    def space(self) -> LabelSpace:
        """The classes that it predicts or is conditioned on."""
        return find_space(self.card.space)

    def working_size(self, picture: tuple[int, ...], long_side: int | None) -> tuple[int, int]:
        """Height and width at which the network sees a picture of that height and width.

        The default for the long side is that of the training images.
        """
        height, width = picture[:2]
        return working_size(height, width, long_side or max(self.card.height, self.card.width))
