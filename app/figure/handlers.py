"""What the tab answers: the figure as it is set, its files, and what a dropped file restores."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from app import kept
from app.figure import design, sources
from app.figure.values import ids_of, stage_of
from app.tab import notes
from gioada.figures import carriers, drawing
from gioada.figures.figure import Figure, make
from gioada.figures.grid import pixels
from gioada.figures.outputs import COMMAND, contents
from gioada.figures.recipe import Recipe

PREVIEW = 1600
"""Pixels of the preview's width, at most."""
NARROW = 130
"""Millimetres that fill the width of the preview."""
FILES = {"PNG": ".png", "PDF": ".pdf", "zip": ".zip", "recipe.json": ".json"}
"""What is offered for download, and its ending."""

_folder = tempfile.TemporaryDirectory(prefix="gioada-figures-")
_numbers = itertools.count()
_SETS = 40


def arranged(rows: str, columns: str, stage: str, *settings: Any) -> list[Any]:
    """The figure without running a network: preview, notes, command, what the browser keeps.

    Values of the parts -> preview, notes, command, saved, stage, downloads.
    """
    recipe = design.recipe(rows, columns, stage, settings)
    moved = stage_of(rows, stage)
    return [
        *_glance(recipe),
        COMMAND.format(recipe="recipe.json", to="figure.pdf"),
        design.saving(rows, columns, stage, settings),
        gr.skip() if moved is None else moved,
        # Until the files are written anew, they are those of another figure.
        *(gr.update(interactive=False, label=name) for name in FILES),
    ]


def completed(rows: str, columns: str, stage: str, *settings: Any) -> Iterator[list[Any]]:
    """The figure, shown again after each network that ran: preview, notes.

    Where none has to run, once: what ran for an older figure may have been shown last.
    """
    recipe = design.recipe(rows, columns, stage, settings)
    coming = [
        (row, column)
        for row in recipe.rows
        for column in recipe.columns
        if sources.at_once(recipe, sources.frame(row), column, sources.OfThePage()).problem
        == sources.COMING
    ]
    for row, column in coming:
        sources.remembered(recipe, sources.frame(row), column, sources.OfThePage())
        yield _glance(recipe)
    if not coming:
        yield _glance(recipe)


def files(rows: str, columns: str, stage: str, carry: bool, *settings: Any) -> list[Any]:
    """The downloads as updates of their buttons, in the order of ``FILES``."""
    figure = _made(design.recipe(rows, columns, stage, settings), sources.remembered)
    number = next(_numbers)
    folder = Path(_folder.name) / str(number)
    folder.mkdir()
    for path in (Path(_folder.name) / str(number - _SETS)).glob("*"):
        path.unlink()
    paths = []
    for ending, made in contents(figure, tuple(FILES.values()), carry=carry).items():
        path = folder / ("recipe.json" if ending == ".json" else f"figure{ending}")
        path.write_bytes(made)
        paths.append(path)
    return [
        gr.update(value=str(path), label=f"{name} ({_size(path)})", interactive=True)
        for name, path in zip(FILES, paths, strict=True)
    ]


def restored(path: str | None, ids: object) -> list[Any]:
    """What a file that carries a recipe restores: ids, rows, columns, stage, settings, a word.

    Args:
        path: a json, PNG or zip file.
        ids: rows in the visitor's basket, which stay there.
    """
    if not path:
        return [gr.skip()] * (5 + len(design.SETTINGS))
    recipe = _with_kept_files(carriers.read(Path(path)))
    names = [kept.put(row) for row in recipe.rows]
    values = design.of_recipe(recipe, names, ids)
    gr.Info(
        f"Restored from {Path(path).name}: {kept.counted(len(names))}, "
        f"{len(recipe.columns)} columns.",
        duration=4,
    )
    return [ids_of(values[0]), *values, None]


def noticed(ids: object, rows: str, columns: str, stage: str, *settings: Any) -> list[Any]:
    """The values with rows that another tab has kept since; nothing where there are none.

    Nor before the lists are filled at all: a reload tells of the basket first.
    """
    listed, kept_now = ids_of(rows), kept.known(ids if isinstance(ids, list) else [])
    if not rows or (listed and set(kept_now) <= set(listed)):
        return [gr.skip()] * (3 + len(settings))
    return design.opened(ids, design.saving(rows, columns, stage, settings))


def _glance(recipe: Recipe) -> list[Any]:
    """Preview and notes, without running a network."""
    figure = _made(recipe, sources.at_once)
    return [_preview(figure), _said(figure)]


def _made(recipe: Recipe, draw: Any) -> Figure:
    frames = [sources.frame(row) for row in recipe.rows]
    return make(recipe, sources.OfThePage(), draw=draw, frames=frames)


def _with_kept_files(recipe: Recipe) -> Recipe:
    """Files that a recipe does not carry may still be in the page's store."""
    wanted = {given.sha256 for row in recipe.rows for given in row.files if not given.data}
    if not wanted:
        return recipe
    found = {given.digest: given for given in kept.every_file() if given.digest in wanted}
    return recipe.with_found(found)


def _preview(figure: Figure) -> str:
    """The figure as a file for the screen; a narrow one with room at its sides.

    So 84 mm look narrower than 174, and their text as large.
    """
    whole = max(figure.recipe.width, NARROW)
    shown = drawing.image(figure, min(figure.recipe.dpi, PREVIEW / whole * 25.4))
    room = round(shown.shape[1] * (whole / figure.recipe.width - 1) / 2)
    opaque = np.dstack([shown, np.full(shown.shape[:2], 255, np.uint8)])
    path = Path(_folder.name) / f"preview-{next(_numbers)}.png"
    # Gradio copies the file into its cache at once, so only the last ones are kept.
    for old in sorted(Path(_folder.name).glob("preview-*.png"), key=_age)[:-_SETS]:
        old.unlink(missing_ok=True)
    padded = np.pad(opaque, ((0, 0), (room, room), (0, 0)))
    Image.fromarray(padded).save(path, compress_level=1)
    return str(path)


def _age(path: Path) -> int:
    return int(path.stem.removeprefix("preview-"))


def _said(figure: Figure) -> str:
    recipe = figure.recipe
    size = (
        f"{recipe.width:g} mm, {pixels(recipe.width, recipe.dpi)} pixels wide at {recipe.dpi} dpi; "
        f"text of {recipe.font_size:g} pt."
    )
    problems = [each for each in figure.problems if each != sources.COMING]
    return notes(size, *(f"A cell says: {problem}." for problem in problems))


def _size(path: Path) -> str:
    kilobytes = path.stat().st_size / 1000
    return f"{kilobytes / 1000:.1f} MB" if kilobytes >= 1000 else f"{kilobytes:.0f} kB"
