"""Below the pictures: what the colours of classes and of depth mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from gioada.data.depth import FAR
from gioada.data.depth_colours import depth_colours
from gioada.data.labels import RGB
from gioada.figures.geometry import Place, line_width, pixels
from gioada.figures.lettering import flowed, measured
from gioada.figures.sheet import INK, Area, Picture, Words

TICKS = (0, 2, 5, 10, 20, 40, 80)
_BAR = 70.0
"""Millimetres of the depth bar, where there is room."""


def class_legend(
    classes: Mapping[str, RGB], *, width: int, top: int, text: float, line: int
) -> tuple[list[Area | Words], int]:
    """Swatches and names in as few lines as fit, in the middle; and where they end.

    Args:
        classes: name -> colour.
        width: of the figure in pixels.
        top: where the legend begins.
        text: size of the letters in pixels.
        line: height of a line in pixels.
    """
    names = list(classes)
    widths = [line_width(name, text) for name in names]
    items: list[Area | Words] = []
    for number, entries in enumerate(flowed(widths, width)):
        space = line_width("", text) - 1.35 * text  # after the last name
        x = (width - sum(widths[entry] for entry in entries) + space) / 2
        baseline = top + number * line + round(0.92 * text)
        for entry in entries:
            items.extend(_entry(names[entry], classes[names[entry]], x, baseline, text))
            x += widths[entry]
    return items, top + len(flowed(widths, width)) * line


def _entry(name: str, colour: RGB, x: float, baseline: int, text: float) -> Iterator[Area | Words]:
    side = round(0.85 * text)
    # As high as capital letters and a little more, in the middle of the line.
    top = baseline - round(0.78 * text)
    square = Place(left=round(x), top=top, width=side, height=side)
    yield Area(place=square, colour=colour)
    yield Area(place=square, colour=(96, 96, 96), stroke=max(1, round(text / 30)))
    yield Words(text=name, x=x + 1.2 * text, y=baseline, size=text)


def depth_legend(
    *, width: int, top: int, text: float, line: int, dpi: float
) -> tuple[list[Picture | Area | Words], int]:
    """A bar in the colours of 0 to 80 m with its ticks, in the middle; and where it ends."""
    title = "depth in m"
    room = width - measured(title, text) - 3 * text
    length = max(8, min(pixels(_BAR, dpi), round(room)))
    height = round(0.85 * text)
    gap = round(0.6 * text)
    left = round((width - length - measured(title, text) - gap) / 2 + measured(title, text)) + gap
    metres = (np.arange(length) / max(1, length - 1)) ** 2 * FAR
    colours = np.repeat(depth_colours(metres[None]), height, axis=0)
    stroke = max(1, round(text / 30))
    items: list[Picture | Area | Words] = [
        Words(text=title, x=left - gap, y=top + 0.78 * text, size=text, anchor="right"),
        Picture(pixels=colours, left=left, top=top),
    ]
    ticks = _thinned(length, text)
    for tick in ticks:
        x = left + round((tick / FAR) ** 0.5 * (length - 1))
        mark = Place(
            left=x - stroke // 2, top=top + height, width=stroke, height=max(2, round(text / 5))
        )
        items.append(Area(place=mark, colour=INK))
        items.append(
            Words(
                text=f"≥{tick}" if tick == FAR else str(tick),
                x=x,
                y=top + height + 1.15 * text,
                size=text,
                anchor="middle",
            )
        )
    return items, top + height + round(1.15 * text) + round(0.3 * text)


def _thinned(length: int, text: float) -> list[int]:
    """Ticks from far to near that leave room between their numbers."""
    kept: list[int] = []
    for tick in reversed(TICKS):
        x = (tick / FAR) ** 0.5 * length
        if all((other / FAR) ** 0.5 * length - x > 2.2 * text for other in kept):
            kept.append(tick)
    return kept
