"""What a method is: a value. Free of torch, written to json with every run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Literal

from gioada.errors import Problem, out_of_range
from gioada.losses.spec import GanForm
from gioada.models.spec import Condition
from gioada.records import record

Map = Literal["labels", "depth"]
Network = Literal["translator", "back", "task"]


def num_channels(space: Sequence[str], num_classes: int) -> int:
    """Channels of the stacked maps of an output space: C, 1 or C + 1."""
    widths = {"labels": num_classes, "depth": 1}
    return sum(widths[name] for name in space)


def space_name(space: Sequence[str]) -> str:
    """The name of an output space's discriminator: ``output-labels-depth``."""
    return "-".join(("output", *space))


def space_of(discriminator: str) -> tuple[str, ...]:
    """The output space of a discriminator of that name: ``space_name`` turned round."""
    return tuple(discriminator.split("-")[1:])


@record
class Translation:
    """Input-level adaptation, section 3.2."""

    conditions: tuple[Condition, ...] = ()
    """What G_img sees beside the image."""
    guided: bool = True
    """Whether the task network's gradient reaches G_img."""
    cycle: bool = False
    """CycleGAN: a translator back, its discriminator, cycle and identity terms; trained first."""

    def __post_init__(self) -> None:
        if self.cycle and self.conditions:
            raise Problem(
                "options.contradict",
                "a cycle cannot have conditions: its translator also takes target images, whose "
                "depth and labels nobody knows.",
            )


@record
class SelfTraining:
    """Learning from the averaged task network's own labels of target images; beyond the paper."""

    confidence: float = 0.968
    """Probability from which on a pixel is sure; an image counts by its share of sure pixels."""
    mix: bool = True
    """Paste half of the source's classes into the target image (DACS)."""
    hide: float = 0.0
    """Share of the image's patches that are hidden from the network that learns (MIC)."""
    patch: int = 32
    """Side of a patch in pixels."""
    colours: float = 0.5
    """How strongly colours and sharpness are changed, 0 to 1."""


@record
class Distillation:
    """Learning from a big checkpoint's soft predictions of target images; beyond the paper."""

    temperature: float = 2.0
    """By which logits are divided before they are compared; above 0."""
    depth: float = 1.0
    """Factor on the mean absolute difference of depth, beside that of the classes."""
    source: bool = False
    """Whether the source's ground truth teaches too, by (2) and (3)."""

    def __post_init__(self) -> None:
        if not self.temperature > 0:
            raise out_of_range("temperature", self.temperature, "above 0")


@record
class Weights:
    """Factors of the generator-side terms of equation (5)."""

    segmentation: float = 1.0
    depth: float = 0.1
    image: float = 0.1
    output: float = 0.001
    back_image: float = 0.0
    cycle: float = 0.0
    identity: float = 0.0
    self_training: float = 1.0
    distillation: float = 1.0


@record
class Readings:
    """Where the paper leaves a choice, the choice, by name. The defaults add nothing to it."""

    train_on_raw: bool = False
    """Also train the task network on the untranslated source image, half and half; what guides
    G_img keeps its weight."""
    output_source: Literal["translated", "raw"] = "translated"
    """Which source prediction D_output sees."""
    output_push: Literal["target", "both"] = "target"
    """Which predictions (4) moves: the target's towards the source, or each to the other. The
    min-max of (4) moves both, and with output_gan saturating it is that to the letter."""
    image_gan: GanForm = "log"
    """Form of (1)."""
    output_gan: GanForm = "log"
    """Form of (4)."""
    noise: float = 0.0
    """Std of Gaussian noise on all images that the task network trains on, in [-1, 1] units: it
    drowns faint hints that a translator could paint for the task network."""
    colours: float = 0.0
    """How strongly colours and sharpness of all images that the task network trains on are
    changed, 0 to 1."""
    balance: float = 0.0
    """How much more a rare class counts in (2), 0 to 1: at 0 all pixels count alike, at 1 all
    classes of an image do."""
    image_pool: int = 0
    """Past translations from which half of what D_img sees is drawn (CycleGAN: 50)."""
    guide: Literal["task", "average"] = "task"
    """Which task network's gradient guides G_img: the one in training, or its running average,
    which follows too slowly to be taught a code."""

    def __post_init__(self) -> None:
        for name in ("colours", "balance"):
            if not 0 <= (value := getattr(self, name)) <= 1:
                raise out_of_range(name, value, "from 0 to 1")


@record
class Phase:
    """A stretch of training with its own terms; other networks stay as they are."""

    name: str
    terms: tuple[str, ...]
    """Generator-side terms, by their names in ``Weights``."""
    trains: tuple[Network, ...]
    """The generators that learn; discriminators follow from the terms."""
    budget: Literal["steps", "translation_steps"] = "steps"
    """Which field of the training spec says how long."""


@record
class Method:
    """One row of the paper's tables."""

    name: str = "both"
    summary: str = ""
    translation: Translation | None = None
    spaces: tuple[tuple[Map, ...], ...] = ()
    """One output discriminator per space; a space is the maps stacked for it."""
    self_training: SelfTraining | None = None
    """Whether, and how, it learns from its own labels of the target."""
    distillation: Distillation | None = None
    """Whether, and how, it learns from a teacher; a run then names one."""
    weights: Weights = field(default_factory=Weights)
    readings: Readings = field(default_factory=Readings)

    def __post_init__(self) -> None:
        if self.readings.train_on_raw and self.translation is None:
            raise Problem(
                "options.contradict",
                "{preset} translates nothing, so it trains on the raw source anyway: leave "
                "train_on_raw out, or choose a preset with a translator.",
                preset=self.name,
            )
        if self.readings.output_push == "both" and not self.spaces:
            raise Problem(
                "options.contradict",
                "{preset} aligns no predictions, so there is nothing to push: leave output_push "
                "out, or choose a preset with an output space.",
                preset=self.name,
            )

    @property
    def needs_average(self) -> bool:
        """Whether something learns from the averaged task network."""
        return self.self_training is not None or self.readings.guide == "average"

    @property
    def needs_depth(self) -> bool:
        """Whether it conditions or aligns on depth; the depth term alone does without."""
        conditions = self.translation.conditions if self.translation else ()
        return any("depth" in maps for maps in (conditions, *self.spaces))

    @property
    def sees_labels(self) -> bool:
        """Whether the translator sees the labels, which it can then write into its pictures."""
        return self.translation is not None and "labels" in self.translation.conditions

    @property
    def phases(self) -> tuple[Phase, ...]:
        """One joint phase (5); with a cycle the translator is trained first and then fixed."""
        aligned = ("output",) if self.spaces else ()
        itself = ("self_training",) if self.self_training else ()
        taught = ("distillation",) if self.distillation else ()
        known = self.distillation is None or self.distillation.source
        supervised = ("segmentation", "depth") if known else ()
        task = (*supervised, *aligned, *itself, *taught)
        if self.translation is None:
            return (Phase(name="task", terms=task, trains=("task",)),)
        if not self.translation.cycle:
            terms = (*task, "image")
            return (Phase(name="joint", terms=terms, trains=("translator", "task")),)
        return (
            Phase(
                name="translation",
                terms=("image", "back_image", "cycle", "identity"),
                trains=("translator", "back"),
                budget="translation_steps",
            ),
            Phase(name="task", terms=task, trains=("task",)),
        )
