"""A figure drawn by matplotlib: pixels for the screen and a PNG, or a PDF with text as text.

Every drawing has a canvas of its own and nothing goes through pyplot, so that threads may draw at
the same time.
"""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Mapping
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure as Paper
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.patches import Patch, Rectangle

from gioada.data.depth import FAR, depth_colours
from gioada.data.labels import RGB
from gioada.figures.cells import Cell
from gioada.figures.figure import Figure
from gioada.figures.grid import FONTS, LEADING, PAD, Grid, Place, grid, measured, pixels, wrapped
from gioada.figures.recipe import Box, Recipe

# TrueType, which publishers' checks ask for; matplotlib's Type 3 fails them.
matplotlib.rcParams["pdf.fonttype"] = 42
# Embedding a font logs each of its tables, on the same level as the commands do their news.
logging.getLogger("fontTools").setLevel(logging.WARNING)

TICKS = (0, 2, 5, 10, 20, 40, 80)
"""Metres that the bar of depth names."""
BAR = 70.0
"""Millimetres of the bar of depth, where there is room."""
_FRAME = 1.0
"""Points of the frames of insets."""
_COLUMN_SPACE = 1.3
"""Between the columns of the legend, in sizes of the letters."""
_MISSING, _WARNING = "#eeeeee", "#782814"


def image(figure: Figure, dpi: float | None = None) -> np.ndarray:
    """The figure as uint8 H W 3, by default at the recipe's resolution.

    Raises:
        ValueError: it would be too large, or has no room for its cells.
    """
    canvas = FigureCanvasAgg(drawn(figure, dpi or figure.recipe.dpi))
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def pdf(figure: Figure, about: Mapping[str, str]) -> bytes:
    """The figure as a PDF page of its size; raises as ``image``.

    Args:
        figure: from ``make``.
        about: what the file says of itself: Title, Subject, Keywords, Creator.
    """
    stream = io.BytesIO()
    # No date, so that the same recipe gives the same file.
    known = {**about, "CreationDate": None}
    FigureCanvasPdf(drawn(figure, figure.recipe.dpi)).print_pdf(stream, metadata=known)
    return stream.getvalue()


def places(figure: Figure) -> Grid:
    """Where cells and titles lie at the recipe's resolution; raises as ``image``."""
    return grid(figure.recipe, figure.aspects, figure.recipe.dpi)


def depth_bar(length: int, height: int) -> np.ndarray:
    """Colours from 0 to 80 m, uint8 height x length x 3."""
    metres = np.linspace(0, 1, length) ** 2 * FAR
    return np.repeat(depth_colours(metres[None]), height, axis=0)


def drawn(figure: Figure, dpi: float) -> Paper:
    """The figure as one of matplotlib's, for a canvas of any kind; raises as ``image``."""
    recipe, laid = figure.recipe, grid(figure.recipe, figure.aspects, dpi)
    paper = Paper(dpi=dpi, facecolor="white")
    FigureCanvasAgg(paper)  # measures the legend, whose height decides on the paper's
    _resize(paper, laid.width, laid.bottom)
    size, space = recipe.font_size * dpi / 72, round(0.75 * recipe.font_size * dpi / 72)
    height, legend = laid.bottom, None
    if recipe.legend and figure.classes:
        legend = _legend(paper, figure.classes, recipe)
        height += space + math.ceil(legend.get_window_extent().height)
    bar = height + space
    if figure.has_depth_bar:
        height = bar + math.ceil(2.3 * size)
    _resize(paper, laid.width, height)
    if legend is not None:
        legend.set_bbox_to_anchor((0.5, 1 - (laid.bottom + space) / height))
    if figure.has_depth_bar:
        _depth_bar(paper, bar, recipe.font_size)
    _titles(paper, laid, recipe.font_size)
    for row, there in zip(figure.cells, laid.cells, strict=True):
        for cell, place in zip(row, there, strict=True):
            _cell(_axes(paper, place), cell, place, recipe)
    return paper


def _resize(paper: Paper, width: int, height: int) -> None:
    # By a trifle more, as canvases round pixels down.
    wide, high = (float(np.nextafter(side / paper.dpi, math.inf)) for side in (width, height))
    paper.set_size_inches(wide, high)


def _axes(paper: Paper, place: Place) -> Axes:
    """A part of the paper; what is drawn there has its origin in the upper left corner."""
    width, height = paper.bbox.size
    bottom = height - place.top - place.height
    shares = place.left / width, bottom / height, place.width / width, place.height / height
    axes = paper.add_axes(shares)
    axes.set_axis_off()
    return axes


def _text(size: float, **how: Any) -> dict[str, Any]:
    """How words are set: as they are, as $ in a title begins no formula."""
    font = FontProperties(family=FONTS, size=size)
    plain = {"parse_math": False, "usetex": False, "color": "black"}
    return {"fontproperties": font, "linespacing": LEADING, **plain, **how}


def _titles(paper: Paper, laid: Grid, size: float) -> None:
    (width, height), em = paper.bbox.size, size * paper.dpi / 72
    # From baselines, so that titles with and without descenders are level.
    for place, lines in zip(laid.cells[0], laid.column_titles, strict=True):
        x, y = place.left + place.width / 2, place.top - PAD * em
        how = _text(size, ha="center", va="baseline")
        paper.text(x / width, 1 - y / height, "\n".join(lines), **how)
    for (place, *_), lines in zip(laid.cells, laid.row_titles, strict=True):
        x, y = place.left - PAD * em, place.top + place.height / 2
        how = _text(laid.row_size, ha="center", va="baseline")
        how |= {"rotation": 90, "rotation_mode": "anchor"}
        paper.text(x / width, 1 - y / height, "\n".join(lines), **how)


def _cell(axes: Axes, cell: Cell, place: Place, recipe: Recipe) -> None:
    """A cell with its crop, and its insets over it."""
    if cell.pixels is None:
        size, points = recipe.font_size, 72 / axes.figure.dpi
        most = max(1, int(place.height * points / (LEADING * size)))
        lines = wrapped(cell.problem, size, place.width * points - size, most)
        axes.add_patch(Rectangle((0, 0), 1, 1, color=_MISSING, linewidth=0))
        how = _text(size, ha="center", va="center", color=_WARNING)
        axes.text(0.5, 0.5, "\n".join(lines), **how)
        return
    _picture(axes, cell, recipe.crop, place.width)
    for inset in recipe.insets:
        frame: dict[str, Any] = {
            "edgecolor": _share(inset.colour),
            "facecolor": "none",
            "linewidth": _FRAME,
            "joinstyle": "miter",
        }
        box, corner = inset.box, inset.place(recipe.crop)
        axes.add_patch(Rectangle((box.left, box.top), box.width, box.height, **frame))
        bounds = (corner.left, 1 - corner.bottom, corner.width, corner.height)
        enlarged = axes.inset_axes(bounds)
        enlarged.set_axis_off()
        _picture(enlarged, cell, box, corner.width * place.width)
        # Twice as wide, as its outer half lies outside of the enlargement and is not drawn.
        wide = {**frame, "linewidth": 2 * _FRAME, "transform": enlarged.transAxes}
        enlarged.add_patch(Rectangle((0, 0), 1, 1, **wide))


def _picture(axes: Axes, cell: Cell, box: Box, width: float) -> None:
    """The part of a cell's picture that a box covers, in shares of the picture.

    Photos are resampled smoothly. Maps are enlarged by repeating pixels, so that no colour is made
    up; shrunk, their colours are averaged, or thin things would come and go.
    """
    assert cell.pixels is not None
    enlarging = width >= cell.pixels.shape[1] * box.width
    smoothing = "lanczos" if cell.photo else "nearest" if enlarging else "hanning"
    axes.imshow(
        cell.pixels,
        extent=(0, 1, 1, 0),
        origin="upper",
        aspect="auto",
        interpolation=smoothing,
        resample=True,
    )
    axes.set_xlim(box.left, box.right)
    axes.set_ylim(box.bottom, box.top)


def _legend(paper: Paper, classes: Mapping[str, RGB], recipe: Recipe) -> Legend:
    """Swatches and names, in columns and as few lines as fit; read line by line."""
    names, size, room = list(classes), recipe.font_size, recipe.width / 25.4 * 72
    count = len(names)
    while count > 1 and _legend_width(names, count, size) > room:
        count -= 1
    # As many columns as the lines need, so that the last line is not a single name.
    count = math.ceil(len(names) / math.ceil(len(names) / count))
    down = [name for column in range(count) for name in names[column::count]]
    swatches = [
        Patch(facecolor=_share(classes[name]), edgecolor="#606060", linewidth=0.4, label=name)
        for name in down
    ]
    legend = paper.legend(
        handles=swatches,
        ncols=count,
        loc="upper center",
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        handlelength=0.85,
        handleheight=0.85,
        handletextpad=0.35,
        columnspacing=_COLUMN_SPACE,
        labelspacing=0.35,
        prop=FontProperties(family=FONTS, size=size),
    )
    for text in legend.get_texts():
        text.set(**_text(size))
    return legend


def _legend_width(names: list[str], count: int, size: float) -> float:
    """Points of a legend in so many columns."""
    widest = [max(measured(name, size) for name in names[i::count]) for i in range(count)]
    return sum(widest) + size * (1.25 * count + _COLUMN_SPACE * (count - 1))


def _depth_bar(paper: Paper, top: int, size: float) -> None:
    """Colours of 0 to 80 m with ticks, in the middle."""
    em, title = size * paper.dpi / 72, "depth in m"
    beside = measured(title, size) * paper.dpi / 72 + 0.6 * em
    # The last tick's name stands out at the right, by almost a letter's size.
    length = round(max(8, min(pixels(BAR, paper.dpi), paper.bbox.width - beside - 2 * em)))
    left = round((paper.bbox.width - length - beside) / 2 + beside)
    axes = _axes(paper, Place(left, top, length, round(0.85 * em)))
    axes.set_axis_on()
    axes.imshow(depth_bar(length, 1), extent=(0, 1, 0, 1), aspect="auto", interpolation="nearest")
    axes.text(-0.6 * em / length, 0.5, title, **_text(size, ha="right", va="center_baseline"))
    axes.spines[:].set_visible(False)
    axes.set_yticks([])
    ticks = _thinned(length / em)
    names = [f"≥{tick}" if tick == FAR else str(tick) for tick in ticks]
    axes.set_xticks([(tick / FAR) ** 0.5 for tick in ticks], names, **_text(size))
    axes.tick_params("x", length=0.2 * size, width=0.5, pad=0.15 * size)


def _thinned(length: float) -> list[int]:
    """Ticks from far to near that leave room between their names.

    Args:
        length: of the bar in sizes of the letters.
    """
    kept: list[int] = []
    for tick in reversed(TICKS):
        if all(((other / FAR) ** 0.5 - (tick / FAR) ** 0.5) * length > 2.2 for other in kept):
            kept.append(tick)
    return kept


def _share(colour: RGB) -> tuple[float, float, float]:
    red, green, blue = colour
    return red / 255, green / 255, blue / 255
