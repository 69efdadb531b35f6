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
    """The last map, enlarged, beside the finer ones, as DeepLab-v3+ has it: poles need them.

    With DeepLab-v2's classifiers the dilations come after it, with DeepLab-v3+'s before.
    """

    def __init__(self, spec: TaskSpec, channels: tuple[int, ...]) -> None:
        super().__init__()
        *fine, last = channels
        features = spec.features
        pyramid = spec.head == "deeplab-v3+"
        self.context = (
            AtrousPyramid(spec, last) if pyramid else nn.Sequential(*_layer(last, features, 3))
        )
        self.laterals = nn.ModuleList(nn.Sequential(*_layer(size, LATERAL, 1)) for size in fine)
        joined = features + LATERAL * len(fine)
        refine = _layer(features, features, 3) if pyramid else []
        self.fuse = nn.Sequential(*_layer(joined, features, 3), *refine)
        initialise(self)

    def forward(self, maps: list[Tensor]) -> Tensor:
        """Maps from the finest to the last -> B F h w at the finest one's size, at least 0."""
        size = (maps[0].shape[-2], maps[0].shape[-1])
        found = [layer(map_) for layer, map_ in zip(self.laterals, maps, strict=False)]
        found.append(self.context(maps[-1]))
        return self.fuse(torch.cat([upsample(map_.float(), size) for map_ in found], dim=1))


class AtrousPyramid(nn.Module):
    """DeepLab-v3's ASPP (Chen et al. 2017): what lies around a place, near, far and in all.

    How far away a road is, and whether grey is road or pavement, is seen in the whole picture.
    """

    def __init__(self, spec: TaskSpec, channels: int) -> None:
        super().__init__()
        width = spec.features // 2
        self.place = nn.Sequential(*_layer(channels, width, 1))
        self.around = nn.ModuleList(
            nn.Sequential(*_layer(channels, width, 3, rate)) for rate in spec.rates[1:]
        )
        # Without a norm, which would leave nothing of a single pixel.
        self.picture = nn.Sequential(nn.Conv2d(channels, width, 1), nn.ReLU(inplace=True))
        self.join = nn.Sequential(*_layer(width * (len(self.around) + 2), spec.features, 1))
        initialise(self)

    def forward(self, input: Tensor) -> Tensor:
        """The last map B C h w -> B F h w, at least 0."""
        picture = self.picture(input.mean((2, 3), keepdim=True))
        found = [self.place(input), *(branch(input) for branch in self.around)]
        return self.join(torch.cat([*found, picture.expand_as(found[0])], dim=1))


def _layer(before: int, after: int, kernel: int, rate: int = 1) -> list[nn.Module]:
    padding = rate * (kernel // 2)
    convolution = nn.Conv2d(before, after, kernel, padding=padding, dilation=rate)
    return [convolution, *normalisation("group", after), nn.ReLU(inplace=True)]
