"""Named departures from the paper's literal reading, for methods with a translator.

A literal translator is handed the labels and rewarded for what the task network reads out of its
picture, so it learns to write them there (docs/findings.md). Each variant hinders that in one way;
``steady`` takes those together that the bundled networks were trained with. CycleGAN's game is its
own and stays as it is; what concerns the task network is changed for it too, or the rows could not
be set against each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gioada.methods.spec import Method, Readings, Weights

LITERAL = "literal"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """Departures that are taken together."""

    summary: str
    readings: Readings
    image: float = Weights().image
    """Factor of (1) in (5)."""


VARIANTS: dict[str, Variant] = {
    LITERAL: Variant(summary="as the paper has it", readings=Readings()),
    "raw": Variant(
        summary="the task network also sees the untranslated source",
        readings=Readings(train_on_raw=True),
    ),
    "noise": Variant(
        summary="noise drowns faint hints in translations", readings=Readings(noise=0.05)
    ),
    "slow": Variant(
        summary="a running average of the task network guides", readings=Readings(guide="average")
    ),
    "squares": Variant(
        summary="least squares in (1), with three times its weight",
        readings=Readings(image_gan="least-squares"),
        image=0.3,
    ),
    "steady": Variant(
        summary="raw, noise and squares together",
        readings=Readings(train_on_raw=True, noise=0.05, image_gan="least-squares"),
        image=0.3,
    ),
}


def varied(method: Method, name: str) -> Method:
    """A method with a variant's departures, as far as they concern it; itself where none does.

    Raises:
        ValueError: naming the variants there are.
    """
    if name not in VARIANTS:
        raise ValueError(f"there is no variant {name!r}; the variants are: {' '.join(VARIANTS)}")
    if name == LITERAL or method.translation is None:
        return method
    variant = VARIANTS[name]
    if not method.translation.guided:
        seen = {key: getattr(variant.readings, key) for key in ("train_on_raw", "noise")}
        return replace(method, readings=replace(method.readings, **seen))
    weights = replace(method.weights, image=variant.image)
    return replace(method, readings=variant.readings, weights=weights)
