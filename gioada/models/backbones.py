"""The task network's backbones: the paper's VGG-16, or any of timm's that offers feature maps.

A backbone turns images B 3 H W, normalised as its ``mean`` and ``std`` say, into maps from the
finest to the last one; ``channels`` and ``strides`` describe them in that order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from gioada.errors import Problem
from gioada.models.normalisation import GroupNorm, group_count, normalisation, zero_bias
from gioada.models.pooling import MaxPool2x2
from gioada.models.spec import VGG16, TaskSpec

# VGG-16 in multiples of the first width; "pool" halves the map, "dilated" is conv5.
VGG16_LAYERS = (1, 1, "pool", 2, 2, "pool", 4, 4, 4, "pool", 8, 8, 8, "dilated", 8, 8, 8)
IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
FINE_STRIDES = (4, 8)
"""Of maps that are used beside the last one, for what is too small for it."""


class Vgg16(nn.Sequential):
    """VGG-16's thirteen convolutions without the last two pools, conv5 dilated: stride 8."""

    def __init__(self, spec: TaskSpec) -> None:
        layers: list[nn.Module] = []
        channels, dilation = 3, 1
        for entry in VGG16_LAYERS:
            if entry == "pool":
                layers.append(MaxPool2x2(2))
            elif entry == "dilated":
                dilation = 2
            else:
                out = spec.width * int(entry)
                layers.append(nn.Conv2d(channels, out, 3, padding=dilation, dilation=dilation))
                layers.extend(normalisation(spec.normalisation, out))
                layers.append(nn.ReLU(inplace=True))
                channels = out
        super().__init__(*layers)
        initialise(self)
        self.channels, self.strides = (channels,), (8,)
        self.mean, self.std = IMAGENET_MEAN, IMAGENET_STD

    def forward(self, input: Tensor) -> list[Tensor]:
        """B 3 H W -> one map B 8 * width H/8 W/8."""
        return [super().forward(input)]


class TimmBackbone(nn.Module):
    """A network of timm's without its classifier.

    Its batch norm keeps the statistics that its weights came with, since a step sees too few
    images to renew them; scale and shift are learnt. From scratch there are none to keep, and
    group norm takes its place.

    Raises Problem (``backbone.unknown``) if timm has no such network, or it offers no feature maps.
    """

    def __init__(self, spec: TaskSpec) -> None:
        super().__init__()
        self.net = _create(spec.backbone, spec.output_stride)
        channels, strides = self.net.feature_info.channels(), self.net.feature_info.reduction()
        self.chosen = _chosen(strides)
        self.channels = tuple(channels[index] for index in self.chosen)
        self.strides = tuple(strides[index] for index in self.chosen)
        self.mean, self.std = _statistics(spec.backbone)
        if spec.normalisation == "group":
            _to_group_norm(self.net)
        self.train()
        # Depthwise convolutions take twice as long in bf16 as in fp32 on a CPU.
        self.in_fp32_on_cpu = any(
            layer.groups > 1 for layer in self.net.modules() if isinstance(layer, nn.Conv2d)
        )

    def train(self, mode: bool = True) -> TimmBackbone:
        """Training mode for all but batch norm, whose statistics stay."""
        super().train(mode)
        for layer in self.net.modules():
            if isinstance(layer, nn.modules.batchnorm._BatchNorm):
                layer.eval()
        return self

    def forward(self, image: Tensor) -> list[Tensor]:
        """B 3 H W -> maps of strides 4 and 8 where there are such, and the last one."""
        if image.device.type == "cpu" and self.in_fp32_on_cpu:
            with torch.autocast("cpu", enabled=False):
                maps = self.net(image.float())
        else:
            maps = self.net(image)
        return [maps[index] for index in self.chosen]


MAKERS: dict[str, Callable[[TaskSpec], Any]] = {VGG16: Vgg16}
"""Backbones of our own, modules with ``channels``, ``strides``, ``mean`` and ``std``; any other
name is timm's. What is known of them, and of those of timm's that were tried, stands in
``gioada.models.spec.BACKBONES``."""


def make_backbone(spec: TaskSpec) -> Any:
    """The backbone that a spec names, with its initial weights.

    Raises:
        Problem: ``backbone.unknown``: there is none of that name.
    """
    return MAKERS.get(spec.backbone, TimmBackbone)(spec)


def initialise(layers: nn.Module) -> None:
    """Start convolutions that are followed by a ReLU, as He et al. (2015) do."""
    for module in layers.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            zero_bias(module)


def _create(name: str, output_stride: int) -> Any:
    import timm

    if name not in timm.list_models():
        near = ", ".join(timm.list_models(f"*{name[:8]}*")[:5])
        raise Problem(
            "backbone.unknown",
            "there is no backbone {name!r}: say {own}, or a name of timm's{near}.",
            name=name,
            own=", ".join(MAKERS),
            near=f" such as {near}" if near else "",
        )
    wishes: dict[str, Any]
    problem: Exception | None = None
    # Convolutional families take a stride, transformers an image size; some neither.
    for wishes in (
        {"output_stride": output_stride},
        {"dynamic_img_size": True, "dynamic_img_pad": True},
        {},
    ):
        try:
            return timm.create_model(name, features_only=True, **wishes)
        except (TypeError, NotImplementedError, AssertionError, RuntimeError) as error:
            problem = error
    raise Problem(
        "backbone.unknown",
        "{name} offers no feature maps ({why}): choose another backbone.",
        name=name,
        why=str(problem),
    )


def _chosen(strides: list[int]) -> list[int]:
    """Positions of the last map of each fine stride, and of the last of all."""
    last = len(strides) - 1
    fine = [
        max(index for index, found in enumerate(strides) if found == stride)
        for stride in FINE_STRIDES
        if stride in strides and stride < strides[last]
    ]
    return [*fine, last]


def _statistics(name: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and deviation of the images that timm's weights of that name were trained on."""
    import timm

    settings = timm.get_pretrained_cfg(name)
    return (settings.mean, settings.std) if settings else (IMAGENET_MEAN, IMAGENET_STD)


def _to_group_norm(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.modules.batchnorm._BatchNorm):
            parts: list[nn.Module] = [
                GroupNorm(group_count(child.num_features), child.num_features)
            ]
            # timm's batch norm may bring its activation along.
            parts += [getattr(child, part) for part in ("drop", "act") if hasattr(child, part)]
            setattr(module, name, nn.Sequential(*parts))
        else:
            _to_group_norm(child)
