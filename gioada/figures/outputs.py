"""A figure as files: PNG, PDF, json, and a zip with its cells and its LaTeX."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from gioada.data.depth import FAR
from gioada.errors import Problem
from gioada.figures import carriers, drawing
from gioada.figures.drawing import TICKS, depth_bar, places
from gioada.figures.figure import Figure
from gioada.figures.grid import Grid, pixels
from gioada.whole import write_whole

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


COMMAND = "python -m gioada figure {recipe} --to {to}"
SUFFIXES = (".png", ".pdf", ".zip", ".json")


def content(figure: Figure, suffix: str, *, carry: bool = True, stem: str = "figure") -> bytes:
    """The figure as a file's content; arguments and errors as ``contents``."""
    return contents(figure, (suffix,), carry=carry, stem=stem)[suffix]


def contents(
    figure: Figure, suffixes: Sequence[str], *, carry: bool = True, stem: str = "figure"
) -> dict[str, bytes]:
    """The figure as the contents of files of several kinds, drawn once for all of them.

    Args:
        figure: from ``make``.
        suffixes: of ``SUFFIXES``.
        carry: PNG, zip and json hold the rows' files too.
        stem: name of the files without their suffix, for the command that they state.

    Raises:
        ValueError: there is no such kind of file, or the figure has no room for its cells.
    """
    for suffix in suffixes:
        check_suffix(suffix)
    image = cache(lambda: drawing.image(figure))
    pdf = cache(lambda: _pdf(figure, stem))
    recipe = cache(lambda: _recipe(figure, carry))
    ways: dict[str, Callable[[], bytes]] = {
        ".png": lambda: _png(figure, image(), carry, stem),
        ".pdf": pdf,
        ".json": recipe,
        ".zip": lambda: _archive(figure, image(), pdf(), recipe(), stem),
    }
    return {suffix: ways[suffix]() for suffix in suffixes}


def check_suffix(suffix: str) -> None:
    """Raise Problem unless figures can be written as this kind of file."""
    if suffix.lower() not in SUFFIXES:
        what = "{ending} is no kind of figure: end the file's name in {known}."
        ending, known = suffix or "a name without an ending", ", ".join(SUFFIXES)
        raise Problem("figure.kind", what, ending=ending, known=known)


def write(figure: Figure, path: Path, *, carry: bool = True) -> None:
    """Write the figure as the kind of file that the path's ending says; see ``content``."""
    made = content(figure, path.suffix.lower(), carry=carry, stem=path.stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, lambda draft: draft.write_bytes(made))


def _about(figure: Figure, name: str) -> dict[str, str]:
    from gioada import __version__

    return {
        "Title": figure.recipe.title or "Figure",
        "Software": f"GIO-Ada Explorer {__version__}",
        "Description": "Made by GIO-Ada Explorer, after Chen, Li, Chen and Van Gool, Learning "
        "Semantic Segmentation from Synthetic Data: A Geometrically Guided Input-Output "
        "Adaptation Approach, CVPR 2019.",
        "gioada-checkpoints": json.dumps(figure.made_by),
        "gioada-command": COMMAND.format(recipe=name, to=name),
    }


def _png(figure: Figure, image: np.ndarray, carry: bool, stem: str) -> bytes:
    info = carriers.png_info(figure.recipe, carry=carry)
    for name, text in _about(figure, f"{stem}.png").items():
        info.add_itxt(name, text)
    return _packed(image, figure.recipe.dpi, info)


def _pdf(figure: Figure, stem: str) -> bytes:
    about = _about(figure, f"{stem}.pdf")
    subject = f"{about['Description']} {about['gioada-checkpoints']} {about['gioada-command']}"
    known = {
        "Title": about["Title"],
        "Subject": subject,
        "Creator": about["Software"],
        "Keywords": carriers.pdf_keywords(figure.recipe),
    }
    return drawing.pdf(figure, known)


def _recipe(figure: Figure, carry: bool) -> bytes:
    return carriers.as_json(figure.recipe if carry else figure.recipe.bare()).encode()


def _archive(figure: Figure, image: np.ndarray, pdf: bytes, recipe: bytes, stem: str) -> bytes:
    latex = document(figure, image)
    files: dict[str, bytes] = {
        "figure.png": _png(figure, image, False, stem),
        "figure.pdf": pdf,
        "figure.tex": latex.text.encode(),
        carriers.MEMBER: recipe,
    }
    for name, part in latex.pictures.items():
        files[name] = _packed(part, figure.recipe.dpi)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, made in files.items():
            # One date for all, so that the same recipe gives the same archive.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            packed = not name.endswith((".png", ".pdf"))
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr(entry, made)
    return stream.getvalue()


def _packed(image: np.ndarray, dpi: float, info: PngImagePlugin.PngInfo | None = None) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "PNG", dpi=(dpi, dpi), pnginfo=info)
    return stream.getvalue()
