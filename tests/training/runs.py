"""Runs in memory: a trainer on noise, and an observer that keeps what it is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from gioada.methods.objective import Objective
from gioada.methods.spec import Method
from gioada.training.checkpoint import Head, Restored
from gioada.training.folder import Request, RunFolder
from gioada.training.journal import Journal
from gioada.training.runtime import Runtime
from gioada.training.trainer import Trainer, make_budgets
from tests.tiny import experiment, memory_loader, objective

CPU = Runtime(torch.device("cpu"), channels_last=True)
FRAMES = {"source": 5, "target": 3}


class Notes:
    """Keeps a journal and what else a trainer tells."""

    def __init__(self, folder: Path, react: Callable[[dict[str, Any]], None] | None = None) -> None:
        self.journal, self.react = Journal(folder / "journal.jsonl"), react
        self.restored: Restored | None = None
        self.requests: list[frozenset[Request]] = []
        self.saved_at: list[int] = []
        self.sampled_at: list[int] = []
        self.validated_at: list[int] = []

    def starts(self, restored: Restored | None) -> None:
        self.restored = restored
        self.journal.cut(restored.head.step if restored else 0)

    def line(self, line: dict[str, Any]) -> None:
        self.journal.write(line)
        if self.react:
            self.react(line)

    def asked(self, requests: frozenset[Request]) -> None:
        self.requests.append(requests)

    def saved(self, head: Head) -> None:
        self.saved_at.append(head.step)

    def sample(self, step: int) -> None:
        self.sampled_at.append(step)

    def validate(self, step: int) -> None:
        self.validated_at.append(step)


def make_trainer(
    folder: Path,
    method: str | Method,
    *,
    runtime: Runtime = CPU,
    seed: int = 0,
    change: Callable[[Objective], None] = lambda _: None,
    **options: Any,
) -> Trainer:
    """A trainer over the smallest networks, from fixed weights."""
    folder.mkdir(exist_ok=True)
    run = experiment(method, **options)
    networks = objective(method, seed=seed)
    change(networks)
    budgets = make_budgets(run.method, run.training, FRAMES)
    return Trainer(networks, run.training, budgets, runtime, RunFolder(folder))


def train(
    folder: Path, method: str | Method, *, stop_at: int | None = None, workers: int = 0, **made: Any
) -> tuple[Trainer, Notes]:
    """Train in a folder, from what is there, up to the end or to a step where it is stopped."""
    # A resumed run must not depend on the state that its process is in.
    torch.manual_seed(len(list(folder.glob("*"))) if folder.exists() else 99)
    trainer = make_trainer(folder, method, **made)

    def react(line: dict[str, Any]) -> None:
        if line["step"] == stop_at:
            trainer.control.stop()

    notes = Notes(folder, react)
    trainer.run(memory_loader(workers=workers), notes)
    return trainer, notes


def weights(module: Objective) -> dict[str, torch.Tensor]:
    """Every parameter, averages included, by name."""
    return {name: weight.detach().clone() for name, weight in module.named_parameters()}


def differences(first: Objective, second: Objective) -> list[str]:
    """Names of the parameters that are not the same to the last bit."""
    ours, theirs = weights(first), weights(second)
    assert ours.keys() == theirs.keys()
    return [name for name in ours if not torch.equal(ours[name], theirs[name])]
