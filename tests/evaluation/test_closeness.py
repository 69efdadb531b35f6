"""Kernel distance: by hand, and by what it must do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from gioada.evaluation.closeness import between, distance, floor, kernel_distance
from gioada.inference.predictor import Predictor, load_predictor
from gioada.models.task import TaskNetwork
from gioada.street.demo.world import Domain, render
from tests.shelf import CARD
from tests.tiny import TASK

BUNDLED = Path(__file__).resolve().parents[2] / "checkpoints"


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


def test_two_halves_of_the_target_are_the_floor() -> None:
    generator = np.random.default_rng(0)
    target, others = generator.normal(size=(60, 8)), generator.normal(size=(60, 8)) + 1
    lowest = floor(target)
    assert abs(lowest.value) < lowest.deviation
    assert between(others, target).value > lowest.value + 3 * lowest.deviation
    with pytest.raises(ValueError, match="at least four"):
        floor(target[:3])


@pytest.mark.slow
def test_another_domain_is_further_away_than_other_frames_of_the_same() -> None:
    def frames(domain: Domain, first: int) -> list[np.ndarray]:
        return [
            render(domain, seed=0, index=first + i, height=48, width=96).image for i in range(24)
        ]

    judge, target = load_predictor(BUNDLED / "na-demo"), frames("target", 0)
    near = distance(judge, frames("target", 50), target)
    far = distance(judge, frames("source", 0), target)
    assert far.value > 3 * abs(near.value)
    assert far.value > 2 * far.deviation > 0


def test_too_few_images_are_told() -> None:
    judge = untrained_judge()
    with pytest.raises(ValueError, match="at least four"):
        distance(judge, [np.zeros((32, 64, 3), np.uint8)], [])
