"""The endpoint /figure: a recipe in, the figure as files out."""

from __future__ import annotations

from typing import Literal

from gradio import FileData

from app.figure import sources
from app.files import place, uploaded
from gioada.figures import carriers
from gioada.figures.figure import make
from gioada.figures.outputs import content


def figure(recipe: FileData, kind: Literal["png", "pdf", "zip"] = "png") -> FileData:
    """Make a figure from its recipe.

    Args:
        recipe: a recipe.json, or a PNG, PDF or zip that carries one; checkpoints are looked up
            among those of the page.
        kind: png, pdf, or zip (each cell, LaTeX, png and pdf).

    Returns:
        The figure as a file.
    """
    path = uploaded(recipe)
    if kind not in ("png", "pdf", "zip"):
        raise ValueError(f"{kind} is no kind of figure: say png, pdf or zip.")
    made = make(carriers.read(path), sources.OfThePage())
    target = place(f"figure.{kind}")
    target.write_bytes(content(made, f".{kind}"))
    return FileData(path=str(target))
