"""What a preset is, and what the paper reports of it, in sentences."""

from __future__ import annotations

import html

from gioada.methods.presets import (
    PAPER_TABLE1,
    PAPER_TABLE2,
    PAPER_TABLE3,
    PAPER_TABLE4,
    find,
)

_NA = PAPER_TABLE2["na"]


def summary(preset: str) -> str:
    """A preset's sentences as HTML."""
    method = find(preset)
    return (
        f'<p class="how">{html.escape(method.summary.capitalize())}. '
        f"{html.escape(reported(method.name))}</p>"
    )


def reported(preset: str) -> str:
    """The paper's mean IoU of a preset."""
    kitti, tables = _on_kitti(preset)
    if not tables:
        return "The paper has no such row."
    beside = "" if preset == "na" else f" ({kitti - _NA:+.1f} over non-adapted)"
    sentence = f"In the paper: mean IoU {kitti:.1f} % from Virtual KITTI to KITTI{beside}"
    if preset in PAPER_TABLE4:
        _, all_classes, thirteen = PAPER_TABLE4[preset]
        sentence += (
            f", and {all_classes:.1f} % from SYNTHIA to Cityscapes ({thirteen:.1f} % over 13 "
            "classes)"
        )
        tables = [*tables, "4"]
    plural = "s" if len(tables) > 1 else ""
    return f"{sentence}; table{plural} {' and '.join(tables)}."


def _on_kitti(preset: str) -> tuple[float, list[str]]:
    """Mean IoU in percent, and the tables that have it."""
    found: dict[str, float] = {}
    if preset in PAPER_TABLE1:
        found["1"] = PAPER_TABLE1[preset][1]
    if preset in PAPER_TABLE2:
        found["2"] = PAPER_TABLE2[preset]
    if preset in PAPER_TABLE3:
        found["3"] = PAPER_TABLE3[preset]
    return next(iter(found.values()), 0.0), list(found)
