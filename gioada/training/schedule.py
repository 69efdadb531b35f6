"""The learning rate as a pure function of the position in a phase."""

from __future__ import annotations

SCHEDULES = {
    "constant": lambda t: 1.0,
    "poly": lambda t: (1.0 - t) ** 0.9,
    "linear": lambda t: min(1.0, 2.0 * (1.0 - t)),
}


def rate_factor(schedule: str, step: int, steps: int, warmup: int = 0) -> float:
    """Factor on the initial rate at a step (0 .. steps - 1) of a phase; in (0, 1].

    Over the first ``warmup`` steps it rises linearly to what the schedule says.
    """
    return SCHEDULES[schedule](step / steps) * min(1.0, (step + 1) / (warmup + 1))
