"""What a teacher says, on pixels that can be counted on one hand."""

from __future__ import annotations

from math import log

import pytest
import torch

from gioada.losses.distillation import distillation_loss


def logits(*pixels: tuple[float, float]) -> torch.Tensor:
    """1 2 1 W logits of two classes with these probabilities, W pixels."""
    return torch.tensor(pixels).log().T[None, :, None].requires_grad_()


def test_it_is_the_divergence_from_the_teacher_mean_over_pixels() -> None:
    taught, learnt = logits((0.5, 0.5), (0.9, 0.1)), logits((0.25, 0.75), (0.9, 0.1))
    expected = 0.5 * log(0.5 / 0.25) + 0.5 * log(0.5 / 0.75)  # the second pixel agrees
    assert distillation_loss(learnt, taught, 1.0).item() == pytest.approx(expected / 2, rel=1e-5)


def test_temperature_softens_both_and_keeps_the_size() -> None:
    # Logits 2 log(3) and 0 at temperature 2 are log(3) and 0: 3/4 and 1/4; and 1/2 each.
    taught, learnt = torch.zeros(1, 2, 1, 1), torch.zeros(1, 2, 1, 1)
    taught[0, 0] = 2 * log(3)
    expected = 0.75 * log(0.75 / 0.5) + 0.25 * log(0.25 / 0.5)
    assert distillation_loss(learnt, taught, 2.0).item() == pytest.approx(4 * expected, rel=1e-5)


def test_who_agrees_has_nothing_to_learn() -> None:
    taught, learnt = logits((0.3, 0.7)), logits((0.3, 0.7))
    loss = distillation_loss(learnt, taught.detach(), 4.0)
    loss.backward()
    assert loss.item() == pytest.approx(0.0, abs=1e-6)
    assert learnt.grad.abs().max() < 1e-6
