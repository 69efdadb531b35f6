"""One optimisation step of either side of the game, and its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gioada.data.labels import VOID
from gioada.methods.forward import Batch, Pass
from gioada.methods.leak import false_reads
from gioada.methods.objective import Objective
from gioada.methods.spec import Phase
from gioada.training.optimisers import Optimisers, make_optimisers, rates, set_rates
from gioada.training.runtime import Runtime
from gioada.training.spec import Training

Measures = dict[str, dict[str, Tensor]]


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a step stands."""

    step: int
    """From 0, over all phases."""
    phase: Phase
    within: int
    """Position within the phase, from 0."""
    factor: float
    """On every learning rate."""


class Stepper:
    """The networks with their optimisers; it turns micro-batches into one step at a time.

    A step's random numbers (noise, image pool, dropout) are drawn from the seed, the step and
    the micro-batch, so that no generator's state needs to be kept, and what is measured, or how
    often, does not change a run.
    """

    def __init__(self, objective: Objective, training: Training, runtime: Runtime) -> None:
        self.objective, self.training, self.runtime = objective, training, runtime
        runtime.place(objective)
        if training.compile:
            for network in objective.networks().values():
                network.compile(dynamic=False)
        self.optimisers: Optimisers = make_optimisers(objective, training)
        # The first step whose loss was no number, as a tensor: asking it at each step would make
        # a GPU wait.
        self._broken = torch.zeros((), device=runtime.device)

    def step(self, micro_batches: Iterable[Batch], at: Position, *, measure: bool) -> Measures:
        """Take one step; return its terms, losses and accuracies, or nothing.

        Args:
            micro_batches: as many as ``training.accumulate``.
            at: which step it is.
            measure: whether anybody wants to know.
        """
        for optimiser in self.optimisers.values():
            optimiser.zero_grad(set_to_none=True)
        parts = [
            self._accumulate(batch, at, part, measure=measure)
            for part, batch in enumerate(micro_batches)
        ]
        self._update(at)
        self.objective.update_average(self.training.average, at.within)
        return _mean(parts) if measure else {}

    def broken(self) -> int | None:
        """The first step (from 1) since the start of which a loss was no number."""
        steps = [int(step) for step in self.runtime.collect(self._broken[None]).tolist()]
        return min((step for step in steps if step > 0), default=None)

    def _accumulate(self, batch: Batch, at: Position, part: int, *, measure: bool) -> Measures:
        """Add one micro-batch's share to the gradients of both sides."""
        torch.manual_seed(self._seed(at.step, part))
        batch = Batch(*(self.runtime.tensor(values) for values in batch))
        self.objective.train_only(at.phase)
        with self.runtime.autocast():
            forward = self.objective(batch, at.phase)
            terms = self.objective.generator_terms(forward)
        self._backward(terms, at)
        self.objective.discriminators.requires_grad_(True)
        with self.runtime.autocast():
            losses, accuracies = self.objective.discriminator_terms(forward)
        self._backward(losses, at)
        if not measure:
            return {}
        found = {"terms": terms, "discriminators": losses, "discriminator_accuracy": accuracies}
        if "segmentation" in terms:
            found["task_accuracy"] = self._task_accuracy(forward)
        if {"translator", "task"} <= set(at.phase.trains) and self.objective.method.sees_labels:
            found["leak"] = self._leak(forward)
        return {
            group: {n: v.detach() for n, v in values.items()} for group, values in found.items()
        }

    def _backward(self, terms: Mapping[str, Tensor], at: Position) -> None:
        if not terms:
            return
        total = torch.stack(list(terms.values())).sum()
        fresh = ~torch.isfinite(total.detach()) & (self._broken == 0)
        self._broken = torch.where(fresh, at.step + 1.0, self._broken)
        (total / self.training.accumulate).backward()

    def _update(self, at: Position) -> None:
        self.runtime.average_gradients(self.objective.networks().values())
        set_rates(self.optimisers, at.factor)
        if self.training.clip is not None:
            for network in self.objective.networks().values():
                if weights := list(network.parameters()):  # there may be nothing to translate
                    torch.nn.utils.clip_grad_norm_(weights, self.training.clip)
        for optimiser in self.optimisers.values():
            optimiser.step()  # passes over networks that have no gradient in this phase

    @torch.no_grad()
    def _task_accuracy(self, forward: Pass) -> dict[str, Tensor]:
        """Pixel accuracy on the translated source and on the raw one."""
        translates = self.objective.method.translation is not None
        views = {"translated": "translated", "raw": "raw" if translates else "translated"}
        with self.runtime.autocast():
            logits = {view: forward.prediction(seen).labels for view, seen in views.items()}
        labels = forward.batch.labels
        return {view: pixel_accuracy(maps, labels) for view, maps in logits.items()}

    @torch.no_grad()
    def _leak(self, forward: Pass) -> dict[str, Tensor]:
        """The leak by intervention: how often the false class is read, told false and true labels.

        The false labels are the frame's own, mirrored: they need no other frame, which a batch of
        one lacks and a resumed run would have forgotten, and no random number, and they leave each
        class as likely at its height as it is.
        """
        batch, networks = forward.batch, self.objective.generators
        false = batch.labels.flip(-1)
        with self.runtime.autocast():
            from_false = networks["translator"](batch.image, depth=batch.depth, labels=false)
            pictures = {"false_labels": from_false, "true_labels": forward.translated}
            read = {
                name: networks["task"](each).labels.argmax(1) for name, each in pictures.items()
            }
        counts = {name: false_reads(each, false, batch.labels) for name, each in read.items()}
        return {name: hits / pixels.clamp(min=1) for name, (hits, pixels) in counts.items()}

    def _seed(self, step: int, part: int) -> int:
        key = (self.training.seed, step, self.runtime.rank, part)
        return int(np.random.SeedSequence(key).generate_state(1, np.uint64)[0] >> 1)

    def numbers(self, measures: Measures) -> dict[str, Any]:
        """Measures as plain numbers, their mean over all processes, with the learning rates."""
        names = [(group, name) for group, values in measures.items() for name in values]
        values = [measures[group][name].detach().float() for group, name in names]
        means = self.runtime.mean(torch.stack(values)).tolist()
        line: dict[str, Any] = {group: {} for group in measures}
        for (group, name), value in zip(names, means, strict=True):
            line[group][name] = value
        return {**line, "lr": rates(self.optimisers)}


def pixel_accuracy(logits: Tensor, labels: Tensor) -> Tensor:
    """Share of an image's labelled pixels whose class is predicted; mean over images, in [0, 1]."""
    valid = labels != VOID
    hits = (logits.argmax(1) == labels) & valid
    return (hits.sum((1, 2)) / valid.sum((1, 2)).clamp(min=1)).mean()


def _mean(parts: list[Measures]) -> Measures:
    """The mean over micro-batches."""
    return {
        group: {name: torch.stack([part[group][name] for part in parts]).mean() for name in values}
        for group, values in parts[0].items()
    }
