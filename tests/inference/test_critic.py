"""What the output discriminators of a checkpoint believe of a prediction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from gioada.inference.critic import Critic, critic_of
from gioada.inference.predictor import Predictor, predictor_of
from gioada.models.card import read_card
from gioada.models.checkpoint import export
from tests.shelf import CARD
from tests.tiny import objective, reading

CPU = torch.device("cpu")
IMAGE = np.random.default_rng(0).integers(0, 256, (64, 128, 3), np.uint8)


def exported(folder: Path, method: str, form: str = "log") -> tuple[Predictor, Critic]:
    """The networks of a method after an export, its discriminators' form recorded in the card."""
    networks = objective(reading(method, output_gan=form))
    card = replace(CARD, experiment={"method": {"readings": {"output_gan": form}}})
    card = export(folder, card, {**networks.generators, **networks.discriminators})
    critic = critic_of(read_card(folder), CPU)
    assert critic is not None
    return predictor_of(card, CPU), critic


def test_the_sigmoid_of_the_score_patch_by_patch(tmp_path: Path) -> None:
    predictor, critic = exported(tmp_path / "joint", "joint")
    assert critic.names == ["output-labels-depth"]
    seen = predictor.raw(IMAGE, long_side=128)
    believed = critic.belief(seen, (64, 128))
    assert believed.shape == (64, 128) and believed.dtype == np.float32
    with torch.inference_mode():
        maps = torch.cat([seen.labels.softmax(1), seen.depth], 1)
        scores = critic.network["output-labels-depth"](maps)[0, 0]
    assert tuple(scores.shape) == (2, 4)
    np.testing.assert_allclose(believed[::32, ::32], 1 / (1 + np.exp(-scores.numpy())), rtol=1e-5)
    np.testing.assert_array_equal(believed[:32, :32], believed[0, 0])


def test_of_two_discriminators_the_mean_or_one_by_name(tmp_path: Path) -> None:
    predictor, critic = exported(tmp_path / "sep", "sep")
    seen = predictor.raw(IMAGE)
    both = [critic.belief(seen, (64, 128), name=name) for name in critic.names]
    assert critic.names == ["output-labels", "output-depth"]
    assert (both[0] != both[1]).any()
    np.testing.assert_allclose(critic.belief(seen, (64, 128)), (both[0] + both[1]) / 2, atol=1e-6)
    with pytest.raises(ValueError, match="no discriminator 'output-sky'"):
        critic.belief(seen, (64, 128), name="output-sky")


def test_least_squares_scores_are_beliefs_themselves(tmp_path: Path) -> None:
    predictor, critic = exported(tmp_path / "joint", "joint", "least-squares")
    network = critic.network["output-labels-depth"]
    with torch.no_grad():
        for weight in network.parameters():
            weight.zero_()
        list(network.parameters())[-1].fill_(0.75)
    np.testing.assert_allclose(critic.belief(predictor.raw(IMAGE), (8, 8)), 0.75)


def test_checkpoints_without_discriminators_have_no_critic(tmp_path: Path) -> None:
    networks = objective("na")
    card = export(tmp_path / "na", CARD, {**networks.generators, **networks.discriminators})
    assert card.critics == {} and critic_of(card, CPU) is None
