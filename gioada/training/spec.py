"""How a run is trained, as values: frozen, free of torch, written to json with every run."""

from __future__ import annotations

import math
from dataclasses import field
from pathlib import Path
from typing import Any, Literal

from gioada.data.depth import DepthScale
from gioada.data.encodings import LabelChoices
from gioada.data.pairs import Pair, find_pair
from gioada.data.places import Places
from gioada.errors import Advice, Problem, out_of_range
from gioada.methods.presets import folder_name
from gioada.methods.spec import Method
from gioada.models.spec import VGG16, Networks
from gioada.records import record

Budget = Literal["steps", "translation_steps"]
NARROW = {(VGG16, "small"), (VGG16, "medium")}
"""Backbones that are narrower than the network that ImageNet weights were trained for."""


@record
class Training:
    """Section 3.5 as default values, with a name for each thing that it leaves open."""

    epochs: float = 10.0
    """Passes over the source images, unless steps says how long."""
    steps: int | None = None
    """Optimisation steps of the task network, instead of epochs."""
    translation_steps: int | None = None
    """Steps of CycleGAN before that (cg only); default is as many again."""
    batch: int = 1
    """Source images, and as many target images, in a step, over all processes."""
    accumulate: int = 1
    """Parts into which each process splits its share of a step, to save memory."""
    seed: int = 0
    """Of initial weights, data order, flips and noise."""
    optimiser_task: Literal["adam", "sgd"] = "adam"
    """For G_task. sgd (momentum 0.9, weight decay 5e-4) with lr_task 2.5e-4 and schedule poly
    compares with AdaptSegNet and its line."""
    lr_task: float = 2e-4
    """Rate for G_task. The paper prints 2^-4, which is read as 2e-4."""
    backbone_rate: float = 1.0
    """Factor on lr_task for the backbone: below 1 keeps more of what ImageNet taught it."""
    lr_translator: float = 2e-4
    """Adam's rate for G_img (and CycleGAN's translator back)."""
    lr_image: float = 2e-4
    """Adam's rate for D_img."""
    lr_output: float = 1e-4
    """Adam's rate for D_output."""
    schedule: Literal["constant", "poly", "linear"] = "constant"
    """constant; (1 - t)^0.9; or constant for half of the steps and then linearly to 0."""
    warmup: int = 0
    """First steps of a phase, in which the rates rise linearly to their values."""
    clip: float | None = None
    """Largest norm of each network's gradient; a longer one is shortened to it."""
    average: float = 0.998
    """Decay of the averaged weights that are evaluated and exported; 0 turns averaging off."""
    flip: bool = True
    """Random horizontal flip of source triples and target images."""
    rare_share: float = 0.0
    """Share of source images that are drawn to show a rare class (DAFormer), 0 to 1."""
    precision: Literal["fp32", "bf16"] = "fp32"
    """bf16 runs the convolutions under autocast."""
    channels_last: bool = True
    """Memory layout; the same numbers, faster on most machines."""
    compile: bool = False
    """Compile the networks (torch.compile): the same numbers within rounding. Needs a compiler."""
    deterministic: bool = False
    """Only operations that give the same bits each time, also on CUDA; a CPU needs no such wish."""
    workers: int = 0
    """Loader processes, for each training process."""
    log_every: int = 10
    """Steps between journal lines."""
    save_every: int = 500
    """Steps between checkpoints."""
    sample_every: int = 500
    """Steps between pictures; 0 leaves all but the last one out."""
    validate_every: int = 0
    """Steps between validations, which choose nothing: the last snapshot counts. 0 for none."""
    keep: int = 2
    """Newest checkpoints kept."""

    def __post_init__(self) -> None:
        _at_least(1, self, "batch", "accumulate", "log_every", "save_every", "keep")
        _at_least(0, self, "workers", "sample_every", "validate_every", "seed", "warmup")
        for name in ("steps", "translation_steps"):
            if getattr(self, name) is not None:
                _at_least(1, self, name)
        if not self.epochs > 0:
            raise out_of_range("epochs", self.epochs, "above 0")
        if self.batch % self.accumulate:
            what = "a batch of {batch} cannot be split into {parts} equal parts: let accumulate "
            what += "divide batch."
            raise Problem("options.contradict", what, batch=self.batch, parts=self.accumulate)
        if not 0 <= self.rare_share <= 1:
            raise out_of_range("rare_share", self.rare_share, "from 0 to 1")
        if not 0 <= self.average < 1:
            raise out_of_range("average", self.average, "at least 0 and below 1")

    def budget(self, name: Budget, num_source: int) -> int:
        """Steps of a phase on a source of so many images."""
        steps = self.steps or math.ceil(self.epochs * num_source / self.batch)
        return self.translation_steps or steps if name == "translation_steps" else steps


@record
class Experiment:
    """Everything that decides a run; the same experiment gives the same networks."""

    method: Method = field(default_factory=Method)
    pair: str = "demo"
    """The pair of data sets, by name."""
    height: int | None = None
    """Height of the images in pixels; default is the target's own."""
    width: int | None = None
    """Width of the images in pixels; default is the target's own."""
    source_size: tuple[int, int] | None = None
    """Height and width of source images, if not as the target's; SYNTHIA's default is 760 1280."""
    source_frames: int | None = None
    """Only the source's first so many frames, of which fewer are then to be rendered."""
    labels: LabelChoices = field(default_factory=LabelChoices)
    crop: tuple[int, int] | None = None
    """Height and width of a random part to train on; None takes whole images."""
    depth_scale: DepthScale = "clip80"
    """Metres to [0, 1], for the translator's condition, the L1 target and D_output alike."""
    networks: Networks = field(default_factory=Networks)
    teacher: str = ""
    """The checkpoint that distil learns from: a folder, or owner/name[@revision] of the Hub."""
    teacher_sha256: str = ""
    """Of the teacher's weights: filled in when a run begins, which then refuses others."""
    training: Training = field(default_factory=Training)

    def __post_init__(self) -> None:
        self._check_size()
        self._check_method()
        if self.source_frames is not None and self.source_frames < 1:
            raise out_of_range("source_frames", self.source_frames, "at least 1")
        if self.training.validate_every and self.find_pair().target.validation is None:
            what = "the pair {pair} has no validation frames: leave training.validate_every at 0, "
            what += "as all its labelled frames are reported on."
            raise Problem("options.contradict", what, pair=self.pair)
        networks = self.networks
        narrow = (networks.backbone, networks.size) in NARROW
        # By its name alone, as an experiment is read long after: a checkpoint may then be gone.
        if narrow and networks.weights.endswith(("imagenet", ".safetensors", ".pth")):
            what = "ImageNet weights fit VGG-16 at full width only: choose another backbone, or "
            what += "leave networks.weights at none."
            raise Problem("options.contradict", what, advice=[Advice("networks.size", "full")])

    def _check_size(self) -> None:
        for size in self.sizes.values():
            height, width = self.crop or size
            values: dict[str, Any] = {
                "height": height,
                "width": width,
                "high": size[0],
                "wide": size[1],
            }
            if min(height, width) < 32:
                what = "images of {height} x {width} are too small: the output discriminator needs "
                what += "at least 32 x 32."
                raise Problem("options.contradict", what, **values)
            if height > size[0] or width > size[1]:
                what = "a crop of {height} x {width} does not fit into images of {high} x {wide}: "
                what += "make it smaller, or the images larger."
                raise Problem("options.contradict", what, **values)

    def _check_method(self) -> None:
        translation, training = self.method.translation, self.training
        if self.teacher and self.method.distillation is None:
            what = "{preset} learns from no teacher: leave teacher out, or choose distil."
            raise Problem("options.contradict", what, preset=self.method.name)
        if training.translation_steps and not (translation and translation.cycle):
            what = "translation_steps are CycleGAN's, and {preset} has none: say steps."
            raise Problem("options.contradict", what, preset=self.method.name)
        if self.method.needs_average and not training.average:
            what = "{preset} learns from the averaged weights: give training.average a decay above "
            what += "0, or choose a preset, and a guide, that do without."
            raise Problem("options.contradict", what, preset=self.method.name)

    @property
    def name(self) -> str:
        """``both-demo-0``: preset, pair and seed, fit for folders and shells."""
        pair = self.pair.replace("/", "-").replace(":", "-")
        return f"{folder_name(self.method.name)}-{pair}-{self.training.seed}"

    def find_pair(self) -> Pair:
        """The pair of data sets, with the experiment's choices of classes."""
        return find_pair(self.pair, self.labels).with_source_frames(self.source_frames)

    @property
    def image(self) -> tuple[int, int]:
        """Height and width of what the networks see in training."""
        return self.crop or self.sizes["target"]

    @property
    def sizes(self) -> dict[str, tuple[int, int]]:
        """Height and width of ``source`` and ``target`` images, before any crop."""
        pair = self.find_pair()
        own = pair.target.size
        target = (self.height or own[0], self.width or own[1])
        usual = pair.source.size if target == own else None
        return {"source": self.source_size or usual or target, "target": target}


@record
class Launch:
    """How a run is carried out here; nothing of it changes the networks."""

    device: str = "auto"
    """auto, cpu, cuda, or cuda:N."""
    threads: int | None = None
    """CPU threads; default is torch's own choice."""
    data: Path = Path("data")
    """Folder for rendered data, and for data sets under their names: data/kitti, ..."""
    source: Path | None = None
    """The source's own folder, if it lies elsewhere."""
    target: Path | None = None
    """The target's own folder, if it lies elsewhere."""
    packed: Path | None = None
    """Folder of what `data pack` has written, to be read instead."""
    tensorboard: bool = False
    """Also write the journal for TensorBoard."""
    quiet: bool = False
    """No progress bar."""

    @property
    def places(self) -> Places:
        """Where the data lies."""
        return Places(data=self.data, source=self.source, target=self.target, packed=self.packed)


def _at_least(least: int, training: Training, *names: str) -> None:
    for name in names:
        if (value := getattr(training, name)) < least:
            raise out_of_range(name, value, f"at least {least}")
