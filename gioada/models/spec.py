"""What a network is, as values: frozen, free of torch, written to json beside the weights."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from pydantic import ValidationInfo, model_validator

from gioada.errors import Problem
from gioada.records import STORED, record

Condition = Literal["depth", "labels"]
Normalisation = Literal["none", "group", "instance", "frozen"]
Upsampling = Literal["transposed", "resize"]
OutputDiscriminator = Literal["fcn", "patch70"]
Head = Literal["deeplab-v2", "deeplab-v3+"]
Size2d = tuple[int, int]

VGG16 = "vgg16"
PAPER_RATES = (6, 12, 18, 24)
"""DeepLab-v2's dilations, made for the map of a 321 x 321 crop at stride 8."""
PAPER_MAP = 41
"""Shorter side of that map."""


@record
class Backbone:
    """What the page, the cards and the estimates need to know of a backbone."""

    summary: str
    stride: int | None = None
    """Of its last map, where that is not ``Networks.output_stride``."""
    seconds: float = 0.05
    """Of a training step on one image of 48 x 160, one thread of an AVX512 CPU, fp32; a guess
    where nobody measured (`python -m benchmarks.backbones`)."""


BACKBONES = {
    VGG16: Backbone(
        summary="the paper's: DeepLab-v2 on VGG-16, stride 8",
        stride=8,
        seconds=0.61,
    ),
    "tf_efficientnet_lite0": Backbone(
        summary="small and fast: EfficientNet-Lite0 (Apache-2.0)", seconds=0.04
    ),
    "resnet50": Backbone(summary="a common middle: ResNet-50", seconds=0.2),
    "convnext_tiny": Backbone(summary="a modern convolutional network", seconds=0.2),
    "vit_small_patch14_dinov2": Backbone(
        summary="a transformer trained without labels: DINOv2", stride=14, seconds=0.3
    ),
}
"""Those that were tried; any other name of timm's is taken too."""


def find_backbone(name: str) -> Backbone:
    """What is known of a backbone; of one that is not listed, what is usual."""
    return BACKBONES.get(name, Backbone(summary=f"timm's {name}"))


@record
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
    up: Upsampling = "transposed"
    """CycleGAN's transposed convolutions; or resizing before a convolution, which leaves no
    checkerboard (Odena et al. 2016)."""

    @property
    def in_channels(self) -> int:
        """3 for the image, 1 for depth, C for labels."""
        widths = {"depth": 1, "labels": self.num_classes}
        return 3 + sum(widths[condition] for condition in self.conditions)


@record
class TaskSpec:
    """G_task, section 3.3: DeepLab with one classifier per task."""

    num_classes: int = 10
    """C, the classes of the segmentation."""
    backbone: str = VGG16
    """VGG-16, or a name of timm's."""
    output_stride: int = 16
    """Of the last map of timm's backbones, where the family allows it; VGG-16 has 8."""
    head: Head = "deeplab-v2"
    """See ``Networks``."""
    width: int = 64
    """Channels of VGG's first block; 64 is VGG-16."""
    features: int = 1024
    """Channels of fc6 and fc7 (of the decoder on other backbones), which both tasks share."""
    normalisation: Normalisation = "none"
    """Normalisation of the backbone. VGG-16 has none, training from scratch needs one; frozen is
    the backbone's own batch norm with the statistics of its weights."""
    rates: tuple[int, ...] = PAPER_RATES
    """Dilations of the parallel branches: of the classifiers, all summed (DeepLab-v2), or, but for
    the first, on the last map (DeepLab-v3+)."""
    depth_activation: Literal["sigmoid", "linear"] = "sigmoid"
    """Sigmoid keeps depth in [0, 1]; the paper names no activation, which linear is."""
    weights: str = "none"
    """Initial backbone weights: none, imagenet (torchvision's enum), or a file."""


@record
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


OUTPUT_DISCRIMINATORS: dict[OutputDiscriminator, DiscriminatorSpec] = {
    "fcn": DiscriminatorSpec(strides=(2, 2, 2, 2, 2), normalisation="none"),
    "patch70": DiscriminatorSpec(),
}
"""The forms of D_output, before channels and width are known."""


@record
class Size:
    """Widths that go together."""

    translator_width: int
    task_width: int
    task_features: int
    task_normalisation: Normalisation
    discriminator_width: int
    decoder_features: int = 128
    """Channels of the decoder on timm's backbones."""
    seconds_vgg16: float = find_backbone(VGG16).seconds
    """Of the task network on VGG-16 of this width, as ``Backbone.seconds`` has them."""
    seconds_translator: float = 0.63
    """Of G_img and D_img, likewise."""
    seconds_output: float = 0.18
    """Of a D_output, likewise."""


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
        seconds_vgg16=0.053,
        seconds_translator=0.079,
        seconds_output=0.02,
    ),
    "medium": Size(
        translator_width=32,
        task_width=32,
        task_features=512,
        task_normalisation="group",
        discriminator_width=48,
        seconds_vgg16=0.18,
        seconds_translator=0.22,
        seconds_output=0.08,
    ),
}


@record
class Networks:
    """All networks of a run, before the classes and the method are known."""

    size: str = "small"
    """small, medium or full: full is the paper's; small has a quarter of the width and group norm,
    for training from scratch on a CPU; medium has half."""
    backbone: str = VGG16
    """Of the task network: vgg16 (the paper's), or a name of timm's such as
    tf_efficientnet_lite0."""
    output_stride: int = 16
    """Of the last map of timm's backbones: 8, 16 or 32."""
    head: Head | None = None
    """What reads the backbone's maps. deeplab-v2 is the paper's: dilated classifiers, summed.
    deeplab-v3+ has the dilations on the last map, beside the mean of the whole picture, and plain
    classifiers: on fine maps dilated ones draw a grid into the depth of photos. Default: the
    paper's on its VGG-16, deeplab-v3+ on timm's backbones."""
    residual: bool = True
    """Translator output tanh(net + atanh(x)) instead of the paper's tanh(net)."""
    up: Upsampling = "transposed"
    """How the translator enlarges: transposed (CycleGAN's), or resize before a convolution."""
    num_blocks: int = 9
    """Residual blocks of the translator."""
    rates: tuple[int, ...] | None = None
    """Dilations of the classifiers. Default: 6 12 18 24 on maps as large as DeepLab-v2's, and in
    proportion on smaller ones, where they would reach past the border; those of the checkpoint that
    a run begins with."""
    depth_activation: Literal["sigmoid", "linear"] = "sigmoid"
    """Output of the depth head."""
    weights: str = "none"
    """What training begins with: none, imagenet or a file (of the task network's backbone), or a
    checkpoint, whose networks are trained on: its folder, or owner/name[@revision] of the Hub."""
    output_discriminator: OutputDiscriminator = "fcn"
    """D_output: fcn is AdaptSegNet's, all strides 2 and no norm, which would hide the level of
    depth and probabilities; patch70 is the 70 x 70 PatchGAN with instance norm that D_img is, as
    section 3.3 has it ("similar to D_img, also formulated as a PatchGAN")."""

    def __post_init__(self) -> None:
        if self.size not in SIZES:
            what = "size must be one of {known}, and it is {value!r}."
            known = ", ".join(SIZES)
            raise Problem("options.wrong", what, field="size", value=self.size, known=known)

    @model_validator(mode="before")
    @classmethod
    def _older(cls, values: Any, info: ValidationInfo) -> Any:
        """What a file meant that was written before ``rates`` could follow the map, and before
        there was a choice of ``head``."""
        if info.context != STORED or not isinstance(values, dict):
            return values
        rates = values.get("rates", PAPER_RATES)
        rates = tuple(rates) if isinstance(rates, list) else rates
        return {"head": "deeplab-v2", **values, "rates": rates}

    def translator(self, num_classes: int, conditions: tuple[Condition, ...]) -> TranslatorSpec:
        """G_img for a number of classes and the method's conditions."""
        return TranslatorSpec(
            num_classes=num_classes,
            conditions=conditions,
            width=SIZES[self.size].translator_width,
            num_blocks=self.num_blocks,
            residual=self.residual,
            up=self.up,
        )

    def task(self, num_classes: int, image: Size2d) -> TaskSpec:
        """G_task for a number of classes and the height and width of its training images."""
        size, vgg = SIZES[self.size], self.backbone == VGG16
        own: Normalisation = "group" if self.weights == "none" else "frozen"
        return TaskSpec(
            num_classes=num_classes,
            backbone=self.backbone,
            output_stride=self.output_stride,
            head=self.head or ("deeplab-v2" if vgg else "deeplab-v3+"),
            width=size.task_width,
            features=size.task_features if vgg else size.decoder_features,
            normalisation=size.task_normalisation if vgg else own,
            rates=self.rates or self._rates(image),
            depth_activation=self.depth_activation,
            weights=self.weights,
        )

    @property
    def task_seconds(self) -> float:
        """Of a training step of G_task, as ``Backbone.seconds`` has them."""
        vgg = self.backbone == VGG16
        return SIZES[self.size].seconds_vgg16 if vgg else find_backbone(self.backbone).seconds

    def _rates(self, image: Size2d) -> tuple[int, ...]:
        # The last map's size, also where a finer one is joined to it: far taps on a fine map show
        # as a grid in the depth of photos.
        stride = find_backbone(self.backbone).stride or self.output_stride
        share = min(image) / stride / PAPER_MAP
        return tuple(max(1, round(rate * min(1.0, share))) for rate in PAPER_RATES)

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
