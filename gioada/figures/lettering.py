"""The figure's one font, measured: lines that fit, and where they are set."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONT = Path(__file__).resolve().parent / "font" / "Arimo-Regular.ttf"
"""As wide as Arial and Helvetica, which journals ask for; may be embedded and passed on."""
LEADING = 1.2
"""Height of a line in sizes of the letters."""


@lru_cache(maxsize=64)
def font(size: float) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels; laid out simply, so that every machine draws it alike."""
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


def measured(text: str, size: float) -> float:
    """Width of a line in pixels, with fractions, as a PDF has it too."""
    return font(1000).getlength(text) * size / 1000


def wrapped(text: str, size: float, width: float, most: int) -> tuple[str, ...]:
    """A text in lines of at most a width in pixels; what is left after the last line is cut.

    Args:
        text: with spaces, where it may be broken.
        size: of the letters in pixels.
        width: of a line in pixels.
        most: lines.
    """
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measured(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(_fitted(line, size, width) for line in lines)


def _fitted(line: str, size: float, width: float) -> str:
    if measured(line, size) <= width:
        return line
    while len(line) > 1 and measured(line + "…", size) > width:
        line = line[:-1].rstrip()
    return line + "…"


def flowed(widths: Sequence[float], width: float) -> list[list[int]]:
    """Numbers of the items of each line, as few lines as fit and all about equally long.

    Args:
        widths: of the items in pixels, with the space after them.
        width: of a line in pixels.
    """
    lines = _greedy(widths, width)
    # The narrowest lines that are as few keep a single item from being left over.
    low, high = 0.0, width
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (low, middle) if len(_greedy(widths, middle)) <= len(lines) else (middle, high)
    return _greedy(widths, high)


def _greedy(widths: Sequence[float], width: float) -> list[list[int]]:
    lines: list[list[int]] = []
    left = 0.0
    for number, item in enumerate(widths):
        if not lines or item > left:
            lines.append([])
            left = width
        lines[-1].append(number)
        left -= item
    return lines
