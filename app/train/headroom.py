"""Options with which a step takes less memory."""

from __future__ import annotations

import re
from dataclasses import replace

from gioada.training.spec import Experiment

SMALLEST = 32
"""Pixels of a side; the output discriminator needs as many."""
_FITS = re.compile(r"What fits: `([^`]*)`")
_OPTION = re.compile(r"--(?:training\.)?(crop|height|width|precision|accumulate) (\S+(?: \d+)?)")


def smaller(described: Experiment, reason: str) -> tuple[Experiment, str]:
    """The same with a step that takes less memory, and in words what was changed.

    Args:
        described: what did not fit.
        reason: what the trainer said; where it has tried what fits, that is taken.
    """
    tried = _FITS.search(reason)
    if tried:
        return _with(described, dict(_OPTION.findall(tried[1]))), f"with {tried[1]}, which fits"
    training = described.training
    if training.accumulate < training.batch:
        parts = replace(training, accumulate=training.batch)
        return replace(described, training=parts), "with the batch in single images"
    if training.precision == "fp32":
        return replace(described, training=replace(training, precision="bf16")), "in bf16"
    height, width = (max(SMALLEST, side // 16 * 8) for side in described.sizes["target"])
    return replace(described, height=height, width=width, crop=None), "on smaller images"


def _with(described: Experiment, options: dict[str, str]) -> Experiment:
    training = replace(
        described.training,
        precision="bf16" if options.get("precision") == "bf16" else described.training.precision,
        accumulate=int(options.get("accumulate", described.training.accumulate)),
    )
    changed = replace(described, training=training)
    if "crop" in options:
        height, width = map(int, options["crop"].split())
        return replace(changed, crop=(height, width))
    if "height" in options and "width" in options:
        return replace(changed, height=int(options["height"]), width=int(options["width"]))
    return changed
