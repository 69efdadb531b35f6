"""Self-training: pseudo-labels and their trust, what is pasted and hidden, and whom it teaches."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from gioada.losses.supervised import segmentation_loss
from gioada.methods.presets import find
from gioada.methods.self_training import (
    change_colours,
    half_of_the_classes,
    hide_patches,
    pseudo_labels,
    turn_hue,
)
from gioada.methods.spec import SelfTraining
from gioada.training.spec import Experiment, Training
from tests.tiny import objective, random_batch

PRESETS = ["st", "joint+st", "both+st"]


def test_an_image_is_trusted_by_its_share_of_sure_pixels() -> None:
    logits = torch.zeros(2, 3, 1, 4)
    logits[0, 1, 0, :3] = 10.0  # 3 of 4 pixels with probability above 0.99
    labels, trust = pseudo_labels(logits, 0.968)
    assert labels[0, 0, :3].tolist() == [1, 1, 1]
    assert trust.tolist() == [0.75, 0.0]


def test_half_of_the_classes_is_pasted_and_void_never() -> None:
    torch.manual_seed(0)
    labels = torch.tensor([[[0, 1, 2, 255], [0, 1, 2, 255]]], dtype=torch.uint8)
    for _ in range(10):
        mask = half_of_the_classes(labels)
        assert not mask[0, :, 3].any()
        assert mask[0, 0].tolist() == mask[0, 1].tolist()  # whole classes
        assert mask[0, 0].sum() == 2  # two of three
    nothing = torch.full((1, 2, 2), 255, dtype=torch.uint8)
    assert not half_of_the_classes(nothing).any()


def test_hidden_patches_are_grey_squares() -> None:
    torch.manual_seed(0)
    hidden = hide_patches(torch.ones(1, 3, 70, 100), 0.5, 32)
    assert set(hidden.unique().tolist()) == {0.0, 1.0}
    assert len(hidden[0, 0, :32, :32].unique()) == 1
    assert torch.equal(hide_patches(torch.ones(1, 3, 8, 8), 0.0, 4), torch.ones(1, 3, 8, 8))


def test_colours_stay_in_range_and_nothing_changes_at_strength_0() -> None:
    torch.manual_seed(0)
    image = torch.rand(2, 3, 16, 16) * 2 - 1
    assert torch.allclose(change_colours(image, 0.0), image, atol=1e-5)
    changed = change_colours(image, 1.0)
    assert changed.shape == image.shape
    assert changed.min() >= -1 and changed.max() <= 1
    assert (changed - image).abs().mean() > 0.02


def test_gradients_go_back_through_colours() -> None:
    torch.manual_seed(0)
    image = (torch.rand(2, 3, 16, 16) - 0.5).requires_grad_()
    change_colours(image, 1.0).sum().backward()
    assert image.grad is not None and image.grad.abs().mean() > 0.1


def test_hues_turn_and_grey_stays() -> None:
    grey = torch.full((3, 2, 2), 0.4)
    assert torch.allclose(turn_hue(grey, 0.3), grey, atol=1e-3)
    red = torch.tensor([1.0, 0.0, 0.0])[:, None, None]
    assert turn_hue(red, 1 / 3).argmax(0).item() != 0
    assert torch.allclose(turn_hue(red, 0.0), red, atol=1e-5)


def test_trust_weighs_pixels_in_the_mean_over_all() -> None:
    logits = torch.zeros(1, 2, 1, 4)
    labels = torch.tensor([[[0, 1, 0, 255]]])
    trust = torch.tensor([[[1.0, 0.5, 0.0, 1.0]]])
    expected = 1.5 * torch.log(torch.tensor(2.0)) / 3
    assert segmentation_loss(logits, labels, trust) == pytest.approx(float(expected))


@pytest.mark.parametrize("name", PRESETS)
def test_it_teaches_the_task_network_alone(name: str) -> None:
    made = objective(name)
    (phase,) = made.method.phases
    assert phase.terms[-1] == "self_training" or "self_training" in phase.terms
    made.train_only(phase)
    made.generator_terms(made(random_batch(), phase))["self_training"].backward()
    taught = {
        network for network, module in made.networks().items()
        if any(p.grad is not None and p.grad.abs().sum() > 0 for p in module.parameters())
    }  # fmt: skip
    assert taught == {"task"}
    assert all(p.grad is None for p in made.average.parameters())


def test_source_pixels_keep_their_true_labels() -> None:
    method = replace(find("st"), self_training=SelfTraining(colours=0.0))
    made = objective(method)
    (phase,) = method.phases
    step, batch = made(random_batch(), phase), random_batch()
    torch.manual_seed(0)
    image, labels, trust = step._pseudo(SelfTraining(colours=0.0))
    pasted = trust == 1.0
    assert pasted.any() and not pasted.all()
    assert torch.equal(labels[pasted], batch.labels[pasted].long())
    where = pasted[:, None].expand_as(image)
    assert torch.equal(image[where], batch.image[where])
    assert torch.equal(image[~where], batch.target[~where])


def test_without_an_average_there_is_nobody_to_learn_from() -> None:
    with pytest.raises(ValueError, match="st learns from the averaged weights"):
        Experiment(method=find("st"), training=Training(average=0.0))
