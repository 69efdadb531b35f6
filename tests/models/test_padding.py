"""Our reflection against PyTorch's: values, gradients, layouts."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from gioada.models.padding import ReflectionPad2d, Sides, reflect

LAYOUTS = [torch.contiguous_format, torch.channels_last]


def gradient(padded: Tensor, maps: Tensor) -> Tensor:
    """The maps' gradient of a sum in which every padded pixel has a weight of its own."""
    draw = torch.Generator().manual_seed(1)
    weights = torch.rand(padded.shape, generator=draw, dtype=torch.float64).to(padded.dtype)
    weights = torch.empty_like(padded).copy_(weights)  # the gradient comes in its maps' layout
    return torch.autograd.grad((padded * weights).sum(), maps)[0]


@settings(max_examples=40, deadline=None)
@given(
    height=st.integers(5, 9),
    width=st.integers(5, 9),
    sides=st.tuples(*[st.integers(0, 4)] * 4),
    layout=st.sampled_from(LAYOUTS),
)
def test_values_and_gradients_are_pytorchs(
    height: int, width: int, sides: Sides, layout: torch.memory_format
) -> None:
    maps = torch.rand(2, 3, height, width, dtype=torch.float64)
    maps = maps.contiguous(memory_format=layout).requires_grad_()
    ours, theirs = reflect(maps, sides), F.pad(maps, sides, mode="reflect")
    assert torch.equal(ours, theirs)
    torch.testing.assert_close(gradient(ours, maps), gradient(theirs, maps))


@pytest.mark.parametrize("sides", [(1, 1, 1, 1), (3, 3, 3, 3), (0, 2, 0, 1)])
def test_the_gradient_is_the_derivative(sides: Sides) -> None:
    maps = torch.rand(1, 2, 4, 5, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda values: reflect(values, sides), (maps,))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_and_type_stay(dtype: torch.dtype, layout: torch.memory_format) -> None:
    maps = torch.rand(2, 8, 6, 7, dtype=dtype).contiguous(memory_format=layout).requires_grad_()
    padded = ReflectionPad2d(3)(maps)
    back = gradient(padded, maps)
    for values in (padded, back):
        assert values.dtype == dtype
        assert values.is_contiguous(memory_format=layout)
    tolerance = {torch.float32: 1e-6, torch.bfloat16: 1e-2}[dtype]
    theirs = gradient(torch.nn.ReflectionPad2d(3)(maps), maps)
    torch.testing.assert_close(back, theirs, rtol=tolerance, atol=tolerance)


def test_no_pytorch_kernel_takes_the_gradient() -> None:
    maps = torch.rand(1, 2, 8, 8, requires_grad=True)
    padded = reflect(maps, (1, 1, 1, 1))
    with torch.profiler.profile() as seen:
        padded.sum().backward()
    assert not any("reflection_pad" in event.key for event in seen.key_averages())


def test_nothing_to_pad_is_no_copy() -> None:
    maps = torch.rand(1, 3, 4, 4)
    assert reflect(maps, (0, 0, 0, 0)) is maps
