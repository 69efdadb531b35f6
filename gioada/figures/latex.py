"""A figure for LaTeX: each cell a picture of its own, every word in the document's own font."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gioada.data.depth import FAR
from gioada.figures.drawing import TICKS, depth_bar, places
from gioada.figures.figure import Figure
from gioada.figures.grid import Grid, pixels

BAR = 60.0
"""Millimetres of the depth bar, where the figure is wider."""

_BAR_FILE = "cells/depth-bar.png"
_ESCAPES = {letter: f"\\{letter}" for letter in "{}$&#%_"} | {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
}


@dataclass(frozen=True, kw_only=True)
class Document:
    """A LaTeX file and the pictures that it includes."""

    text: str
    pictures: dict[str, np.ndarray]
    """Path in the archive -> uint8 H W 3."""


def document(figure: Figure, image: np.ndarray) -> Document:
    """``figure.tex`` and its cells; figure* where the figure is wider than a column.

    Args:
        figure: from ``make``.
        image: the figure as pixels, uint8 H W 3, from which its cells are cut.
    """
    recipe, grid = figure.recipe, places(figure)
    pictures: dict[str, np.ndarray] = {}
    lines: list[str] = []
    beside, millimetres = any(grid.row_titles), 25.4 / recipe.dpi
    if any(grid.column_titles):
        titles = [_escaped(column.title) for column in recipe.columns]
        lines.append(" &\n".join([""] * beside + titles) + r" \\")
    for number, row in enumerate(grid.cells, start=1):
        parts = []
        if beside:
            # A box as high as the row, for a title that runs over two lines.
            title, height = _escaped(recipe.rows[number - 1].title), row[0].height * millimetres
            parts.append(
                rf"\rotatebox[origin=c]{{90}}{{\parbox{{{height:.2f}mm}}{{\centering {title}}}}}"
            )
        for index, place in enumerate(row, start=1):
            name = f"cells/row{number}-column{index}.png"
            pictures[name] = image[place.top :, place.left :][: place.height, : place.width]
            width = place.width * millimetres
            parts.append(rf"\vcentered{{\includegraphics[width={width:.2f}mm]{{{name}}}}}")
        # Rows lie as far apart as columns.
        lines.append(" &\n".join(parts) + rf" \\[{recipe.gap:g}mm]")
    if figure.has_depth_bar:
        pictures[_BAR_FILE] = depth_bar(pixels(BAR, recipe.dpi), pixels(2.6, recipe.dpi))
    return Document(text="\n".join(_text(figure, grid, lines)), pictures=pictures)


def _text(figure: Figure, grid: Grid, lines: list[str]) -> Iterator[str]:
    recipe, size = figure.recipe, figure.recipe.font_size
    kind = "figure*" if recipe.width > 100 else "figure"
    yield r"% In the preamble: \usepackage{graphicx} \usepackage{xcolor}"
    yield "% Made by GIO-Ada Explorer; recipe.json beside this file makes it again."
    for maker in figure.made_by:
        yield (
            "% {checkpoint}: preset {preset}, pair {pair}, {steps} steps, seed {seed}, "
            "weights {digest}".format(**maker)
        )
    yield rf"\begin{{{kind}}}"
    yield r"\centering"
    yield r"\providecommand{\vcentered}[1]{\raisebox{-0.5\height}{#1}}"
    yield r"\providecommand{\swatch}[1]{{\fboxsep0pt\fbox{\color[RGB]{#1}\rule{1.2ex}{1.2ex}}}}"
    yield rf"\fontsize{{{size:g}}}{{{1.2 * size:g}}}\selectfont"
    yield rf"\setlength{{\tabcolsep}}{{{recipe.gap / 2:g}mm}}"
    yield rf"\begin{{tabular}}{{@{{}}{'c' * (len(recipe.columns) + any(grid.row_titles))}@{{}}}}"
    yield from lines
    yield r"\end{tabular}"
    if recipe.legend and figure.classes:
        yield r"\par\medskip"
        for name, (red, green, blue) in figure.classes.items():
            yield rf"\mbox{{\swatch{{{red},{green},{blue}}}~{_escaped(name)}}}\quad"
    if figure.has_depth_bar:
        yield r"\par\medskip"
        yield from _depth_bar(min(BAR, recipe.width - 24))
    yield rf"\caption{{{_escaped(recipe.title) or 'Caption.'}}}"
    yield r"\label{fig:gioada}"
    yield rf"\end{{{kind}}}"
    yield ""


def _depth_bar(length: float) -> Iterator[str]:
    yield r"\begingroup\setlength{\unitlength}{1mm}%"
    yield rf"\begin{{picture}}({length + 20:g},6)"
    yield r"\put(0,3.2){depth in m}"
    yield rf"\put(18,3){{\includegraphics[width={length:g}mm,height=2.6mm]{{{_BAR_FILE}}}}}"
    for tick in TICKS:
        x = 18 + (tick / FAR) ** 0.5 * length
        name = r"$\geq$80" if tick == FAR else tick
        yield rf"\put({x:.2f},0){{\makebox(0,2.8)[b]{{{name}}}}}"
    yield r"\end{picture}\endgroup"


def _escaped(text: str) -> str:
    """Text that LaTeX sets as it is."""
    plain = " ".join(text.split())
    return "".join(_ESCAPES.get(letter, letter) for letter in plain)
