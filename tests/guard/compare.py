"""What differs between a reference and what was recorded now."""

from __future__ import annotations

import json
import math
import re
import warnings
from typing import Any

from tests.guard.pinned import HERE, record_apart

REFERENCES = HERE / "references"
TOLERANCE = 2e-3
FIRST = 5
"""Steps of a journal that are compared on another machine: from there on errors have grown."""
SHOWN = 12
ONLY_HERE = re.compile(r".*\b[0-9a-f]{16}|-?[\d.*]+")
"""Checksums, and numbers as they were printed: nothing that another machine must repeat."""


def changes(*parts: str) -> dict[str, str]:
    """Record parts now: what of each is not as its reference says, in words; "" if nothing is.

    On the machine and with the versions of the reference everything must be equal to the last
    digit. Elsewhere numbers must agree within TOLERANCE, those of journals over their FIRST steps,
    and no checksums are compared; a warning says so.
    """
    recorded = record_apart(*parts)
    return {part: _changes(part, recorded["machine"], recorded[part]) for part in parts}


def _changes(part: str, here: dict[str, str], values: Any) -> str:
    reference = json.loads((REFERENCES / f"{part}.json").read_text())
    there = reference["machine"]
    exact = here == there
    if not exact:
        versions = ", ".join(f"{name} {there.get(name)}" for name in here)
        warnings.warn(
            f"the references were recorded with {versions}; here numbers are only compared "
            f"within {TOLERANCE}.",
            stacklevel=3,
        )
    found = differences(reference["values"], values, exact=exact)
    more = f"\n... and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return "\n".join(found[:SHOWN]) + more


def differences(expected: Any, found: Any, *, exact: bool, where: str = "") -> list[str]:
    """A line for each place where something is missing or another; what is new is none."""
    if isinstance(expected, dict) and isinstance(found, dict):
        lost = [f"{where}/{name} is gone" for name in expected if name not in found]
        shared = [name for name in expected if name in found]
        return lost + [
            line
            for name in shared
            for line in differences(
                expected[name], found[name], exact=exact, where=f"{where}/{name}"
            )
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        steps = len(expected) if exact or "/columns/" not in where else FIRST
        pairs = list(zip(expected, found, strict=True))[:steps]
        return [
            line
            for index, (old, new) in enumerate(pairs)
            for line in differences(old, new, exact=exact, where=f"{where}/{index}")
        ]
    same = expected == found if exact else _alike(expected, found)
    return [] if same else [f"{where} was {expected!r:.80} and is {found!r:.80}"]


def _alike(expected: Any, found: Any) -> bool:
    if isinstance(expected, float) and isinstance(found, float):
        return math.isclose(expected, found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if isinstance(expected, str) and isinstance(found, str) and ONLY_HERE.fullmatch(expected):
        return bool(ONLY_HERE.fullmatch(found))
    return expected == found
