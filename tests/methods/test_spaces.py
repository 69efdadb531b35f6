"""What a discriminator of outputs is shown."""

from __future__ import annotations

import torch

from gioada.methods.spaces import num_channels, space_name, stack
from gioada.models.task import Prediction

PREDICTION = Prediction(
    labels=torch.randn(2, 10, 4, 6, requires_grad=True),
    depth=torch.rand(2, 1, 4, 6, requires_grad=True),
)


def test_the_joint_space_is_probabilities_and_then_depth() -> None:
    maps = stack(PREDICTION, ("labels", "depth"))
    assert maps.shape == (2, 11, 4, 6) == (2, num_channels(("labels", "depth"), 10), 4, 6)
    torch.testing.assert_close(maps[:, :10].sum(1), torch.ones(2, 4, 6))
    assert torch.equal(maps[:, 10:], PREDICTION.depth)


def test_a_space_of_one_map_has_its_channels_alone() -> None:
    assert torch.equal(stack(PREDICTION, ("depth",)), PREDICTION.depth)
    assert torch.equal(stack(PREDICTION, ("labels",)), PREDICTION.labels.softmax(1))
    assert [num_channels(space, 16) for space in (("labels",), ("depth",))] == [16, 1]


def test_both_heads_are_reached_through_the_joint_space() -> None:
    maps = stack(PREDICTION, ("labels", "depth"))
    labels, depth = torch.autograd.grad(maps.square().sum(), PREDICTION)
    assert labels.abs().sum() > 0 and depth.abs().sum() > 0


def test_discriminators_are_named_by_their_space() -> None:
    assert space_name(("labels", "depth")) == "output-labels-depth"
    assert space_name(("depth",)) == "output-depth"
