"""G_img (section 3.2): image, depth and labels in, the image in the target's style out."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gioada.models.normalisation import InstanceNorm2d, zero_bias
from gioada.models.padding import ReflectionPad2d, reflect
from gioada.models.pretrained import Pretrained
from gioada.models.spec import TranslatorSpec, Upsampling

# atanh is infinite at the ends of its range; beyond this the residual form has no gradient.
SATURATION = 1.0 - 1e-3


class ResidualBlock(nn.Module):
    """Two padded 3 x 3 convolutions and the identity; no activation after the sum."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3),
            InstanceNorm2d(channels),
            nn.ReLU(inplace=True),
            ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3),
            InstanceNorm2d(channels),
        )

    def forward(self, features: Tensor) -> Tensor:
        return features + self.layers(features)


def _stem(in_channels: int, width: int) -> list[nn.Module]:
    return [
        ReflectionPad2d(3),
        nn.Conv2d(in_channels, width, 7),
        InstanceNorm2d(width),
        nn.ReLU(inplace=True),
    ]


def _down(channels: int) -> list[nn.Module]:
    return [
        nn.Conv2d(channels, 2 * channels, 3, stride=2, padding=1),
        InstanceNorm2d(2 * channels),
        nn.ReLU(inplace=True),
    ]


def _transposed(channels: int) -> list[nn.Module]:
    return [nn.ConvTranspose2d(channels, channels // 2, 3, stride=2, padding=1, output_padding=1)]


def _resized(channels: int) -> list[nn.Module]:
    return [nn.Upsample(scale_factor=2), ReflectionPad2d(1), nn.Conv2d(channels, channels // 2, 3)]


_ENLARGE = {"transposed": _transposed, "resize": _resized}


def _up(channels: int, how: Upsampling) -> list[nn.Module]:
    after = [InstanceNorm2d(channels // 2), nn.ReLU(inplace=True)]
    return [*_ENLARGE[how](channels), *after]


class Translator(nn.Module, Pretrained):
    """CycleGAN's ResNet generator whose first layer also sees depth and one-hot labels."""

    network = "translator"

    def __init__(self, spec: TranslatorSpec) -> None:
        super().__init__()
        self.spec = spec
        width = spec.width
        self.layers = nn.Sequential(
            *_stem(spec.in_channels, width),
            *_down(width),
            *_down(2 * width),
            *(ResidualBlock(4 * width) for _ in range(spec.num_blocks)),
            *_up(4 * width, spec.up),
            *_up(2 * width, spec.up),
            ReflectionPad2d(3),
            nn.Conv2d(width, 3, 7),
        )
        self.apply(_gaussian)
        last = self.layers[-1]
        if spec.residual and isinstance(last, nn.Conv2d):
            # The correction starts small, so that the first translations are the input itself.
            nn.init.normal_(last.weight, std=0.002)

    def forward(self, image: Tensor, *, depth: Tensor, labels: Tensor) -> Tensor:
        """Translate images.

        Args:
            image: B 3 H W in [-1, 1].
            depth: B 1 H W in [0, 1]; unused unless a condition.
            labels: B H W class indices, 255 void (all-zero one-hot); unused unless a condition.

        Returns:
            B 3 H W in [-1, 1], any H and W of at least 8, the same as the input's.
        """
        net = self.layers(_pad_to_fours(self._conditioned(image, depth, labels)))
        # In fp32: bf16 would round the picture to three digits.
        net = net[..., : image.shape[-2], : image.shape[-1]].float()
        if self.spec.residual:
            net = net + torch.atanh(image.float().clamp(-SATURATION, SATURATION))
        return torch.tanh(net)

    def _conditioned(self, image: Tensor, depth: Tensor, labels: Tensor) -> Tensor:
        maps = {
            "depth": lambda: depth.to(image.dtype),
            "labels": lambda: one_hot(labels, self.spec.num_classes).to(image.dtype),
        }
        return torch.cat([image, *(maps[name]() for name in self.spec.conditions)], dim=1)


def one_hot(labels: Tensor, num_classes: int) -> Tensor:
    """B H W class indices -> B C H W of zeros and ones; indices of C and above give all zeros."""
    classes = torch.arange(num_classes, device=labels.device)[:, None, None]
    return (labels[:, None] == classes).float()


def _pad_to_fours(image: Tensor) -> Tensor:
    # Two stride-2 layers and back: sides that 4 does not divide would come back larger.
    bottom, right = -image.shape[-2] % 4, -image.shape[-1] % 4
    return reflect(image, (0, right, 0, bottom))


def _gaussian(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, std=0.02)
        zero_bias(module)
