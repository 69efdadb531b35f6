"""Numbers as people write them."""

from __future__ import annotations

from collections.abc import Sequence


def percent(share: float) -> str:
    """A share in [0, 1] as ``12 %``; small ones with a digit more, none as ``0 %``."""
    if share <= 0:
        return "0 %"
    if share < 0.001:
        return "under 0.1 %"
    return f"{100 * share:.1f} %" if share < 0.0995 else f"{100 * share:.0f} %"


def counted(number: int, noun: str) -> str:
    """``1 frame``, ``2,975 frames``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """``road, car and sky``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def size_text(size: tuple[int, int]) -> str:
    """Height and width as people write them: ``1242x375``."""
    return f"{size[1]}x{size[0]}"
