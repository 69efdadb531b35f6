"""Kernel distance: by hand, and by what it must do."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gioada.evaluation.closeness import distance, kernel_distance
from gioada.inference.predictor import Predictor
from gioada.models.task import TaskNetwork
from tests.shelf import CARD
from tests.tiny import TASK


def untrained_judge() -> Predictor:
    torch.manual_seed(0)
    return Predictor(CARD, TaskNetwork(TASK).eval())


def test_by_hand() -> None:
    first, second = np.array([[0.0], [1.0]]), np.array([[2.0], [-1.0]])
    # k(x, y) = (x y + 1)^3. Within: k(0,1) = 1; k(2,-1) = -1. Across: 1, 1, 27, 0, mean 7.25.
    assert kernel_distance(first, second) == pytest.approx(1 - 1 - 2 * 7.25)


def test_one_domain_is_at_no_distance_and_two_are() -> None:
    generator = np.random.default_rng(0)
    same = [generator.normal(size=(200, 8)) for _ in range(2)]
    assert abs(kernel_distance(*same)) < 0.1
    assert kernel_distance(same[0], same[1] + 1) > 1


def test_darker_pictures_are_further_away() -> None:
    judge = untrained_judge()
    generator = np.random.default_rng(1)
    target = [generator.integers(100, 255, (32, 64, 3), np.uint8) for _ in range(8)]
    near = [generator.integers(100, 255, (32, 64, 3), np.uint8) for _ in range(8)]
    far = [picture // 4 for picture in near]
    assert distance(judge, far, target).value > 3 * abs(distance(judge, near, target).value)
    assert distance(judge, far, target).deviation > 0


def test_too_few_images_are_told() -> None:
    judge = untrained_judge()
    with pytest.raises(ValueError, match="at least four"):
        distance(judge, [np.zeros((32, 64, 3), np.uint8)], [])
