"""G_task: counts of networks with four summed branches, sizes, and that all branches learn."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from gioada.models.spec import Networks, TaskSpec
from gioada.models.task import TaskNetwork
from tests.tiny import TASK

SMALL = TaskNetwork(TASK)


@pytest.mark.parametrize(
    ("num_classes", "count"),
    [(10, 29_278_060), (13, 29_388_664), (16, 29_499_268), (19, 29_609_872)],
)
def test_the_full_network_has_the_parameters_of_deeplab(num_classes: int, count: int) -> None:
    with torch.device("meta"):
        network = TaskNetwork(TaskSpec(num_classes=num_classes))
    assert sum(weight.numel() for weight in network.parameters()) == count
    assert sum(weight.numel() for weight in network.backbone.parameters()) == 14_714_688
    assert sum(weight.numel() for weight in network.depth.parameters()) == 36_868


def test_the_backbone_is_vgg16_without_its_last_two_pools() -> None:
    layers = TaskNetwork(TASK).backbone
    convolutions = [layer for layer in layers if isinstance(layer, nn.Conv2d)]
    assert len(convolutions) == 13
    assert [layer.dilation[0] for layer in convolutions] == 10 * [1] + 3 * [2]
    assert sum(isinstance(layer, nn.MaxPool2d) for layer in layers) == 3


@settings(max_examples=10, deadline=None)
@given(height=st.integers(32, 60), width=st.integers(32, 60))
def test_predictions_have_the_images_size(height: int, width: int) -> None:
    with torch.inference_mode():
        prediction = SMALL(torch.rand(2, 3, height, width) * 2 - 1)
    assert prediction.labels.shape == (2, 10, height, width)
    assert prediction.depth.shape == (2, 1, height, width)


@pytest.mark.parametrize(
    ("size", "features"),
    [((375, 1242), (46, 155)), ((512, 1024), (64, 128)), ((360, 480), (45, 60))],
)
def test_the_output_stride_is_8(size: tuple[int, int], features: tuple[int, int]) -> None:
    network = TaskNetwork(replace(TASK, width=1, features=1))
    with torch.inference_mode():
        assert network.shared(network.backbone(torch.zeros(1, 3, *size))).shape[-2:] == features


@pytest.mark.parametrize("head", ["labels", "depth"])
def test_all_four_dilated_branches_learn(head: str) -> None:
    torch.manual_seed(0)
    network = TaskNetwork(TASK)
    prediction = network(torch.rand(1, 3, 64, 96) * 2 - 1)
    getattr(prediction, head).square().sum().backward()
    branches = getattr(network, head).branches
    assert [branch.dilation[0] for branch in branches] == [6, 12, 18, 24]
    assert all(branch.weight.grad.abs().sum() > 0 for branch in branches)


def test_the_heads_share_their_features_and_nothing_after_them() -> None:
    torch.manual_seed(0)
    network = TaskNetwork(TASK)
    network(torch.rand(1, 3, 32, 64)).depth.sum().backward()
    assert network.labels.branches[0].weight.grad is None
    assert network.backbone[0].weight.grad.abs().sum() > 0


def test_depth_is_in_0_to_1_unless_linear() -> None:
    image = torch.rand(1, 3, 32, 64)
    network = TaskNetwork(TASK)
    linear = TaskNetwork(replace(TASK, depth_activation="linear"))
    for branch in (*network.depth.branches, *linear.depth.branches):
        nn.init.constant_(branch.bias, 100.0)
    assert network(image).depth.max() <= 1
    assert linear(image).depth.min() > 1


def test_images_are_brought_to_imagenets_mean_and_deviation() -> None:
    network, seen = TaskNetwork(TASK), []
    network.backbone[0].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    grey = torch.zeros(1, 3, 32, 32)  # 0.5 as torchvision counts
    network(grey)
    expected = [(0.5 - 0.485) / 0.229, (0.5 - 0.456) / 0.224, (0.5 - 0.406) / 0.225]
    assert seen[0][0, :, 0, 0].tolist() == pytest.approx(expected, rel=1e-5)


def test_the_small_network_has_a_quarter_of_the_width() -> None:
    full, small = (Networks(size=size).task(10, (96, 320)) for size in ("full", "small"))
    assert (full.width, full.features) == (4 * small.width, 4 * small.features) == (64, 1024)
