"""What ``benchmarks.training`` sets side by side, each as a step to call again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
import torch

from benchmarks.plain import Plain, Ways
from gioada.data.augment import Augmentation
from gioada.data.frame import Frames
from gioada.data.labels import KITTI10
from gioada.data.rendered import RenderedFrames
from gioada.data.stream import MicroBatches, PairStream
from gioada.methods.forward import Batch
from gioada.methods.objective import Objective
from gioada.training.folder import RunFolder
from gioada.training.logger import Logger, StatusFile
from gioada.training.machine import Clock
from gioada.training.runtime import make_runtime
from gioada.training.spec import Experiment, Training
from gioada.training.status import new_status
from gioada.training.step import Position, Stepper

NUM_FRAMES = 2
Step = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is measured, and on what. It can be sent to another process."""

    experiment: Experiment
    height: int
    width: int
    device: str
    threads: int
    frames: Path
    """Where the frames are, or will be rendered."""

    @property
    def training(self) -> Training:
        """How our step is carried out."""
        return self.experiment.training

    def objective(self) -> Objective:
        """The networks, from the same weights each time."""
        torch.manual_seed(0)
        method, networks = self.experiment.method, self.experiment.networks
        return Objective(method, networks, KITTI10.num_classes, (self.height, self.width))

    def on_disk(self) -> tuple[Frames, Frames]:
        """A few frames of the demo's source and of its target."""
        size = {"count": NUM_FRAMES, "height": self.height, "width": self.width}
        quiet = {"seed": 0, "progress": False, "processes": 1}
        return (
            RenderedFrames(self.frames, "source", labelled=True, **size, **quiet),
            RenderedFrames(self.frames, "target", **size, **quiet),
        )

    def in_memory(self) -> tuple[Frames, Frames]:
        """The same frames, read."""
        source, target = ([frames[i] for i in range(NUM_FRAMES)] for frames in self.on_disk())
        return source, target


class Ours:
    """The trainer's own step with the loader that feeds it."""

    def __init__(self, setting: Setting) -> None:
        training = setting.training
        self.runtime = make_runtime(
            setting.device, precision=training.precision, channels_last=training.channels_last
        )
        self.objective = setting.objective()
        self.stepper = Stepper(self.objective, training, self.runtime)
        self.batches = _batches(*setting.in_memory())
        self.steps = 0

    def __call__(self) -> None:
        """Take a step that nobody wants to know of."""
        self._step(measure=False)

    def numbers(self) -> dict[str, object]:
        """Take a step, and return what the journal says of it."""
        return self.stepper.numbers(self._step(measure=True))

    def _step(self, *, measure: bool) -> dict[str, dict[str, torch.Tensor]]:
        phase = self.objective.method.phases[-1]
        position = Position(step=self.steps, phase=phase, within=self.steps, factor=1.0)
        self.steps += 1
        return self.stepper.step([Batch(*next(self.batches))], position, measure=measure)


def journalled(setting: Setting) -> Step:
    """Our step with its line in the journal."""
    ours, run = Ours(setting), RunFolder(setting.frames / "run")
    run.path.mkdir(exist_ok=True)
    logger = Logger(
        run,
        StatusFile(run, new_status(device="", processes=1, threads=1, torch=""), writes=True),
        experiment=setting.experiment,
        draw=lambda _: np.zeros(0),
        score=lambda _: {},
        tensorboard=False,
        quiet=True,
    )
    logger.starts(None)
    clock = Clock(1, ours.runtime.device, step=0, before=0.0)

    def step() -> None:
        line = {"phase": "joint", **ours.numbers()}
        logger.line({"step": ours.steps, **line, "machine": clock.lap(ours.steps)})

    return step


def loading(setting: Setting) -> Step:
    """A batch from the frames' files."""
    batches = _batches(*setting.on_disk())

    def step() -> None:
        next(batches)

    return step


def plain(setting: Setting, **ways: bool) -> Step:
    """The plain step."""
    device = make_runtime(setting.device).device
    made = Plain(setting.objective(), setting.training, KITTI10, device, Ways(**ways))
    source, target = setting.in_memory()
    numbers = cycle(range(NUM_FRAMES))

    def step() -> None:
        index = next(numbers)
        made.step(source[index], target[index])

    return step


def _batches(source: Frames, target: Frames) -> Iterator:
    """Batches of 1 + 1 without end, as the trainer loads them without workers."""
    whole = Augmentation(flip=False)
    stream = PairStream(source, target, KITTI10, seed=0, source_change=whole, target_change=whole)
    return stream.batches(MicroBatches(first=0, count=10**6), workers=0)
