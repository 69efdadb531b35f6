"""Where everything of a figure lies, in whole pixels from millimetres and points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gioada.figures.lettering import LEADING, measured, wrapped
from gioada.figures.recipe import Recipe

LARGEST = 80_000_000
"""Pixels of a figure; one of 174 mm at 600 dpi may be four times as high as wide."""
_PAD = 0.3
"""Between captions and pictures, in sizes of the letters."""
_SMALLEST = 0.75
"""To which size row titles are set smaller, so that their words fit beside low rows."""


def pixels(millimetres: float, dpi: float) -> int:
    """Whole pixels: 84 mm at 300 dpi are 992."""
    return round(millimetres / 25.4 * dpi)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A rectangle of the figure in pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Geometry:
    """The grid of a figure and its captions, in pixels."""

    width: int
    bottom: int
    """Of the grid: where legends begin."""
    text: float
    """Size of the letters."""
    side_text: float
    """Size of those beside the rows."""
    pad: int
    cells: tuple[tuple[Place, ...], ...]
    """By row and column."""
    heads: tuple[tuple[str, ...], ...]
    """Lines above each column."""
    sides: tuple[tuple[str, ...], ...]
    """Lines beside each row, to be read from below."""

    @property
    def line(self) -> int:
        """Height of a line of text."""
        return round(self.text * LEADING)


def geometry(recipe: Recipe, aspects: Sequence[float], dpi: float) -> Geometry:
    """The grid: cells of one width, as high as each row's pictures ask for.

    Args:
        recipe: its rows, columns, captions and sizes.
        aspects: width over height of each row's picture, before the crop.
        dpi: pixels per inch.

    Raises:
        ValueError: the figure would be too large, or has no room for its cells.
    """
    width, gap = pixels(recipe.width, dpi), pixels(recipe.gap, dpi)
    text = recipe.font_size * dpi / 72
    pad, line = round(_PAD * text), round(LEADING * text)
    count = len(recipe.columns)
    wanted = [row.title for row in recipe.rows] if recipe.row_titles else [""] * len(recipe.rows)
    # Whether a title needs two lines depends on the cells' height, which depends on the margin.
    sides: tuple[tuple[str, ...], ...] = ()
    side_text = text
    margin = line + pad if any(wanted) else 0
    for _ in range(2):
        cell = (width - margin - gap * (count - 1)) // count
        if cell < 2 * text:
            raise ValueError("the columns leave no room for pictures: take fewer, or more width.")
        heights = [_height(recipe, cell, aspect) for aspect in aspects]
        side_text = text * _shrunk(wanted, heights, text)
        pairs = zip(wanted, heights, strict=True)
        sides = tuple(wrapped(title, side_text, height, 2) for title, height in pairs)
        margin = max(len(lines) for lines in sides) * line + (pad if any(wanted) else 0)
    cell = (width - margin - gap * (count - 1)) // count
    heights = [_height(recipe, cell, aspect) for aspect in aspects]
    heads = tuple(_head(recipe, index, text, cell) for index in range(count))
    top = max(len(lines) for lines in heads) * line + (pad if any(heads) else 0)
    bottom = top + sum(heights) + gap * (len(heights) - 1)
    if width * bottom > LARGEST:
        raise ValueError(
            f"the figure would have {width} x {bottom} pixels: take fewer rows, a wider crop or "
            "a lower resolution."
        )
    return Geometry(
        width=width,
        bottom=bottom,
        text=text,
        side_text=side_text,
        pad=pad,
        cells=_cells(width, margin, top, gap, cell, heights, count),
        heads=heads,
        sides=sides,
    )


def _height(recipe: Recipe, cell: int, aspect: float) -> int:
    return max(1, round(cell / (aspect * recipe.crop.width / recipe.crop.height)))


def _shrunk(titles: Sequence[str], heights: Sequence[int], text: float) -> float:
    """How much smaller the titles beside rows must be for each of their words to fit."""
    shares = [
        height / measured(word, text)
        for title, height in zip(titles, heights, strict=True)
        for word in title.split()
    ]
    return max(_SMALLEST, min([1.0, *shares]))


def _head(recipe: Recipe, index: int, text: float, cell: int) -> tuple[str, ...]:
    title = recipe.columns[index].title if recipe.column_titles else ""
    return wrapped(title, text, cell, 3)


def _cells(
    width: int, margin: int, top: int, gap: int, cell: int, heights: Sequence[int], count: int
) -> tuple[tuple[Place, ...], ...]:
    rows, y = [], top
    # Pixels that the division leaves over go into the gaps, so that the last cell ends at the edge.
    spare = width - margin - gap * (count - 1) - cell * count
    lefts = [
        margin + index * (cell + gap) + round(spare * index / max(1, count - 1))
        for index in range(count)
    ]
    for height in heights:
        rows.append(tuple(Place(left=left, top=y, width=cell, height=height) for left in lefts))
        y += height + gap
    return tuple(rows)


def line_width(text: str, size: float) -> float:
    """Width of a swatch and its name in a legend, with the space after it."""
    return size * 2.2 + measured(text, size)
