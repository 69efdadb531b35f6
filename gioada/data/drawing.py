"""Pieces of a sheet: paper, writing, pictures in cells, legends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from gioada.data.depth import FAR
from gioada.data.depth_colours import depth_colours
from gioada.data.labels import RGB, VOID, LabelSpace

TEXT, LINE, GAP = 13, 22, 6
"""Pixels of a letter, of a line, and between cells."""
INK, WARNING = (40, 40, 40), (190, 30, 30)

_PAPER, _EMPTY = (255, 255, 255), (235, 235, 235)
_TICKS = (0, 5, 20, 40, 80)


def paper(width: int, height: int) -> Image.Image:
    """White, of some pixels."""
    return Image.new("RGB", (width, height), _PAPER)


def write(
    sheet: Image.Image,
    place: tuple[int, int],
    text: str,
    *,
    width: int | None = None,
    anchor: str = "lm",
    ink: RGB = INK,
) -> None:
    """Write a line at x and y; what is wider than ``width`` pixels loses its beginning.

    Args:
        anchor: as Pillow has it: ``lm`` begins at x, ``mm`` has its middle there.
    """
    font = ImageFont.load_default(size=TEXT)
    if width is not None and font.getlength(text) > width:
        # Names of files differ at their end.
        while len(text) > 1 and font.getlength("..." + text) > width:
            text = text[1:]
        text = "..." + text
    ImageDraw.Draw(sheet).text(place, text, ink, font, anchor=anchor)


def fitted(picture: NDArray[np.uint8] | None, size: tuple[int, int], *, mixed: bool) -> Image.Image:
    """A picture in a cell of width x height, its sides in proportion; None is an empty cell.

    Args:
        mixed: pixels may be averaged, as those of maps may not.
    """
    cell = Image.new("RGB", size, _EMPTY)
    if picture is None:
        write(cell, (size[0] // 2, size[1] // 2), "cannot be read", anchor="mm", ink=WARNING)
        return cell
    height, width = picture.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = Image.Resampling.BOX if mixed and scale < 1 else Image.Resampling.NEAREST
    place = ((size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2)
    cell.paste(Image.fromarray(picture).resize(inner, how), place)
    return cell


def overlay(image: np.ndarray, labels: np.ndarray, space: LabelSpace, opacity: float) -> np.ndarray:
    """Class colours over a photo, uint8 H W 3; where there is no class the photo stays.

    Args:
        image: uint8 H W 3.
        labels: uint8 H W class indices, 255 void.
        space: gives the colours.
        opacity: share of the colours in [0, 1].
    """
    share = np.where(labels == VOID, 0.0, opacity).astype(np.float32)[..., None]
    blended = image * (1 - share) + space.colourise(labels) * share
    return np.rint(blended).astype(np.uint8)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a legend."""

    text: str
    colour: RGB
    ink: RGB = INK


def colour_legend(entries: Sequence[Entry], width: int) -> Image.Image:
    """Texts beside their colours, in columns that are as wide as the widest text."""
    font = ImageFont.load_default(size=TEXT)
    widest = max(round(font.getlength(entry.text)) for entry in entries) + TEXT + 22
    columns = max(1, width // widest)
    lines = -(-len(entries) // columns)
    legend = paper(width, lines * LINE)
    for number, entry in enumerate(entries):
        # Downwards, as lists are read.
        column, line = divmod(number, lines)
        x, top = column * widest, line * LINE + (LINE - TEXT) // 2
        box = (x, top, x + TEXT - 1, top + TEXT - 1)
        ImageDraw.Draw(legend).rectangle(box, fill=entry.colour, outline=INK)
        write(legend, (x + TEXT + 5, line * LINE + LINE // 2), entry.text, ink=entry.ink)
    return legend


def depth_legend(width: int) -> Image.Image:
    """The colours of 0 to 80 m, as they are spaced in ``depth_colours``, and some of the metres."""
    drawn = paper(width, 2 * LINE)
    metres = np.linspace(0, 1, width) ** 2 * FAR
    strip = Image.fromarray(np.repeat(depth_colours(metres[None]), LINE // 2, axis=0))
    drawn.paste(strip, (0, LINE // 4))
    for tick in _TICKS:
        x = round((tick / FAR) ** 0.5 * (width - 1))
        last = tick == _TICKS[-1]
        anchor = "lm" if tick == 0 else "rm" if last else "mm"
        write(drawn, (x, LINE + LINE // 3), f"{tick} m" if last else str(tick), anchor=anchor)
    return drawn
