"""Where a figure's cells lie, in whole pixels, and how its titles are broken into lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path

from gioada.errors import Advice, Problem
from gioada.figures.recipe import Recipe

LARGEST = 80_000_000
"""Pixels of a figure; one of 174 mm at 600 dpi may be four times as high as wide."""
LEADING = 1.2
"""Height of a line in sizes of the letters."""
PAD = 0.45
"""From the baseline of titles to pictures, in sizes of the letters."""
_SMALLEST = 0.75
"""To which size titles of rows are set smaller, so that their words fit beside low rows."""

# As wide as Arial and Helvetica, which journals ask for; matplotlib's own has the other letters.
fontManager.addfont(Path(__file__).parent / "font" / "Arimo-Regular.ttf")
FONTS = ("Arimo", "DejaVu Sans")


class Place(NamedTuple):
    """A rectangle of the figure, in pixels from its upper left corner."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Places of cells, and the titles around them."""

    width: int
    """Pixels of the figure."""
    bottom: int
    """Pixels from the top at which the grid ends and legends begin."""
    cells: tuple[tuple[Place, ...], ...]
    """By row and column."""
    column_titles: tuple[tuple[str, ...], ...]
    """Lines above each column."""
    row_titles: tuple[tuple[str, ...], ...]
    """Lines beside each row, to be read from below."""
    row_size: float
    """Points of the letters beside rows."""


def pixels(millimetres: float, dpi: float) -> int:
    """Whole pixels: 84 mm at 300 dpi are 992."""
    return round(millimetres / 25.4 * dpi)


def grid(recipe: Recipe, aspects: Sequence[float], dpi: float) -> Grid:
    """Cells of one width, as high as each row's pictures ask for.

    Args:
        recipe: its rows, columns, titles and sizes.
        aspects: width over height of each row's picture, before the crop.
        dpi: pixels per inch.

    Raises:
        ValueError: the figure would be too large, or has no room for its cells.
    """
    width, gap, size = pixels(recipe.width, dpi), pixels(recipe.gap, dpi), recipe.font_size
    pixel, count = 72 / dpi, len(recipe.columns)  # in points, as sizes of letters are

    def margin_of(lines: int) -> int:
        return round((lines * LEADING + PAD) * size / pixel) if lines else 0

    def cell_of(margin: int) -> int:
        return max(1, (width - margin - gap * (count - 1)) // count)

    def heights_of(cell: int) -> list[int]:
        shape = recipe.crop.width / recipe.crop.height
        return [max(1, round(cell / (aspect * shape))) for aspect in aspects]

    # Beside titles of two lines rows are lowest: what fits there fits beside one line too.
    lowest = [height * pixel for height in heights_of(cell_of(margin_of(2)))]
    wanted = [row.title if recipe.row_titles else "" for row in recipe.rows]
    row_size = size * _shrunk(wanted, lowest, size)
    row_titles = tuple(
        wrapped(title, row_size, height, 2) for title, height in zip(wanted, lowest, strict=True)
    )
    margin = margin_of(max(len(lines) for lines in row_titles))
    cell = cell_of(margin)
    if cell * pixel < 2 * size:
        what = "the columns leave no room for pictures: take fewer, or more width."
        raise Problem("figure.no_room", what, advice=[Advice("width", "174")])
    titles = [column.title if recipe.column_titles else "" for column in recipe.columns]
    column_titles = tuple(wrapped(title, size, cell * pixel, 3) for title in titles)
    # The last cell ends at the edge; pixels that the division leaves over widen the gaps.
    step = (width - margin - cell) / max(1, count - 1)
    top, cells = margin_of(max(len(lines) for lines in column_titles)), []
    for height in heights_of(cell):
        cells.append(
            tuple(Place(margin + round(step * i), top, cell, height) for i in range(count))
        )
        top += height + gap
    if width * top > LARGEST:
        what = "the figure would have {width} x {height} pixels: take fewer rows or a wider crop."
        advice = [Advice("dpi", str(int(dpi * (LARGEST / (width * top)) ** 0.5)))]
        raise Problem("figure.too_large", what, advice=advice, width=width, height=top)
    return Grid(
        width=width,
        bottom=top - gap,
        cells=tuple(cells),
        column_titles=column_titles,
        row_titles=row_titles,
        row_size=row_size,
    )


def _shrunk(titles: Sequence[str], heights: Sequence[float], size: float) -> float:
    """How much smaller the titles beside rows must be for each of their words to fit."""
    shares = [
        height / measured(word, size)
        for title, height in zip(titles, heights, strict=True)
        for word in title.split()
    ]
    return max(_SMALLEST, min([1.0, *shares]))


def measured(text: str, size: float) -> float:
    """Width of a line in points.

    Args:
        text: a line.
        size: of the letters in points.
    """
    font = FontProperties(family=FONTS, size=size)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]


def wrapped(text: str, size: float, width: float, most: int) -> tuple[str, ...]:
    """A text in lines of at most a width; what is left after the last line is cut.

    Args:
        text: with spaces, where it may be broken.
        size: of the letters in points.
        width: of a line in points.
        most: lines.
    """
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measured(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    lines = [*lines[: most - 1], " ".join(lines[most - 1 :])] if len(lines) > most else lines
    return tuple(_cut(line, size, width) for line in lines)


def _cut(line: str, size: float, width: float) -> str:
    if measured(line, size) <= width:
        return line
    while len(line) > 1 and measured(line + "…", size) > width:
        line = line[:-1].rstrip()
    return line + "…"
