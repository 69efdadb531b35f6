"""The three schedules by hand."""

from __future__ import annotations

import pytest

from gioada.training.schedule import SCHEDULES, rate_factor


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
