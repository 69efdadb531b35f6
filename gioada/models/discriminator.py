"""D_img and D_output (sections 3.2, 3.3): PatchGAN discriminators."""

from __future__ import annotations

from torch import Tensor, nn

from gioada.models.normalisation import normalisation, zero_bias
from gioada.models.spec import DiscriminatorSpec


class Discriminator(nn.Module):
    """Five 4 x 4 convolutions, LeakyReLU 0.2, raw scores: a map with one judgement per patch."""

    def __init__(self, spec: DiscriminatorSpec) -> None:
        super().__init__()
        self.spec = spec
        channels = [spec.in_channels, *(spec.width * factor for factor in (1, 2, 4, 8)), 1]
        layers: list[nn.Module] = []
        last = len(spec.strides) - 1
        for index, stride in enumerate(spec.strides):
            layers.append(nn.Conv2d(channels[index], channels[index + 1], 4, stride, padding=1))
            if 0 < index < last:
                layers.extend(normalisation(spec.normalisation, channels[index + 1]))
            if index < last:
                layers.append(nn.LeakyReLU(0.2, inplace=True))
        self.layers = nn.Sequential(*layers)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.normal_(module.weight, std=0.02)  # "from a Gaussian", section 3.5
                zero_bias(module)

    def forward(self, maps: Tensor) -> Tensor:
        """B in_channels H W (sides of at least 32) -> raw scores B 1 h w; above 0 means target.

        In fp32 whatever autocast says: bf16 would round losses and accuracies to three digits.
        """
        return self.layers(maps).float()
