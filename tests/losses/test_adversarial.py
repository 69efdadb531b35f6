"""Equations (1) and (4) against logarithms of probabilities, written out."""

from __future__ import annotations

from math import log

import pytest
import torch
from torch import Tensor

from gioada.losses.adversarial import accuracy, discriminator_loss, generator_loss


def score(*probabilities: float) -> Tensor:
    """Raw scores at which the discriminator says these probabilities of the target."""
    return torch.tensor([log(p / (1 - p)) for p in probabilities], requires_grad=True)


TARGET, SOURCE = score(0.8, 0.6), score(0.3, 0.9)
RAW_TARGET = torch.tensor([2.0, -0.5])
RAW_SOURCE = torch.tensor([-3.0, 0.25])


@pytest.mark.parametrize("form", ["log", "saturating"])
def test_the_discriminator_maximises_both_log_likelihoods(form: str) -> None:
    expected = -(log(0.8) + log(0.6)) / 2 - (log(0.7) + log(0.1)) / 2
    loss = discriminator_loss(TARGET, SOURCE, form)  # type: ignore[arg-type]
    assert loss.item() == pytest.approx(expected, rel=1e-5)


def test_the_other_forms_of_the_discriminator() -> None:
    squares = 0.5 * ((1.0**2 + 1.5**2) / 2 + (3.0**2 + 0.25**2) / 2)
    assert discriminator_loss(RAW_TARGET, RAW_SOURCE, "least-squares").item() == squares
    hinge = (0.0 + 1.5) / 2 + (0.0 + 1.25) / 2
    assert discriminator_loss(RAW_TARGET, RAW_SOURCE, "hinge").item() == hinge


@pytest.mark.parametrize(
    ("form", "towards", "expected"),
    [
        ("log", "target", -(log(0.3) + log(0.9)) / 2),
        ("log", "source", -(log(0.7) + log(0.1)) / 2),
        ("saturating", "target", (log(0.7) + log(0.1)) / 2),
        ("saturating", "source", (log(0.3) + log(0.9)) / 2),
    ],
)
def test_the_generators_log_likelihoods(form: str, towards: str, expected: float) -> None:
    loss = generator_loss(SOURCE, form, towards=towards)  # type: ignore[arg-type]
    assert loss.item() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("form", "towards", "expected"),
    [
        ("least-squares", "target", (4.0**2 + 0.75**2) / 2),
        ("least-squares", "source", (3.0**2 + 0.25**2) / 2),
        ("hinge", "target", (3.0 - 0.25) / 2),
        ("hinge", "source", (-3.0 + 0.25) / 2),
    ],
)
def test_the_other_forms_of_the_generator(form: str, towards: str, expected: float) -> None:
    loss = generator_loss(RAW_SOURCE, form, towards=towards)  # type: ignore[arg-type]
    assert loss.item() == expected


@pytest.mark.parametrize("form", ["log", "saturating", "least-squares", "hinge"])
@pytest.mark.parametrize("towards", ["target", "source"])
def test_every_form_moves_the_scores_to_the_other_side(form: str, towards: str) -> None:
    scores = torch.zeros(3, requires_grad=True)
    if form == "least-squares":
        scores = torch.full((3,), 0.5, requires_grad=True)
    generator_loss(scores, form, towards=towards).backward()  # type: ignore[arg-type]
    assert (scores.grad < 0).all() if towards == "target" else (scores.grad > 0).all()


def test_the_literal_form_has_a_weaker_gradient_where_the_discriminator_wins() -> None:
    gradients = {}
    for form in ("log", "saturating"):
        scores = score(0.01)
        generator_loss(scores, form, towards="target").backward()  # type: ignore[arg-type]
        gradients[form] = scores.grad.item()
    assert gradients["log"] == pytest.approx(-0.99, rel=1e-4)
    assert gradients["saturating"] == pytest.approx(-0.01, rel=1e-4)


def test_sure_scores_do_not_overflow() -> None:
    sure = torch.tensor([1e4, -1e4])
    assert torch.isfinite(discriminator_loss(sure, sure, "log"))
    assert generator_loss(torch.tensor([-1e4]), "log", towards="target").item() == 1e4


def test_accuracy_is_the_share_of_right_patches() -> None:
    assert accuracy(RAW_TARGET, RAW_SOURCE, "log").item() == 0.5  # 2 and -3 are right
    assert accuracy(torch.tensor([0.7]), torch.tensor([0.3]), "least-squares").item() == 1.0
    assert accuracy(torch.tensor([0.4]), torch.tensor([0.3]), "least-squares").item() == 0.5
    # A discriminator that always says the same is not above chance.
    assert accuracy(torch.zeros(4), torch.zeros(4), "log").item() == 0.5
