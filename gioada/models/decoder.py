"""From a backbone's maps to the features that both classifiers share."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from gioada.models.backbones import initialise
from gioada.models.normalisation import normalisation
from gioada.models.spec import TaskSpec
from gioada.models.upsampling import upsample

LATERAL = 32
"""Channels to which a fine map is brought."""


class Fc6Fc7(nn.Sequential):
    """VGG's fc6 and fc7 as 3 x 3 convolutions of dilation 4, as the UDA line of work has them."""

    def __init__(self, spec: TaskSpec, channels: int) -> None:
        layers: list[nn.Module] = []
        for before, after in pairwise((channels, spec.features, spec.features)):
            layers.append(nn.Conv2d(before, after, 3, padding=4, dilation=4))
            layers.extend(normalisation(spec.normalisation, after))
            layers.append(nn.ReLU(inplace=True))
        super().__init__(*layers)
        initialise(self)

    def forward(self, input: list[Tensor]) -> Tensor:
        """The last map B C h w -> B F h w."""
        return super().forward(input[-1])


class Decoder(nn.Module):
    """The last map, enlarged, beside the finer ones, as DeepLab-v3+ has it: poles need them."""

    def __init__(self, spec: TaskSpec, channels: tuple[int, ...]) -> None:
        super().__init__()
        *fine, last = channels
        features = spec.features
        self.context = nn.Sequential(*_layer(last, features, 3))
        self.laterals = nn.ModuleList(nn.Sequential(*_layer(size, LATERAL, 1)) for size in fine)
        joined = features + LATERAL * len(fine)
        self.fuse = nn.Sequential(*_layer(joined, features, 3))
        initialise(self)

    def forward(self, maps: list[Tensor]) -> Tensor:
        """Maps from the finest to the last -> B F h w at the finest one's size, at least 0."""
        size = (maps[0].shape[-2], maps[0].shape[-1])
        found = [layer(map_) for layer, map_ in zip(self.laterals, maps, strict=False)]
        found.append(self.context(maps[-1]))
        return self.fuse(torch.cat([upsample(map_.float(), size) for map_ in found], dim=1))


def _layer(before: int, after: int, kernel: int) -> list[nn.Module]:
    convolution = nn.Conv2d(before, after, kernel, padding=kernel // 2)
    return [convolution, *normalisation("group", after), nn.ReLU(inplace=True)]
