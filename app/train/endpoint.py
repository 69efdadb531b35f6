"""The runs for programs: ``/runs``."""

from __future__ import annotations

from typing import Any

from app.train.runs import listed
from gioada.training.watch import RunState


def runs() -> list[dict[str, Any]]:
    """The training runs that the page shows, the most recently started first.

    Returns:
        An object for each run: name, state (waiting, starting, running, stopping, done, stopped,
        failed, refused, interrupted or damaged), preset, pair, seed, step, steps, seconds_left
        (null if it does not run), health (a sentence), checkpoint (step of the newest one, 0 if
        there is none), and validation (the newest scores by name).
    """
    return [plain(run) for run in listed()]


def plain(run: RunState) -> dict[str, Any]:
    """A run as plain values, without any path."""
    return {
        "name": run.name,
        "state": run.state,
        "preset": run.preset,
        "pair": run.pair,
        "seed": run.seed,
        "step": run.step,
        "steps": run.steps,
        "seconds_left": run.seconds_left,
        "health": run.health,
        "checkpoint": run.checkpoint,
        "validation": run.validation,
    }
