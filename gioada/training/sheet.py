"""A sheet of pictures with their names, the classes' colours and the scale of the depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from gioada.data.depth import FAR
from gioada.data.depth_colours import depth_colours
from gioada.data.labels import LabelSpace

COLUMNS = ("image", "labels", "depth")
NARROWEST, WIDEST = 240, 480
"""Pixels that a picture may be wide on a sheet; others are scaled."""
TICKS = (0, 5, 20, 40, 80)
"""Metres at the scale of the depth."""

_PAPER, _INK = (255, 255, 255), (40, 40, 40)
_TEXT, _LINE, _GAP, _BLOCK, _MARGIN = 13, 24, 4, 12, 104


@dataclass(frozen=True, kw_only=True)
class Row:
    """Pictures of one size, uint8 H W 3, one for each column."""

    name: str
    """Which image it is."""
    note: str
    """Where the labels and the depth are from."""
    pictures: tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]


def draw_sheet(samples: Sequence[Sequence[Row]], space: LabelSpace, *, title: str) -> Image.Image:
    """Blocks of rows below each other, under the names of their columns, above a legend.

    Args:
        samples: blocks of as many rows each; all pictures have one size.
        space: gives the legend of the classes.
        title: stands in the upper left corner.
    """
    width, height = _cell_size(samples[0][0].pictures[0])
    columns = [_MARGIN + n * (width + _GAP) for n in range(len(COLUMNS))]
    block = len(samples[0]) * (height + _GAP) + _BLOCK
    bottom = _LINE + len(samples) * block
    legend, scale = _legend(space, 2 * width), _depth_scale(width)
    sheet = _paper(columns[-1] + width + _GAP, bottom + max(legend.height, scale.height))
    _write(sheet, (_GAP, _LINE // 2), title)
    for x, name in zip(columns, COLUMNS, strict=True):
        _write(sheet, (x, _LINE // 2), name)
    for number, sample in enumerate(samples):
        for place, row in enumerate(sample):
            top = _LINE + number * block + place * (height + _GAP)
            _write(sheet, (_GAP, top + height // 2), f"{row.name}\n{row.note}")
            for x, picture, name in zip(columns, row.pictures, COLUMNS, strict=True):
                sheet.paste(_scaled(picture, (width, height), mixed=name == "image"), (x, top))
    sheet.paste(legend, (columns[0], bottom))
    sheet.paste(scale, (columns[-1], bottom))
    return sheet


def _cell_size(picture: NDArray[np.uint8]) -> tuple[int, int]:
    width = min(max(picture.shape[1], NARROWEST), WIDEST)
    return width, max(1, round(picture.shape[0] * width / picture.shape[1]))


def _scaled(picture: NDArray[np.uint8], size: tuple[int, int], *, mixed: bool) -> Image.Image:
    """An image is averaged where it shrinks; colours that stand for something are never mixed."""
    image = Image.fromarray(picture)
    averages = mixed and size[0] < image.width
    return image.resize(size, Image.Resampling.BOX if averages else Image.Resampling.NEAREST)


def _legend(space: LabelSpace, width: int) -> Image.Image:
    """The classes' names beside their colours, in as many lines as they need."""
    font = ImageFont.load_default(size=_TEXT)
    entries = [*zip(space.classes, space.colours, strict=True), ("no class", (0, 0, 0))]
    places, x, line = [], 0, 0
    for name, _ in entries:
        length = _TEXT + 4 + round(font.getlength(name))
        if x and x + length > width:
            x, line = 0, line + 1
        places.append((x, line * _LINE))
        x += length + 12
    legend = _paper(width, (line + 1) * _LINE)
    for (name, colour), (x, y) in zip(entries, places, strict=True):
        top = y + (_LINE - _TEXT) // 2
        ImageDraw.Draw(legend).rectangle((x, top, x + _TEXT - 1, top + _TEXT - 1), fill=colour)
        _write(legend, (x + _TEXT + 4, y + _LINE // 2), name)
    return legend


def _depth_scale(width: int) -> Image.Image:
    """The colours of 0 to 80 m, as they are spaced in ``depth_colours``, and some of the metres."""
    drawn = _paper(width, 2 * _LINE)
    metres = np.linspace(0, 1, width) ** 2 * FAR
    strip = Image.fromarray(np.repeat(depth_colours(metres[None]), _LINE // 2, axis=0))
    drawn.paste(strip, (0, _LINE // 4))
    for tick in TICKS:
        x = round((tick / FAR) ** 0.5 * (width - 1))
        last = tick == TICKS[-1]
        anchor = "lm" if tick == 0 else "rm" if last else "mm"
        _write(drawn, (x, _LINE + _LINE // 4), f"{tick} m" if last else str(tick), anchor=anchor)
    return drawn


def _paper(width: int, height: int) -> Image.Image:
    return Image.new("RGB", (width, height), _PAPER)


def _write(paper: Image.Image, place: tuple[int, int], text: str, *, anchor: str = "lm") -> None:
    font = ImageFont.load_default(size=_TEXT)
    ImageDraw.Draw(paper).text(place, text, _INK, font, anchor=anchor)
