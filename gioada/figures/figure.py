"""A figure: a recipe, and what networks make of its cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gioada.data.labels import RGB
from gioada.figures import cells
from gioada.figures.cells import NO_CLASS, WRONG_NAME, Cell, Frame
from gioada.figures.networks import Networks, digest
from gioada.figures.recipe import Column, Recipe

Drawer = Callable[[Recipe, Frame, Column, Networks], Cell]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A recipe with what its cells show; made by ``make``."""

    recipe: Recipe
    cells: tuple[tuple[Cell, ...], ...]
    aspects: tuple[float, ...]
    """Width over height of each row's picture."""
    made_by: tuple[dict[str, str | int], ...]
    """Of each checkpoint at hand: name, preset, pair, steps, seed, digest."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Why cells have no picture, each reason once."""
        return tuple(
            dict.fromkeys(cell.problem for row in self.cells for cell in row if cell.problem)
        )

    @property
    def classes(self) -> dict[str, RGB]:
        """Classes that occur in any cell, in the order of their label spaces."""
        every = [cell for row in self.cells for cell in row]
        present: dict[str, RGB] = {}
        for cell in every:
            present |= cell.classes(self.recipe.crop)
        order = dict.fromkeys(name for cell in every for name, _ in cell.names)
        order.pop(WRONG_NAME, None)  # what is no class comes last
        return {name: present[name] for name in (*order, WRONG_NAME, NO_CLASS) if name in present}

    @property
    def has_depth_bar(self) -> bool:
        """Whether colours of depth are explained."""
        return self.recipe.depth_bar and any(cell.metres for row in self.cells for cell in row)


def make(
    recipe: Recipe,
    networks: Networks,
    *,
    draw: Drawer = cells.draw,
    frames: Sequence[Frame] = (),
) -> Figure:
    """Run what a recipe asks for; a cell that cannot be made says why, and the rest is drawn.

    Args:
        recipe: the figure.
        networks: where checkpoints are looked up.
        draw: makes a cell; another than the usual one may cache.
        frames: those of the rows, if they are read already.
    """
    frames = frames or [Frame(row=row) for row in recipe.rows]
    rows = tuple(
        tuple(draw(recipe, frame, column, networks) for column in recipe.columns)
        for frame in frames
    )
    return Figure(
        recipe=recipe,
        cells=rows,
        aspects=tuple(_aspect(frame) for frame in frames),
        made_by=_makers(recipe, networks),
    )


def _aspect(frame: Frame) -> float:
    try:
        height, width = frame.image.shape[:2]
    except ValueError:
        return 2.0  # its cells say what is wrong with it
    # A cell higher than ten times its width would be the whole figure.
    return min(max(width / height, 0.1), 50.0)


def _makers(recipe: Recipe, networks: Networks) -> tuple[dict[str, str | int], ...]:
    found = []
    for name in dict.fromkeys(column.checkpoint for column in recipe.columns if column.checkpoint):
        try:
            card = networks.card(name)
        except ValueError:
            continue
        found.append(
            {
                "checkpoint": name,
                "preset": card.preset,
                "pair": card.pair,
                "steps": card.steps,
                "seed": card.seed,
                "digest": digest(card),
            }
        )
    return tuple(found)
