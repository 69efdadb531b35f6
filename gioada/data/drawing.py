"""Contact sheets: frames in rows of pictures under their captions, above legends; and overlays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from gioada.data.depth import FAR, depth_colours
from gioada.data.labels import RGB, VOID, LabelSpace

TEXT, LINE, GAP = 13, 22, 6
"""Pixels of a letter, of a line, and between cells."""
INK, WARNING = (40, 40, 40), (190, 30, 30)

_PAPER, _EMPTY = (255, 255, 255), (235, 235, 235)
_TICKS = (0, 5, 20, 40, 80)


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


def _fitted(
    picture: NDArray[np.uint8] | None, size: tuple[int, int], *, mixed: bool
) -> Image.Image:
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
class Shown:
    """A frame on a sheet: pictures uint8 H W 3, one a column; None is an empty cell."""

    caption: str
    pictures: Sequence[NDArray[np.uint8] | None]


def contact_sheet(
    frames: Sequence[Shown],
    columns: Sequence[str],
    size: tuple[int, int],
    legends: Sequence[Image.Image],
    *,
    title: str,
    across: int = 1,
    together: int = 0,
) -> Image.Image:
    """Frames in rows under the names of their columns, and the legends below.

    Args:
        frames: each with a picture a column; those of a column ``image`` may be averaged.
        columns: the names; a single one is not written.
        size: width and height of a cell; a row is as high as its highest frame asks for.
        legends: one in the lower left corner, and perhaps another below the last column.
        title: stands above.
        across: frames in a row.
        together: rows that belong together, and are set apart from the next ones.
    """
    step, count = size[0] + GAP, len(columns)
    rows = [frames[start : start + across] for start in range(0, len(frames), across)]
    heights = [_row_height(row, size) for row in rows]
    last = range(together - 1, len(rows), together) if together else ()
    gaps = [2 * GAP if number in last else GAP for number in range(len(rows))]
    width, top = GAP + across * count * step, LINE * (2 if count > 1 else 1)
    bottom = top + sum(LINE + height + gap for height, gap in zip(heights, gaps, strict=True))
    below = max((one.height + LINE for one in legends), default=0)
    sheet = Image.new("RGB", (width, bottom + below), _PAPER)
    write(sheet, (GAP, LINE // 2), title, width=width - 2 * GAP)
    for number, name in enumerate([*columns] * across if count > 1 else ()):
        write(sheet, (GAP + number * step, LINE + LINE // 2), name)
    for row, height, gap in zip(rows, heights, gaps, strict=True):
        for place, frame in enumerate(row):
            x = GAP + place * count * step
            write(sheet, (x, top + LINE // 2), frame.caption, width=count * step - GAP)
            for name, picture in zip(columns, frame.pictures, strict=True):
                cell = _fitted(picture, (size[0], height), mixed=name == "image")
                sheet.paste(cell, (x, top + LINE))
                x += step
        top += LINE + height + gap
    for legend, x in zip(legends, (GAP, width - size[0] - GAP), strict=False):
        sheet.paste(legend, (x, bottom + LINE // 2))
    return sheet


def _row_height(row: Sequence[Shown], size: tuple[int, int]) -> int:
    shapes = [frame.pictures[0].shape for frame in row if frame.pictures[0] is not None]
    return max((max(1, round(size[0] * shape[0] / shape[1])) for shape in shapes), default=size[1])


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
    legend = Image.new("RGB", (width, lines * LINE), _PAPER)
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
    drawn = Image.new("RGB", (width, 2 * LINE), _PAPER)
    metres = np.linspace(0, 1, width) ** 2 * FAR
    strip = Image.fromarray(np.repeat(depth_colours(metres[None]), LINE // 2, axis=0))
    drawn.paste(strip, (0, LINE // 4))
    for tick in _TICKS:
        x = round((tick / FAR) ** 0.5 * (width - 1))
        last = tick == _TICKS[-1]
        anchor = "lm" if tick == 0 else "rm" if last else "mm"
        write(drawn, (x, LINE + LINE // 3), f"{tick} m" if last else str(tick), anchor=anchor)
    return drawn
