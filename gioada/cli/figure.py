"""The command that makes figures: from a recipe, or like Figures 3 and 4 of the paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import tyro

from gioada.errors import Problem
from gioada.figures.layouts import PaperInputs, filled, papers, zooms
from gioada.figures.recipe import Box, Recipe, naming

Shares = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a figure is laid out."""

    crop: Shares | None = None
    """Left, top, width and height of the part of every picture that is shown, in shares from 0 to
    1; default is the recipe's, or the whole."""
    zoom: tuple[Shares, ...] = ()
    """The same four numbers for each part, up to three, that is shown again enlarged in a corner;
    default are the recipe's insets, or none."""
    width: float | None = None
    """Millimetres; default is the recipe's, or 174."""
    dpi: int | None = None
    """Default is the recipe's, or 300."""

    def on(self, recipe: Recipe) -> Recipe:
        """The recipe laid out so."""
        with naming("the figure's layout"):
            crop = _box(self.crop) if self.crop else recipe.crop
            return replace(
                recipe,
                width=self.width or recipe.width,
                dpi=self.dpi or recipe.dpi,
                crop=crop,
                insets=zooms([_box(each) for each in self.zoom], crop) or recipe.insets,
            )


def _box(shares: Shares) -> Box:
    left, top, width, height = shares
    return Box(left=left, top=top, width=width, height=height)


NOTHING, UNCHANGED = PaperInputs(), Layout()


def figure(
    source: str,
    /,
    *,
    to: tuple[Path, ...],
    paper: Annotated[PaperInputs, tyro.conf.arg(name="")] = NOTHING,
    layout: Annotated[Layout, tyro.conf.arg(name="")] = UNCHANGED,
    checkpoints: Path = Path("checkpoints"),
    inputs: Path | None = None,
    carry: bool = True,
) -> None:
    """Make a figure from a recipe, or one like the paper's Figure 3 or 4 from images.

    Args:
        source: a recipe.json, or a PNG, PDF or zip that carries one; or 3 (what each method
            predicts) or 4 (how each method translates).
        to: files to write: .png, .pdf, .zip (cells and LaTeX) or .json.
        paper: what figures 3 and 4 are made of.
        layout: how the figure is laid out.
        checkpoints: folder of checkpoints.
        inputs: folder with the rows' files, for a recipe that does not carry them.
        carry: put the rows' files into what is written.
    """
    from gioada.figures import carriers, outputs
    from gioada.figures.figure import make
    from gioada.figures.networks import Checkpoints

    for path in to:
        outputs.check_suffix(path.suffix)
    networks = Checkpoints(checkpoints)
    if source in ("3", "4"):
        recipe = papers(source, networks, paper)
    elif paper != NOTHING:
        what = "images and methods belong to figure 3 or 4: a recipe has its own."
        raise Problem("figure.recipe_inputs", what)
    else:
        recipe = carriers.read(Path(source))
    made = make(layout.on(filled(recipe, inputs) if inputs else recipe), networks)
    for problem in made.problems:
        print(f"gioada: a cell is empty: {problem}")
    for path in to:
        outputs.write(made, path, carry=carry)
        print(path)
