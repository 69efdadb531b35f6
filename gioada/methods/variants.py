"""Named departures from the paper's literal reading, each measured by itself (docs/findings.md).

A literal translator is handed the labels and rewarded for what the task network reads out of its
picture, so it learns to write them there. Each departure of the input level hinders that in one
way; ``steady`` takes those together that the bundled networks were trained with. Those of the
output level push harder, or otherwise, where literal alignment gains little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gioada.methods.spec import Method

LITERAL = "literal"
Level = Literal["input", "output"]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """Departures that are taken together."""

    summary: str
    level: Level = "input"
    """Which methods they concern: those with a translator, or those that align predictions."""
    readings: Mapping[str, Any] = field(default_factory=dict)
    """Fields of ``Readings``."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Fields of ``Weights``."""


VARIANTS: dict[str, Variant] = {
    LITERAL: Variant(summary="as the paper has it"),
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
        summary="(4) moves the source's predictions too, as its min-max is written",
        level="output",
        readings={"output_push": "both"},
    ),
    "deep": Variant(summary="ten times the weight of (3)", level="output", weights={"depth": 1.0}),
}
SEEN = ("train_on_raw", "noise")
"""Readings of what the task network is shown, which concern CycleGAN too; its game is its own."""


def varied(method: Method, name: str) -> Method:
    """A method with a variant's departures, as far as they concern it; itself where none does.

    Raises:
        ValueError: naming the variants there are.
    """
    if name not in VARIANTS:
        raise ValueError(f"there is no variant {name!r}; the variants are: {' '.join(VARIANTS)}")
    variant, translation = VARIANTS[name], method.translation
    if variant.level == "output":
        return _departed(method, variant.readings, variant.weights) if method.spaces else method
    if translation is None:
        return method
    if translation.guided:
        return _departed(method, variant.readings, variant.weights)
    seen = {key: value for key, value in variant.readings.items() if key in SEEN}
    return _departed(method, seen, {})


def _departed(
    method: Method, readings: Mapping[str, Any], weights: Mapping[str, float]
) -> Method:  # fmt: skip
    return replace(
        method,
        readings=replace(method.readings, **readings),
        weights=replace(method.weights, **weights),
    )
