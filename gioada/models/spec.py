"""What a network is, as values: frozen, free of torch, written to json beside the weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Condition = Literal["depth", "labels"]
Normalisation = Literal["none", "group", "instance"]
OutputDiscriminator = Literal["fcn", "patch70"]


@dataclass(frozen=True, kw_only=True)
class TranslatorSpec:
    """G_img, section 3.2: CycleGAN's residual generator with extra input channels."""

    num_classes: int = 10
    """C, the channels of the one-hot label map when labels are a condition."""
    conditions: tuple[Condition, ...] = ()
    """What the translator sees beside the image."""
    width: int = 64
    """Channels after the stem; 64 is the paper's (CycleGAN's)."""
    num_blocks: int = 9
    """Residual blocks in the body."""
    residual: bool = False
    """Output tanh(net + atanh(x)), near the identity at the start, instead of tanh(net)."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "conditions", tuple(self.conditions))

    @property
    def in_channels(self) -> int:
        """3 for the image, 1 for depth, C for labels."""
        widths = {"depth": 1, "labels": self.num_classes}
        return 3 + sum(widths[condition] for condition in self.conditions)


@dataclass(frozen=True, kw_only=True)
class TaskSpec:
    """G_task, section 3.3: VGG-16 DeepLab-v2 with one classifier per task."""

    num_classes: int = 10
    """C, the classes of the segmentation."""
    width: int = 64
    """Channels of VGG's first block; 64 is VGG-16."""
    features: int = 1024
    """Channels of fc6 and fc7, which both tasks share."""
    normalisation: Normalisation = "none"
    """Normalisation after each convolution; VGG-16 has none, training from scratch needs one."""
    rates: tuple[int, ...] = (6, 12, 18, 24)
    """Dilations of the classifier's parallel branches, all summed."""
    depth_activation: Literal["sigmoid", "linear"] = "sigmoid"
    """Sigmoid keeps depth in [0, 1]; the paper names no activation, which linear is."""
    weights: str = "none"
    """Initial backbone weights: none, imagenet (torchvision's enum), or a file."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rates", tuple(self.rates))


@dataclass(frozen=True, kw_only=True)
class DiscriminatorSpec:
    """D_img and D_output: fully convolutional, one score per patch, no sigmoid."""

    in_channels: int = 3
    """3 for D_img; C, 1 or C + 1 for D_output."""
    width: int = 64
    """Channels of the first layer."""
    strides: tuple[int, ...] = (2, 2, 2, 1, 1)
    """(2, 2, 2, 1, 1) is the 70 x 70 PatchGAN; (2, 2, 2, 2, 2) is AdaptSegNet's."""
    normalisation: Normalisation = "instance"
    """Between the first and the last layer; it hides the level of what it judges."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "strides", tuple(self.strides))


OUTPUT_DISCRIMINATORS: dict[OutputDiscriminator, DiscriminatorSpec] = {
    "fcn": DiscriminatorSpec(strides=(2, 2, 2, 2, 2), normalisation="none"),
    "patch70": DiscriminatorSpec(),
}
"""The forms of D_output, before channels and width are known."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """Widths that go together."""

    translator_width: int
    task_width: int
    task_features: int
    task_normalisation: Normalisation
    discriminator_width: int


SIZES = {
    "full": Size(
        translator_width=64,
        task_width=64,
        task_features=1024,
        task_normalisation="none",
        discriminator_width=64,
    ),
    "small": Size(
        translator_width=16,
        task_width=16,
        task_features=256,
        task_normalisation="group",
        discriminator_width=32,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Networks:
    """All networks of a run, before the classes and the method are known."""

    size: Literal["small", "full"] = "small"
    """full is the paper's; small has a quarter of the width and group norm, for training from
    scratch on a CPU."""
    residual: bool = True
    """Translator output tanh(net + atanh(x)) instead of the paper's tanh(net)."""
    num_blocks: int = 9
    """Residual blocks of the translator."""
    depth_activation: Literal["sigmoid", "linear"] = "sigmoid"
    """Output of the depth head."""
    weights: str = "none"
    """Backbone weights of the task network: none, imagenet, or a file."""
    output_discriminator: OutputDiscriminator = "fcn"
    """D_output: fcn is AdaptSegNet's, all strides 2 and no norm, which would hide the level of
    depth and probabilities; patch70 is the 70 x 70 PatchGAN with instance norm that D_img is, as
    section 3.3 has it ("similar to D_img, also formulated as a PatchGAN")."""

    def translator(self, num_classes: int, conditions: tuple[Condition, ...]) -> TranslatorSpec:
        """G_img for a number of classes and the method's conditions."""
        return TranslatorSpec(
            num_classes=num_classes,
            conditions=conditions,
            width=SIZES[self.size].translator_width,
            num_blocks=self.num_blocks,
            residual=self.residual,
        )

    def task(self, num_classes: int) -> TaskSpec:
        """G_task for a number of classes."""
        size = SIZES[self.size]
        return TaskSpec(
            num_classes=num_classes,
            width=size.task_width,
            features=size.task_features,
            normalisation=size.task_normalisation,
            depth_activation=self.depth_activation,
            weights=self.weights,
        )

    def image_discriminator(self) -> DiscriminatorSpec:
        """D_img: the 70 x 70 PatchGAN."""
        return DiscriminatorSpec(width=SIZES[self.size].discriminator_width)

    def map_discriminator(self, in_channels: int) -> DiscriminatorSpec:
        """D_output in its form, for maps of so many channels."""
        return replace(
            OUTPUT_DISCRIMINATORS[self.output_discriminator],
            in_channels=in_channels,
            width=SIZES[self.size].discriminator_width,
        )
