"""The smallest of everything: frames in memory, batches, objectives and runs of a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import torch

from gioada.data.augment import Augmentation
from gioada.data.frame import SKY_DEPTH, Frame
from gioada.data.labels import KITTI10
from gioada.data.stream import MicroBatches, PairStream
from gioada.methods.forward import Batch
from gioada.methods.objective import Objective
from gioada.methods.presets import find
from gioada.methods.spec import Method
from gioada.models.spec import SIZES, Networks, Size, TaskSpec, TranslatorSpec
from gioada.models.task import TaskNetwork
from gioada.training.spec import Experiment, Training

HEIGHT, WIDTH = 32, 64
CLASSES = KITTI10.num_classes
# A size below the two that people can ask for: what is tested here does not depend on width.
SIZES["tiny"] = Size(
    translator_width=4,
    task_width=4,
    task_features=8,
    task_normalisation="group",
    discriminator_width=4,
)
NETWORKS = Networks(size="tiny", num_blocks=1, rates=(6, 12, 18, 24))  # type: ignore[arg-type]
TASK = TaskSpec(width=4, features=8, normalisation="group")
TRANSLATOR = TranslatorSpec(width=4, num_blocks=1, conditions=("depth", "labels"))

Loader = Callable[[MicroBatches], Iterator[Batch]]


class MemoryFrames:
    """Frames of noise by their number; a target has neither ids nor depth."""

    def __init__(self, count: int, *, seed: int = 0, labelled: bool = True) -> None:
        self.count, self.seed, self.labelled = count, seed, labelled

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Frame:
        if not 0 <= index < self.count:
            raise IndexError(index)
        draw = np.random.default_rng((self.seed, index))
        image = draw.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
        if not self.labelled:
            return Frame(image=image)
        ids = draw.integers(0, 34, (HEIGHT, WIDTH), dtype=np.uint8)
        depth = draw.uniform(1.0, 120.0, (HEIGHT, WIDTH)).astype(np.float32)
        return Frame(image=image, ids=ids, depth=np.where(ids == 23, np.float32(SKY_DEPTH), depth))


def memory_stream(*, source: int = 5, target: int = 3, seed: int = 0) -> PairStream:
    """A stream over frames in memory."""
    frames = MemoryFrames(source, seed=1), MemoryFrames(target, seed=2, labelled=False)
    changes = {"source_change": Augmentation(), "target_change": Augmentation()}
    return PairStream(*frames, KITTI10, seed=seed, **changes)


def memory_loader(*, workers: int = 0) -> Loader:
    """What a trainer asks for its micro-batches."""
    stream = memory_stream()

    def load(shares: MicroBatches) -> Iterator[Batch]:
        return (Batch(*values) for values in stream.batches(shares, workers=workers))

    return load


def random_batch(seed: int = 0) -> Batch:
    """A batch of one source triple and one target image, with some void pixels."""
    draw = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, CLASSES, (1, HEIGHT, WIDTH), generator=draw, dtype=torch.uint8)
    labels[:, :4] = 255
    return Batch(
        image=torch.rand((1, 3, HEIGHT, WIDTH), generator=draw) * 2 - 1,
        labels=labels,
        depth=torch.rand((1, 1, HEIGHT, WIDTH), generator=draw),
        valid=torch.ones((1, 1, HEIGHT, WIDTH), dtype=torch.bool),
        target=torch.rand((1, 3, HEIGHT, WIDTH), generator=draw) * 2 - 1,
    )


def reading(name: str, **readings: object) -> Method:
    """A preset with some of its readings changed."""
    method = find(name)
    return replace(method, readings=replace(method.readings, **readings))


def teaching() -> TaskNetwork:
    """A teacher on another backbone and of another width than who learns."""
    torch.manual_seed(99)
    spec = TaskSpec(backbone="test_efficientnet", features=8)
    return TaskNetwork(spec).requires_grad_(False).eval()


def objective(method: str | Method, seed: int = 0) -> Objective:
    """A method's networks at their smallest, from fixed weights."""
    torch.manual_seed(seed)
    method = find(method) if isinstance(method, str) else method
    teacher = teaching() if method.distillation else None
    made = Objective(method, NETWORKS, CLASSES, (HEIGHT, WIDTH), teacher)
    with torch.no_grad():
        for weight in made.discriminators.parameters():
            weight.mul_(8.0)  # at std 0.02 layers this narrow answer 0 to whatever they see
    return made


def experiment(method: str | Method, **options: object) -> Experiment:
    """A run of a few steps that writes every line; two phases have half of them each."""
    method = find(method) if isinstance(method, str) else method
    cycle = method.translation is not None and method.translation.cycle
    steps = {"steps": 3, "translation_steps": 3} if cycle else {"steps": 6}
    training = Training(**{**steps, "log_every": 1, **options})
    return Experiment(
        method=method, height=HEIGHT, width=WIDTH, networks=NETWORKS, training=training
    )
