"""G_task (section 3.3): DeepLab-v2 on a backbone, one classifier per task on shared features."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from gioada.models.backbones import make_backbone
from gioada.models.decoder import Decoder, Fc6Fc7
from gioada.models.normalisation import zero_bias
from gioada.models.pretrained import Pretrained
from gioada.models.spec import VGG16, TaskSpec
from gioada.models.upsampling import upsample


class Prediction(NamedTuple):
    """What the task network says of a batch of images, at the images' own size."""

    labels: Tensor
    """B C H W logits."""
    depth: Tensor
    """B 1 H W, normalised depth in [0, 1] (any real number with a linear depth head)."""


class DilatedClassifier(nn.Module):
    """Parallel dilated 3 x 3 convolutions whose outputs are all summed (DeepLab-v2).

    Without rates a single 1 x 1 convolution (DeepLab-v3+).
    """

    def __init__(self, in_channels: int, out_channels: int, rates: tuple[int, ...]) -> None:
        super().__init__()
        branches = [
            nn.Conv2d(in_channels, out_channels, 3, padding=rate, dilation=rate) for rate in rates
        ] or [nn.Conv2d(in_channels, out_channels, 1)]
        for branch in branches:
            nn.init.normal_(branch.weight, std=0.01)
            zero_bias(branch)
        self.branches = nn.ModuleList(branches)

    def forward(self, features: Tensor) -> Tensor:
        return torch.stack([branch(features) for branch in self.branches]).sum(0)


class TaskNetwork(nn.Module, Pretrained):
    """Semantics and depth of an image, upsampled bilinearly to the input size.

    The classifiers' map has stride 8 on VGG-16, and that of the finest map on other backbones.
    """

    network = "task"
    mean: Tensor
    std: Tensor

    def __init__(self, spec: TaskSpec) -> None:
        super().__init__()
        self.spec = spec
        self.backbone = make_backbone(spec)
        for name in ("mean", "std"):
            values = torch.tensor(getattr(self.backbone, name)).view(3, 1, 1)
            self.register_buffer(name, values, persistent=False)
        channels = self.backbone.channels
        # The paper's own on its own backbone, which has one map only.
        paper = spec.backbone == VGG16 and spec.head == "deeplab-v2"
        self.shared = Fc6Fc7(spec, channels[-1]) if paper else Decoder(spec, channels)
        rates = spec.rates if spec.head == "deeplab-v2" else ()
        self.labels = DilatedClassifier(spec.features, spec.num_classes, rates)
        self.depth = DilatedClassifier(spec.features, 1, rates)

    def forward(self, image: Tensor) -> Prediction:
        """Predict from images B 3 H W in [-1, 1], raw or translated alike; H and W at least 32."""
        features = self.features(image)
        size = (image.shape[-2], image.shape[-1])
        # In fp32: at bf16 neighbouring logits of a large map fall on the same value.
        labels = upsample(self.labels(features).float(), size)
        depth = upsample(self.depth(features).float(), size)
        return Prediction(labels, depth.sigmoid() if self._bounded else depth)

    def features(self, image: Tensor) -> Tensor:
        """What both classifiers read: images B 3 H W in [-1, 1] -> B F h w, at least 0."""
        return self.shared(self.backbone(((image + 1) / 2 - self.mean) / self.std))

    @property
    def _bounded(self) -> bool:
        return self.spec.depth_activation == "sigmoid"
