"""Our bilinear upsampling against PyTorch's: values, gradients, precision."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from gioada.models.upsampling import upsample

LAYOUTS = [torch.contiguous_format, torch.channels_last]
SIZES = [((12, 40), (96, 320)), ((5, 7), (37, 61)), ((4, 4), (32, 32)), ((3, 5), (3, 5))]


def theirs(maps: Tensor, size: tuple[int, int]) -> Tensor:
    return F.interpolate(maps, size=size, mode="bilinear", align_corners=True)


def gradient(larger: Tensor, maps: Tensor) -> Tensor:
    """The maps' gradient of a sum in which every upsampled pixel has a weight of its own."""
    weights = torch.rand(larger.shape, generator=torch.Generator().manual_seed(1))
    return torch.autograd.grad((larger * weights).sum(), maps)[0]


@pytest.mark.parametrize(("before", "after"), SIZES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_values_and_gradients_are_pytorchs(
    before: tuple[int, int], after: tuple[int, int], layout: torch.memory_format
) -> None:
    maps = torch.rand(2, 3, *before).contiguous(memory_format=layout).requires_grad_()
    assert torch.equal(upsample(maps, after), theirs(maps, after))
    ours, reference = (gradient(f(maps, after), maps) for f in (upsample, theirs))
    assert ((ours - reference).abs() / reference.abs()).max() < 1e-5
    assert (ours - reference).norm() / reference.norm() < 1e-6


def test_the_gradient_is_the_derivative() -> None:
    maps = torch.rand(1, 2, 3, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda values: upsample(values, (7, 10)), (maps,))


def test_a_backward_pass_under_autocast_stays_exact() -> None:
    maps = torch.rand(1, 3, 12, 40, requires_grad=True)
    plain = gradient(upsample(maps, (96, 320)), maps)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.equal(gradient(upsample(maps, (96, 320)), maps), plain)


def test_no_pytorch_kernel_takes_the_gradient() -> None:
    maps = torch.rand(1, 2, 4, 4, requires_grad=True)
    larger = upsample(maps, (32, 32))
    with torch.profiler.profile() as seen:
        larger.sum().backward()
    assert not any("backward" in e.key and "upsample" in e.key for e in seen.key_averages())
