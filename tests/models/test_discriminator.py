"""The discriminators: counts, shapes and receptive field of the two PatchGANs."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import nn

from gioada.models.discriminator import Discriminator
from gioada.models.spec import OUTPUT_DISCRIMINATORS, DiscriminatorSpec, Networks

FULL = Networks(size="full")


def meta(spec: DiscriminatorSpec) -> Discriminator:
    with torch.device("meta"):
        return Discriminator(spec)


def count(network: nn.Module) -> int:
    return sum(weight.numel() for weight in network.parameters())


def test_the_image_discriminator_is_the_patchgan() -> None:
    assert count(meta(FULL.image_discriminator())) == 2_764_737
    narrow = Discriminator(replace(FULL.image_discriminator(), width=1))
    assert narrow(torch.zeros(1, 3, 376, 1248)).shape == (1, 1, 45, 154)


@pytest.mark.parametrize(
    ("in_channels", "parameters"),
    [
        (1, 2_762_689),
        (10, 2_771_905),
        (11, 2_772_929),
        (16, 2_778_049),
        (17, 2_779_073),
        (19, 2_781_121),
        (20, 2_782_145),
    ],
)
def test_the_output_discriminator_is_adaptsegnets(in_channels: int, parameters: int) -> None:
    network = meta(FULL.map_discriminator(in_channels))
    assert count(network) == parameters
    assert not any(isinstance(layer, nn.InstanceNorm2d) for layer in network.modules())


@pytest.mark.parametrize(
    ("size", "scores"), [((375, 1242), (11, 38)), ((512, 1024), (16, 32)), ((32, 32), (1, 1))]
)
def test_the_output_discriminator_judges_patches_of_32(
    size: tuple[int, int], scores: tuple[int, int]
) -> None:
    network = Discriminator(replace(FULL.map_discriminator(1), width=1))
    assert network(torch.zeros(1, 1, *size)).shape[-2:] == scores


def test_the_output_discriminator_may_be_the_image_discriminator_with_other_channels() -> None:
    full = Networks(size="full", output_discriminator="patch70")
    assert full.map_discriminator(11) == replace(full.image_discriminator(), in_channels=11)
    assert count(meta(full.map_discriminator(11))) == 2_772_929
    network = Discriminator(replace(full.map_discriminator(11), width=1))
    assert network(torch.zeros(1, 11, 375, 1242)).shape[-2:] == (44, 153)
    assert network(torch.zeros(1, 11, 32, 32)).shape[-2:] == (2, 2)


def test_the_forms_of_the_output_discriminator_differ_in_what_they_call_a_patch() -> None:
    forms = {
        name: (spec.strides, spec.normalisation) for name, spec in OUTPUT_DISCRIMINATORS.items()
    }
    assert forms == {
        "fcn": ((2, 2, 2, 2, 2), "none"),
        "patch70": ((2, 2, 2, 1, 1), "instance"),
    }


def test_a_patch_of_70_pixels_decides_one_score() -> None:
    torch.manual_seed(0)
    network = Discriminator(DiscriminatorSpec(width=2, normalisation="none"))
    image = torch.rand(1, 3, 128, 128, requires_grad=True)
    scores = network(image)
    scores[0, 0, 7, 7].backward()
    touched = image.grad.abs().sum((0, 1)).nonzero()
    assert (touched.max(0).values - touched.min(0).values + 1).tolist() == [70, 70]


def test_scores_are_raw() -> None:
    network = Discriminator(DiscriminatorSpec(width=2, normalisation="none"))
    nn.init.constant_(network.layers[-1].bias, -3.0)
    assert network(torch.zeros(1, 3, 32, 32)).max() < 0


def test_the_level_of_the_output_maps_is_not_normalised_away() -> None:
    torch.manual_seed(0)
    network = Discriminator(Networks().map_discriminator(1))
    near, far = (network(torch.full((1, 1, 64, 64), value)) for value in (0.2, 0.8))
    assert not torch.allclose(near, far)


def test_scores_are_fp32_under_autocast() -> None:
    network = Discriminator(DiscriminatorSpec(width=2, normalisation="none"))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert network(torch.zeros(1, 3, 32, 32)).dtype == torch.float32
