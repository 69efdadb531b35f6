"""The deterministic pool computes what PyTorch's does, there and back."""

import pytest
import torch
from torch.nn import functional as F

from gioada.models.pooling import MaxPool2x2


@pytest.fixture
def deterministic():
    before = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(True)
    yield
    torch.use_deterministic_algorithms(before)


@pytest.mark.usefixtures("deterministic")
@pytest.mark.parametrize("size", [(6, 8), (7, 9)])
def test_values_and_gradients_are_pytorchs(size: tuple[int, int]) -> None:
    maps = torch.randn(2, 3, *size, requires_grad=True)
    weights = torch.randn(2, 3, size[0] // 2, size[1] // 2)
    ours = MaxPool2x2(2)(maps)
    (gradient,) = torch.autograd.grad((ours * weights).sum(), maps)
    theirs = F.max_pool2d(maps, 2)
    (expected,) = torch.autograd.grad((theirs * weights).sum(), maps)
    torch.testing.assert_close(ours, theirs, rtol=0, atol=0)
    torch.testing.assert_close(gradient, expected, rtol=0, atol=0)
