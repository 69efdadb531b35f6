"""How a run is trained, as values: frozen, free of torch, written to json with every run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gioada.methods.spec import Method
from gioada.models.spec import Networks


@dataclass(frozen=True, kw_only=True)
class Training:
    """Section 3.5, with a name for each thing that it leaves open."""

    steps: int = 3000
    """Optimisation steps of the task network."""
    translation_steps: int = 3000
    """Steps of CycleGAN before that (cg only)."""
    batch: int = 1
    """Source images, and as many target images, in a step."""
    seed: int = 0
    """Of initial weights, data order, flips and noise."""
    lr_task: float = 2e-4
    """Adam's rate for G_task. The paper prints 2^-4, which is read as 2e-4."""
    lr_translator: float = 2e-4
    """Adam's rate for G_img (and CycleGAN's translator back)."""
    lr_image: float = 2e-4
    """Adam's rate for D_img."""
    lr_output: float = 1e-4
    """Adam's rate for D_output."""
    schedule: Literal["constant", "poly", "linear"] = "poly"
    """constant; (1 - t)^0.9; or constant for half of the steps and then linearly to 0."""
    average: float = 0.998
    """Decay of the averaged weights that are evaluated and exported; 0 turns averaging off."""
    flip: bool = True
    """Random horizontal flip of source triples and target images."""
    precision: Literal["fp32", "bf16"] = "fp32"
    """bf16 runs the convolutions under autocast."""
    channels_last: bool = True
    """Memory layout; the same numbers, faster on most machines."""
    workers: int = 0
    """Loader processes."""
    log_every: int = 10
    """Steps between journal lines."""
    save_every: int = 500
    """Steps between checkpoints."""
    keep: int = 2
    """Newest checkpoints kept."""


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Everything that decides a run; the same experiment gives the same networks."""

    method: Method = field(default_factory=Method)
    pair: str = "demo"
    """The pair of data sets, by name."""
    height: int = 96
    """Height of the images in pixels."""
    width: int = 320
    """Width of the images in pixels."""
    networks: Networks = field(default_factory=Networks)
    training: Training = field(default_factory=Training)

    def __post_init__(self) -> None:
        if min(self.height, self.width) < 32:
            raise ValueError(
                f"images of {self.height} x {self.width} are too small: the output discriminator "
                "needs at least 32 x 32."
            )
        for name in ("steps", "batch", "log_every", "save_every", "keep"):
            if (value := getattr(self.training, name)) < 1:
                raise ValueError(f"{name} must be at least 1, and it is {value}.")
        if self.training.translation_steps < 0 or self.training.workers < 0:
            raise ValueError("translation_steps and workers cannot be negative.")
