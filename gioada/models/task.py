"""G_task (section 3.3): VGG-16 DeepLab-v2, one classifier per task on shared features."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn

from gioada.models.normalisation import normalisation, zero_bias
from gioada.models.spec import TaskSpec
from gioada.models.upsampling import upsample

# VGG-16 in multiples of the first width; "pool" halves the map, "dilated" is conv5.
BACKBONE = (1, 1, "pool", 2, 2, "pool", 4, 4, 4, "pool", 8, 8, 8, "dilated", 8, 8, 8)
IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class Prediction(NamedTuple):
    """What the task network says of a batch of images, at the images' own size."""

    labels: Tensor
    """B C H W logits."""
    depth: Tensor
    """B 1 H W, normalised depth in [0, 1] (any real number with a linear depth head)."""


class DilatedClassifier(nn.Module):
    """Parallel dilated 3 x 3 convolutions whose outputs are all summed (DeepLab-v2)."""

    def __init__(self, in_channels: int, out_channels: int, rates: tuple[int, ...]) -> None:
        super().__init__()
        branches = [
            nn.Conv2d(in_channels, out_channels, 3, padding=rate, dilation=rate) for rate in rates
        ]
        for branch in branches:
            nn.init.normal_(branch.weight, std=0.01)
            zero_bias(branch)
        self.branches = nn.ModuleList(branches)

    def forward(self, features: Tensor) -> Tensor:
        return torch.stack([branch(features) for branch in self.branches]).sum(0)


class TaskNetwork(nn.Module):
    """Semantics and depth of an image; output stride 8, upsampled bilinearly to the input size."""

    mean: Tensor
    std: Tensor

    def __init__(self, spec: TaskSpec) -> None:
        super().__init__()
        self.spec = spec
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).view(3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(IMAGENET_STD).view(3, 1, 1), persistent=False)
        self.backbone = _backbone(spec)
        self.shared = _shared(spec)
        self.labels = DilatedClassifier(spec.features, spec.num_classes, spec.rates)
        self.depth = DilatedClassifier(spec.features, 1, spec.rates)

    def forward(self, image: Tensor) -> Prediction:
        """Predict from images B 3 H W in [-1, 1], raw or translated alike; H and W at least 32."""
        features = self.features(image)
        size = (image.shape[-2], image.shape[-1])
        # In fp32: at bf16 neighbouring logits of a large map fall on the same value.
        labels = upsample(self.labels(features).float(), size)
        depth = upsample(self.depth(features).float(), size)
        return Prediction(labels, depth.sigmoid() if self._bounded else depth)

    def features(self, image: Tensor) -> Tensor:
        """What both classifiers read: images B 3 H W in [-1, 1] -> B F H/8 W/8, at least 0."""
        return self.shared(self.backbone(((image + 1) / 2 - self.mean) / self.std))

    @property
    def _bounded(self) -> bool:
        return self.spec.depth_activation == "sigmoid"


def _backbone(spec: TaskSpec) -> nn.Sequential:
    layers: list[nn.Module] = []
    channels, dilation = 3, 1
    for entry in BACKBONE:
        if entry == "pool":
            layers.append(nn.MaxPool2d(2))
        elif entry == "dilated":
            dilation = 2
        else:
            out = spec.width * int(entry)
            layers.append(nn.Conv2d(channels, out, 3, padding=dilation, dilation=dilation))
            layers.extend(normalisation(spec.normalisation, out))
            layers.append(nn.ReLU(inplace=True))
            channels = out
    backbone = nn.Sequential(*layers)
    _initialise(backbone)
    return backbone


def _shared(spec: TaskSpec) -> nn.Sequential:
    """fc6 and fc7 as 3 x 3 convolutions of dilation 4, as the UDA line of work has them."""
    channels = (8 * spec.width, spec.features, spec.features)
    layers: list[nn.Module] = []
    for before, after in pairwise(channels):
        layers.append(nn.Conv2d(before, after, 3, padding=4, dilation=4))
        layers.extend(normalisation(spec.normalisation, after))
        layers.append(nn.ReLU(inplace=True))
    shared = nn.Sequential(*layers)
    _initialise(shared)
    return shared


def _initialise(layers: nn.Sequential) -> None:
    for module in layers:
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            zero_bias(module)
