"""Each network has an optimiser of its own: rate, momentum, and for the task network its kind."""

from __future__ import annotations

import pytest
import torch

from gioada.training.optimisers import SCHEDULES, make_optimisers, rate_factor, rates, set_rates
from gioada.training.spec import Training
from tests.tiny import objective

RATES = Training(lr_task=1e-5, lr_translator=2e-5, lr_image=3e-5, lr_output=4e-5)


def test_every_network_has_its_own_rate_and_momentum() -> None:
    optimisers = make_optimisers(objective("both"), RATES)
    groups = {name: optimiser.param_groups[0] for name, optimiser in optimisers.items()}
    assert {name: (group["lr"], group["betas"]) for name, group in groups.items()} == {
        "task": (1e-5, (0.9, 0.999)),
        "translator": (2e-5, (0.5, 0.999)),
        "image": (3e-5, (0.5, 0.999)),
        "output-labels-depth": (4e-5, (0.9, 0.99)),
    }
    cyclegan = rates(make_optimisers(objective("cg"), RATES))
    assert cyclegan == {
        "task": 1e-5,
        "translator": 2e-5,
        "back": 2e-5,
        "image": 3e-5,
        "back_image": 3e-5,
    }


def test_a_method_without_a_translator_optimises_none() -> None:
    assert make_optimisers(objective("na"), RATES).keys() == {"task"}


def test_a_schedule_multiplies_the_first_rate_each_time() -> None:
    optimisers = make_optimisers(objective("na"), RATES)
    for factor in (0.5, 0.5, 0.25):
        set_rates(optimisers, factor)
    assert rates(optimisers) == {"task": 2.5e-6}


def test_adaptsegnets_optimiser_is_there_for_the_task_network_alone() -> None:
    training = Training(optimiser_task="sgd", lr_task=2.5e-4)
    optimisers = make_optimisers(objective("both"), training)
    group = optimisers["task"].param_groups[0]
    assert isinstance(optimisers["task"], torch.optim.SGD)
    assert (group["lr"], group["momentum"], group["weight_decay"]) == (2.5e-4, 0.9, 5e-4)
    assert isinstance(optimisers["translator"], torch.optim.Adam)


@pytest.mark.parametrize(
    ("schedule", "factors"),
    [
        ("constant", [1.0, 1.0, 1.0, 1.0]),
        ("poly", [1.0, 0.75**0.9, 0.5**0.9, 0.25**0.9]),
        ("linear", [1.0, 1.0, 1.0, 0.5]),
    ],
)
def test_factors_over_four_steps(schedule: str, factors: list[float]) -> None:
    assert [rate_factor(schedule, step, 4) for step in range(4)] == pytest.approx(factors)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_rates_never_rise_and_never_end(schedule: str) -> None:
    factors = [rate_factor(schedule, step, 97) for step in range(97)]
    assert factors == sorted(factors, reverse=True)
    assert factors[0] == 1.0 and factors[-1] > 0.0
