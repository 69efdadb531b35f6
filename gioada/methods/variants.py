"""Named departures, each measured by itself (docs/findings.md), and the paper to the letter.

A guided translator is handed the labels and rewarded for what the task network reads out of its
picture, so it learns to write them there. Each departure of the input level hinders that in one
way; ``steady`` takes those together that the bundled networks were trained with. Those of the
output level push harder, or otherwise, where plain alignment gains little. Those of the cycle give
CycleGAN, the control, as many chances with its image game as the guided rows have with theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gioada.errors import Problem
from gioada.methods.spec import Method

SCALED = "scaled"
Level = Literal["input", "output", "cycle", "run"]
CONCERNS: dict[Level, Callable[[Method], bool]] = {
    "input": lambda method: method.translation is not None,
    "output": lambda method: bool(method.spaces),
    "cycle": lambda method: method.translation is not None and method.translation.cycle,
    "run": lambda method: True,
}
"""Which methods a level's departures concern."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """Departures that are taken together."""

    summary: str
    level: Level = "input"
    """Which methods they concern."""
    readings: Mapping[str, Any] = field(default_factory=dict)
    """Fields of ``Readings``."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Fields of ``Weights``."""
    networks: Mapping[str, Any] = field(default_factory=dict)
    """Fields of ``Networks``; as those of ``training``, defaults that an option goes before."""
    training: Mapping[str, Any] = field(default_factory=dict)
    """Fields of ``Training``."""
    also: tuple[str, ...] = ()
    """Other variants that are taken along, as far as they concern a method."""

    @property
    def retrains(self) -> bool:
        """Whether networks or training depart too, and with them every row."""
        return bool(self.networks or self.training)


VARIANTS: dict[str, Variant] = {
    SCALED: Variant(
        summary="the paper's objective, scaled down to a CPU where the command does not say "
        "otherwise",
        level="run",
    ),
    "literal": Variant(
        summary="section 3.5 to the letter",
        level="run",
        networks={
            "size": "full",
            "backbone": "vgg16",
            "weights": "imagenet",
            "rates": (6, 12, 18, 24),
            "residual": False,
            "up": "transposed",
            "num_blocks": 9,
            "output_discriminator": "patch70",
        },
        training={
            "epochs": 10.0,
            "batch": 1,
            "optimiser_task": "adam",
            "lr_task": 2e-4,
            "backbone_rate": 1.0,
            "lr_translator": 2e-4,
            "lr_image": 2e-4,
            "lr_output": 2e-4,
            "schedule": "constant",
            "warmup": 0,
            "clip": None,
            "average": 0.0,
            "flip": True,
        },
    ),
    "photos": Variant(
        summary="for real photographs on a CPU: a small pretrained backbone, strong colours, rare "
        "classes more often, steady translations without a checkerboard",
        level="run",
        readings={"colours": 0.5},
        networks={
            "size": "medium",
            "backbone": "tf_efficientnet_lite0",
            "weights": "imagenet",
            "up": "resize",
        },
        training={
            "batch": 2,
            "lr_task": 3e-4,
            "backbone_rate": 0.3,
            "schedule": "poly",
            "warmup": 50,
            "clip": 10.0,
            "rare_share": 0.5,
        },
        also=("steady",),
    ),
    "raw": Variant(
        summary="the task network also sees the untranslated source",
        readings={"train_on_raw": True},
    ),
    "noise": Variant(summary="noise drowns faint hints in translations", readings={"noise": 0.05}),
    "slow": Variant(
        summary="a running average of the task network guides", readings={"guide": "average"}
    ),
    "squares": Variant(
        summary="least squares in (1), with three times its weight",
        readings={"image_gan": "least-squares"},
        weights={"image": 0.3},
    ),
    "steady": Variant(
        summary="raw, noise and squares together",
        readings={"train_on_raw": True, "noise": 0.05, "image_gan": "least-squares"},
        weights={"image": 0.3},
    ),
    "strong": Variant(
        summary="ten times the weight of (4)", level="output", weights={"output": 0.01}
    ),
    "mutual": Variant(
        summary="(4) moves the source's predictions to the target's too, not saturating",
        level="output",
        readings={"output_push": "both"},
    ),
    "minmax": Variant(
        summary="(4) as its min-max is written: both expectations, saturating",
        level="output",
        readings={"output_push": "both", "output_gan": "saturating"},
    ),
    "deep": Variant(summary="ten times the weight of (3)", level="output", weights={"depth": 1.0}),
    "third": Variant(
        summary="a third of the weight of CycleGAN's image games",
        level="cycle",
        weights={"image": 0.3, "back_image": 0.3},
    ),
    "triple": Variant(
        summary="three times the weight of CycleGAN's image games",
        level="cycle",
        weights={"image": 3.0, "back_image": 3.0},
    ),
    "likelihood": Variant(
        summary="(1) as the guided rows have it, in place of CycleGAN's least squares",
        level="cycle",
        readings={"image_gan": "log"},
    ),
}
SEEN = ("train_on_raw", "noise", "colours")
"""Readings of what the task network is shown, which concern CycleGAN too; its game is its own."""


def find_variant(name: str) -> Variant:
    """The variant of that name.

    Raises:
        Problem: ``variant.unknown``, naming the variants there are.
    """
    if name not in VARIANTS:
        raise Problem(
            "variant.unknown",
            "there is no variant {name!r}; the variants are: {known}",
            name=name,
            known=" ".join(VARIANTS),
        )
    return VARIANTS[name]


def concerns(method: Method, name: str) -> bool:
    """Whether a variant makes another run of a method; raises as ``find_variant``."""
    return find_variant(name).retrains or varied(method, name) != method


def varied(method: Method, name: str) -> Method:
    """A method with a variant's departures, as far as they concern it; itself where none does.

    Raises as ``find_variant``.
    """
    variant, translation = find_variant(name), method.translation
    for other in variant.also:
        method = varied(method, other)
    if not CONCERNS[variant.level](method):
        return method
    if variant.level == "input" and translation is not None and not translation.guided:
        seen = {key: value for key, value in variant.readings.items() if key in SEEN}
        return _departed(method, seen, {})
    return _departed(method, variant.readings, variant.weights)


def _departed(method: Method, readings: Mapping[str, Any], weights: Mapping[str, float]) -> Method:
    return replace(
        method,
        readings=replace(method.readings, **readings),
        weights=replace(method.weights, **weights),
    )
