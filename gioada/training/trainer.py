"""The loop: one for every method, on any device."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gioada.data.labels import VOID
from gioada.methods.forward import Batch, Pass
from gioada.methods.objective import Objective
from gioada.methods.spec import Phase
from gioada.training import checkpoint
from gioada.training.journal import Journal
from gioada.training.runtime import Runtime
from gioada.training.schedule import rate_factor
from gioada.training.spec import Experiment, Training

Loader = Callable[[int, int], Iterable[Batch]]
"""Batches from one step to another (first step, number of steps), the same ones every time."""


class Trainer:
    """Trains an objective in a run folder; stops between steps when asked and saves first.

    The folder receives ``journal.jsonl`` and ``checkpoints/step-000500``.
    """

    def __init__(
        self, experiment: Experiment, objective: Objective, runtime: Runtime, folder: Path
    ) -> None:
        self.experiment, self.runtime, self.folder = experiment, runtime, folder
        self.objective = objective
        runtime.place(objective)
        self.optimisers = make_optimisers(self.objective, experiment.training)
        self.stopping = False

    @property
    def training(self) -> Training:
        """The run's training options."""
        return self.experiment.training

    @property
    def num_steps(self) -> int:
        """Steps of all phases together."""
        return sum(self._budget(phase) for phase in self.objective.method.phases)

    def stop(self) -> None:
        """Ask to stop: the step in progress is finished and saved."""
        self.stopping = True

    def run(self, load: Loader, report: Callable[[dict[str, Any]], None]) -> int:
        """Train from the newest checkpoint (or the start) to the end; return the last step.

        Args:
            load: gives the batches of a range of steps.
            report: receives every journal line.
        """
        done = checkpoint.load(self.folder / "checkpoints", self.objective, self.optimisers)
        journal = Journal(self.folder / "journal.jsonl", resume_at=done)
        started, step = time.perf_counter(), done
        batches = iter(load(done, self.num_steps - done))
        for phase, within in self._positions(done):
            self.objective.train_only(phase)
            step += 1
            wanted = step % self.training.log_every == 0 or step == self.num_steps
            line = self._step(next(batches), phase, within, measure=wanted)
            if wanted:
                speed = (step - done) / (time.perf_counter() - started)
                line = {"step": step, "phase": phase.name, **line, "steps_per_second": speed}
                journal.write(line)
                report(line)
            if self.stopping or step % self.training.save_every == 0:
                self._save(step)
            if self.stopping:
                return step
        self._save(step)
        return step

    def _positions(self, done: int) -> Iterator[tuple[Phase, int]]:
        """Every remaining step as its phase and its position within the phase."""
        skip = done
        for phase in self.objective.method.phases:
            budget = self._budget(phase)
            for within in range(min(skip, budget), budget):
                yield phase, within
            skip = max(0, skip - budget)

    def _budget(self, phase: Phase) -> int:
        return getattr(self.training, phase.budget)

    def _step(self, batch: Batch, phase: Phase, within: int, *, measure: bool) -> dict[str, Any]:
        factor = rate_factor(self.training.schedule, within, self._budget(phase))
        batch = Batch(*(self.runtime.tensor(values) for values in batch))
        with self.runtime.autocast():
            forward = self.objective(batch, phase)
            terms = self.objective.generator_terms(forward)
        self._update("generators", torch.stack(list(terms.values())).sum(), factor)

        self.objective.discriminators.requires_grad_(True)
        with self.runtime.autocast():
            losses, accuracies = self.objective.discriminator_terms(forward)
        if losses:
            self._update("discriminators", torch.stack(list(losses.values())).sum(), factor)
        self.objective.update_average(self.training.average, within)
        return self._measures(forward, terms, losses, accuracies) if measure else {}

    def _update(self, side: str, loss: Tensor, factor: float) -> None:
        if not torch.isfinite(loss):
            raise FloatingPointError(
                f"the loss of the {side} is {loss.item()}: training cannot go on. Start a new run "
                "with lower learning rates."
            )
        optimiser = self.optimisers[side]
        for group in optimiser.param_groups:
            group["lr"] = group["initial_lr"] * factor
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()

    @torch.no_grad()
    def _measures(
        self, forward: Pass, terms: dict, losses: dict, accuracies: dict
    ) -> dict[str, Any]:
        """Every term, discriminator accuracies, and the leak watch: raw against translated."""
        line: dict[str, Any] = {"terms": _numbers(terms), "discriminators": _numbers(losses)}
        line["discriminator_accuracy"] = _numbers(accuracies)
        line["lr"] = self.optimisers["generators"].param_groups[0]["lr"]
        if "segmentation" in terms:
            with self.runtime.autocast():
                views = {view: forward.prediction(view).labels for view in ("translated", "raw")}
            labels = forward.batch.labels
            line["task_accuracy"] = {
                view: pixel_accuracy(logits, labels) for view, logits in views.items()
            }
        return line

    def _save(self, step: int) -> None:
        folder = self.folder / "checkpoints"
        checkpoint.save(folder, step, self.objective, self.optimisers, keep=self.training.keep)


def make_optimisers(objective: Objective, training: Training) -> dict[str, torch.optim.Optimizer]:
    """Adam for either side, with one parameter group, hence one rate, per network."""
    rates = {**asdict(training), "lr_back": training.lr_translator}

    def group(network: torch.nn.Module, rate: str, betas: tuple[float, float]) -> dict:
        parameters = list(network.parameters())
        return {"params": parameters, "lr": rates[rate], "initial_lr": rates[rate], "betas": betas}

    gan, task, output = (0.5, 0.999), (0.9, 0.999), (0.9, 0.99)
    generators = [
        group(network, f"lr_{name}", task if name == "task" else gan)
        for name, network in objective.generators.items()
        if list(network.parameters())
    ]
    discriminators = [
        group(network, "lr_output", output)
        if name.startswith("output")
        else group(network, "lr_image", gan)
        for name, network in objective.discriminators.items()
    ]
    optimisers: dict[str, torch.optim.Optimizer] = {"generators": torch.optim.Adam(generators)}
    if discriminators:
        optimisers["discriminators"] = torch.optim.Adam(discriminators)
    return optimisers


def pixel_accuracy(logits: Tensor, labels: Tensor) -> float:
    """Share of the labelled pixels whose class is predicted, in [0, 1]."""
    valid = labels != VOID
    hits = (logits.argmax(1) == labels) & valid
    return (hits.sum() / valid.sum().clamp(min=1)).item()


def _numbers(values: dict[str, Tensor]) -> dict[str, float]:
    return {name: value.item() for name, value in values.items()}
