"""The loop: one for every method, on any device and any number of processes."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any, get_args

from gioada.data.stream import MicroBatches
from gioada.errors import Advice, Problem
from gioada.methods.forward import Batch
from gioada.methods.objective import Objective
from gioada.methods.spec import Method
from gioada.training import checkpoint
from gioada.training.checkpoint import Head, Restored
from gioada.training.folder import Request, RunFolder, list_checkpoints
from gioada.training.machine import Clock
from gioada.training.optimisers import rate_factor
from gioada.training.runtime import Runtime
from gioada.training.spec import Training
from gioada.training.step import Position, Stepper

log = logging.getLogger(__name__)
REQUESTS: tuple[Request, ...] = get_args(Request)
# Asking all processes costs a collective operation, which one process alone does not need.
STEPS_BETWEEN_AGREEMENTS = 10
Loader = Callable[[MicroBatches], Iterable[Batch]]
"""A process's micro-batches from a step on, the same ones every time."""


class Observer:
    """Follows how it goes; this one does nothing. Nothing that one does changes the networks."""

    def starts(self, restored: Restored | None) -> None:
        """Training begins, at a checkpoint or from nothing."""

    def line(self, line: dict[str, Any]) -> None:
        """Numbers of a step."""

    def asked(self, requests: frozenset[Request]) -> None:
        """Somebody wants something, which comes next."""

    def saved(self, head: Head) -> None:
        """A checkpoint is complete."""

    def sample(self, step: int) -> None:
        """It is time for pictures."""

    def validate(self, step: int) -> None:
        """It is time for scores."""

    def close(self) -> None:
        """Training has ended."""


@dataclass(frozen=True, kw_only=True)
class Budgets:
    """How long a run is, which follows from its options and the size of its data."""

    phases: dict[str, int]
    """Steps by phase name."""
    frames: dict[str, int]
    """Frames of ``source`` and ``target``."""

    @property
    def counts(self) -> dict[str, int]:
        """What a checkpoint must agree with to be gone on from."""
        return {**self.frames, **{f"{name} steps": n for name, n in self.phases.items()}}

    @property
    def steps(self) -> int:
        """Steps of all phases together."""
        return sum(self.phases.values())


def make_budgets(method: Method, training: Training, frames: dict[str, int]) -> Budgets:
    """Budgets of a method's phases on so many frames of ``source`` and ``target``."""
    phases = {
        phase.name: training.budget(phase.budget, frames["source"]) for phase in method.phases
    }
    return Budgets(phases=phases, frames=frames)


class Control:
    """Whether somebody has asked to stop, to save or to draw samples.

    With several processes the first one looks for request files, each one hears its own signals,
    and all of them learn of either at the same step.
    """

    def __init__(self, folder: RunFolder, runtime: Runtime) -> None:
        self.folder, self.runtime = folder, runtime
        self.every = STEPS_BETWEEN_AGREEMENTS if runtime.processes > 1 else 1
        self._raised: set[Request] = set()

    def stop(self) -> None:
        """Ask this process to stop: the step in progress is finished and saved."""
        self._raised.add("stop")

    def listen(self) -> None:
        """Stop on Ctrl-C and SIGTERM; a second one ends at once, without saving."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        log.info("stopping after this step, and saving; once more ends at once")
        self.stop()
        signal.signal(number, signal.default_int_handler)

    def asked(self, step: int) -> frozenset[Request]:
        """What is asked for after a step (from 1); a request is told once."""
        if step % self.every:
            return frozenset()
        files = self.folder.asked() if self.runtime.first else frozenset()
        mine = self._raised | files
        raised = self.runtime.any([request in mine for request in REQUESTS])
        pairs = zip(REQUESTS, raised, strict=True)
        found: frozenset[Request] = frozenset(request for request, yes in pairs if yes)
        self._raised.clear()
        if self.runtime.first:
            for request in found:
                self.folder.served(request)
        return found


class Trainer:
    """Trains an objective in a run folder; stops between steps when asked, and saves first."""

    def __init__(
        self,
        objective: Objective,
        training: Training,
        budgets: Budgets,
        runtime: Runtime,
        folder: RunFolder,
    ) -> None:
        self.objective, self.training, self.budgets = objective, training, budgets
        self.runtime, self.folder = runtime, folder
        self.stepper = Stepper(objective, training, runtime)
        self.control = Control(folder, runtime)

    def run(self, load: Loader, observer: Observer) -> Head:
        """Train from the newest checkpoint (or the start) to the end, or until asked to stop.

        Returns:
            the head of the newest checkpoint.

        Raises:
            Problem: ``training.not_finite`` with the last good checkpoint; ``training.not_written``
                or ``training.disk_full``; ``training.no_checkpoint``, none can be used;
                ``run.other_data``, they belong to other data.
        """
        head = self._restore(observer)
        clock = Clock(self.training.batch, self.runtime.device, step=head.step, before=head.seconds)
        batches = iter(load(self._shares(head.step)))
        for position in self._positions(head.step):
            step = position.step + 1
            with clock.waiting():
                micro_batches = [next(batches) for _ in range(self.training.accumulate)]
            wanted = step % self.training.log_every == 0 or step == self.budgets.steps
            measures = self.stepper.step(micro_batches, position, measure=wanted)
            if wanted:
                numbers = self.stepper.numbers(measures)
                self._check()
                machine = clock.lap(step)
                observer.line(
                    {"step": step, "phase": position.phase.name, **numbers, "machine": machine}
                )
            asked = self.control.asked(step)
            if asked:
                observer.asked(asked)
            if asked & {"stop", "save"} or self._due(self.training.save_every, step):
                head = self._save(step, clock.seconds)
                observer.saved(head)
            self._show(step, asked, observer)
            if "stop" in asked:
                break
        return head

    def _restore(self, observer: Observer) -> Head:
        restored = checkpoint.load(
            self.folder.checkpoints, self.objective, self.stepper.optimisers, self.runtime
        )
        if restored and restored.head.counts != self.budgets.counts:
            raise Problem(
                "run.other_data",
                "{path} was trained on other data: its checkpoint counts {before}, and now there "
                "are {now}. Bring the data back, or start a new run.",
                path=self.folder.path,
                before=restored.head.counts,
                now=self.budgets.counts,
            )
        observer.starts(restored)
        return restored.head if restored else Head(step=0)

    def _shares(self, done: int) -> MicroBatches:
        return MicroBatches(
            first=done,
            count=self.budgets.steps - done,
            batch=self.training.batch,
            accumulate=self.training.accumulate,
            rank=self.runtime.rank,
            processes=self.runtime.processes,
        )

    def _positions(self, done: int) -> Iterator[Position]:
        """Every remaining step with its phase and its position within the phase."""
        start = 0
        for phase in self.objective.method.phases:
            budget = self.budgets.phases[phase.name]
            for within in range(max(0, done - start), budget):
                factor = rate_factor(self.training.schedule, within, budget, self.training.warmup)
                yield Position(step=start + within, phase=phase, within=within, factor=factor)
            start += budget

    def _due(self, every: int, step: int) -> bool:
        return every > 0 and (step % every == 0 or step == self.budgets.steps)

    def _save(self, step: int, seconds: float) -> Head:
        self._check()
        head = Head(
            step=step,
            counts=self.budgets.counts,
            seconds=seconds,
            processes=self.runtime.processes,
        )
        checkpoint.save(
            self.folder.checkpoints,
            head,
            self.objective,
            self.stepper.optimisers,
            self.runtime,
            keep=self.training.keep,
        )
        return head

    def _check(self) -> None:
        """Stop before anything that is no number is saved."""
        broken = self.stepper.broken()
        if broken is None:
            return
        before = list_checkpoints(self.folder.checkpoints)
        kept = f"the last good checkpoint is {before[-1].name}" if before else "there is none yet"
        lower = f"{self.training.lr_task / 2:.2g}"
        fp32 = [Advice("training.precision", "fp32")] if self.training.precision == "bf16" else []
        raise Problem(
            "training.not_finite",
            "the loss of step {step} is not a finite number, so training cannot go on; {kept}. "
            "Start a new run with other options.",
            advice=[*fp32, Advice("training.lr-task", lower)],
            step=broken,
            kept=kept,
        )

    def _show(self, step: int, asked: frozenset[Request], observer: Observer) -> None:
        """Pictures and scores, which the first process draws while the others wait."""
        last = step == self.budgets.steps
        sample = last or "sample" in asked or self._due(self.training.sample_every, step)
        validate = self._due(self.training.validate_every, step)
        if sample:
            observer.sample(step)
        if validate:
            observer.validate(step)
        if sample or validate:
            self.runtime.wait()
