"""No normalisation keeps statistics of earlier images."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gioada.models.normalisation import normalisation


def test_none_is_no_layer() -> None:
    assert normalisation("none", 16) == []


@pytest.mark.parametrize(("channels", "groups"), [(4, 1), (8, 1), (16, 2), (128, 16)])
def test_groups_have_eight_channels(channels: int, groups: int) -> None:
    (layer,) = normalisation("group", channels)
    assert isinstance(layer, nn.GroupNorm) and layer.num_groups == groups


@pytest.mark.parametrize("kind", ["group", "instance"])
def test_nothing_is_remembered_between_images(kind: str) -> None:
    (layer,) = normalisation(kind, 8)  # type: ignore[arg-type]
    assert list(layer.buffers()) == []


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("batch", [1, 3])
def test_instance_normalisation_is_pytorchs(batch: int, layout: torch.memory_format) -> None:
    draw = torch.Generator().manual_seed(0)
    maps = 5 * torch.randn((batch, 8, 6, 7), generator=draw, dtype=torch.float64) + 3
    maps = maps.contiguous(memory_format=layout).requires_grad_()
    weights = torch.randn(maps.shape, generator=draw, dtype=torch.float64)
    (layer,) = normalisation("instance", 8)
    ours, theirs = layer(maps), nn.InstanceNorm2d(8)(maps)
    torch.testing.assert_close(ours, theirs)
    gradients = [torch.autograd.grad((out * weights).sum(), maps)[0] for out in (ours, theirs)]
    torch.testing.assert_close(*gradients)


@pytest.mark.parametrize("kind", ["group", "instance"])
def test_one_image_keeps_its_layout_and_type(kind: str) -> None:
    (layer,) = normalisation(kind, 8)  # type: ignore[arg-type]
    maps = torch.randn(1, 8, 6, 7).bfloat16().contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = layer(maps)
    assert out.dtype == torch.bfloat16
    assert out.is_contiguous(memory_format=torch.channels_last)


def test_group_normalisation_is_pytorchs_with_the_same_names() -> None:
    (layer,) = normalisation("group", 16)
    theirs = nn.GroupNorm(2, 16)
    nn.init.normal_(theirs.weight)
    layer.load_state_dict(theirs.state_dict())
    maps = torch.randn(2, 16, 5, 4)
    assert torch.equal(layer(maps), theirs(maps))
