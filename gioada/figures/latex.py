"""A figure for LaTeX: each cell a picture of its own, every word in the document's own font."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gioada.data.depth import FAR
from gioada.data.depth_colours import depth_colours
from gioada.figures.figure import Figure
from gioada.figures.geometry import Place
from gioada.figures.legends import TICKS
from gioada.figures.sheet import Area, Picture, Sheet, Words

BAR = 60.0
"""Millimetres of the depth bar, where the figure is wider."""

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Document:
    """A LaTeX file and the pictures that it includes."""

    text: str
    pictures: dict[str, Sheet]
    """Path in the archive -> what is drawn there."""


def document(figure: Figure) -> Document:
    """``figure.tex`` and its cells; figure* where the figure is wider than a column."""
    recipe = figure.recipe
    sheet, grid = figure.sheet(), figure.grid()
    pictures: dict[str, Sheet] = {}
    lines: list[str] = []
    millimetres = 25.4 / sheet.dpi
    if any(grid.heads):
        titles = [_escaped(column.title) for column in recipe.columns]
        lines.append(_line(["", *titles] if any(grid.sides) else titles))
    for number, places in enumerate(grid.cells, start=1):
        parts = []
        if any(grid.sides):
            # p, with height for the longest title, is for one that runs over two lines.
            height = places[0].height * millimetres
            title = _escaped(recipe.rows[number - 1].title)
            parts.append(
                rf"\rotatebox[origin=c]{{90}}{{\parbox{{{height:.2f}mm}}{{\centering {title}}}}}"
            )
        for index, place in enumerate(places, start=1):
            name = f"cells/row{number}-column{index}.png"
            pictures[name] = _cell(sheet, place)
            width = place.width * millimetres
            parts.append(rf"\vcentered{{\includegraphics[width={width:.2f}mm]{{{name}}}}}")
        lines.append(_line(parts, recipe.gap))
    if recipe.depth_bar and any(cell.metres for row in figure.cells for cell in row):
        pictures["cells/depth-bar.png"] = _bar(sheet.dpi)
    text = "\n".join(_text(figure, lines, "cells/depth-bar.png" in pictures))
    return Document(text=text, pictures=pictures)


def _text(figure: Figure, lines: list[str], bar: bool) -> Iterator[str]:
    recipe, grid = figure.recipe, figure.grid()
    kind = "figure*" if recipe.width > 100 else "figure"
    columns = "c" * (len(recipe.columns) + bool(any(grid.sides)))
    size = recipe.font_size
    yield "% In the preamble: \\usepackage{graphicx} \\usepackage{xcolor}"
    yield "% Made by GIO-Ada Explorer; recipe.json beside this file makes it again."
    yield rf"\begin{{{kind}}}"
    yield r"\centering"
    yield r"\providecommand{\vcentered}[1]{\raisebox{-0.5\height}{#1}}"
    yield r"\providecommand{\swatch}[1]{{\fboxsep0pt\fbox{\color[RGB]{#1}\rule{1.2ex}{1.2ex}}}}"
    yield rf"\fontsize{{{size:g}}}{{{1.2 * size:g}}}\selectfont"
    yield rf"\setlength{{\tabcolsep}}{{{recipe.gap / 2:g}mm}}"
    yield rf"\begin{{tabular}}{{@{{}}{columns}@{{}}}}"
    yield from lines
    yield r"\end{tabular}"
    if recipe.legend and figure.classes:
        yield r"\par\medskip"
        for name, (red, green, blue) in figure.classes.items():
            yield rf"\mbox{{\swatch{{{red},{green},{blue}}}~{_escaped(name)}}}\quad"
    if bar:
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
    yield rf"\put(18,3){{\includegraphics[width={length:g}mm,height=2.6mm]{{cells/depth-bar.png}}}}"
    for tick in TICKS:
        x = 18 + (tick / FAR) ** 0.5 * length
        name = r"$\geq$80" if tick == FAR else tick
        yield rf"\put({x:.2f},0){{\makebox(0,2.8)[b]{{{name}}}}}"
    yield r"\end{picture}\endgroup"


def _line(parts: list[str], gap: float | None = None) -> str:
    # Rows lie as far apart as columns.
    return " &\n".join(parts) + (r" \\" if gap is None else rf" \\[{gap:g}mm]")


def _cell(sheet: Sheet, place: Place) -> Sheet:
    """What the sheet shows within a cell, as a sheet of its own."""
    items: list[Picture | Area | Words] = []
    for item in sheet.items:
        if isinstance(item, Picture) and _within(item.left, item.top, place):
            items.append(replace(item, left=item.left - place.left, top=item.top - place.top))
        elif isinstance(item, Area) and _within(item.place.left, item.place.top, place):
            inner = item.place
            moved = replace(inner, left=inner.left - place.left, top=inner.top - place.top)
            items.append(replace(item, place=moved))
        elif isinstance(item, Words) and not item.upward and _within(item.x, item.y, place):
            items.append(replace(item, x=item.x - place.left, y=item.y - place.top))
    return Sheet(width=place.width, height=place.height, dpi=sheet.dpi, items=tuple(items))


def _within(x: float, y: float, place: Place) -> bool:
    return place.left <= x < place.left + place.width and place.top <= y < place.top + place.height


def _bar(dpi: float) -> Sheet:
    length, height = round(BAR / 25.4 * dpi), max(2, round(2.6 / 25.4 * dpi))
    metres = (np.arange(length) / (length - 1)) ** 2 * FAR
    colours = np.repeat(depth_colours(metres[None]), height, axis=0)
    return Sheet(
        width=length, height=height, dpi=dpi, items=(Picture(pixels=colours, left=0, top=0),)
    )


def _escaped(text: str) -> str:
    """Text that LaTeX sets as it is."""
    plain = " ".join(text.split())
    return "".join(_ESCAPES.get(letter, letter) for letter in plain)
