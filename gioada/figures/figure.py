"""A figure: the cells of a recipe on a sheet, at any resolution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gioada.data.labels import RGB
from gioada.figures import cells, cutting, legends
from gioada.figures.cells import NO_CLASS, WRONGLY, Cell
from gioada.figures.frames import Frame
from gioada.figures.geometry import Geometry, Place, geometry
from gioada.figures.lettering import wrapped
from gioada.figures.networks import Networks, digest
from gioada.figures.raster import rendered
from gioada.figures.recipe import Column, Recipe
from gioada.figures.sheet import Area, Picture, Sheet, Words

Drawer = Callable[[Recipe, Frame, Column, Networks], Cell]

_MISSING, _WARNING = (238, 238, 238), (120, 40, 20)


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
        """What the cells without a picture say, each once."""
        said = (cell.problem for row in self.cells for cell in row)
        return tuple(dict.fromkeys(sentence for sentence in said if sentence))

    @property
    def classes(self) -> dict[str, RGB]:
        """Classes that occur in any cell, in the order of their label spaces."""
        every = [cell for row in self.cells for cell in row]
        present: dict[str, RGB] = {}
        for cell in every:
            present |= cell.classes(self.recipe.crop)
        order = dict.fromkeys(name for cell in every for name, _ in cell.names if name != WRONGLY)
        # What is no class comes last.
        return {name: present[name] for name in (*order, WRONGLY, NO_CLASS) if name in present}

    def sheet(self, dpi: float | None = None) -> Sheet:
        """The figure laid out at a resolution, by default the recipe's."""
        dpi = dpi or self.recipe.dpi
        grid = self.grid(dpi)
        items: list[Picture | Area | Words] = []
        for places, row in zip(grid.cells, self.cells, strict=True):
            for place, cell in zip(places, row, strict=True):
                items.extend(self._cell(cell, place, grid, dpi))
        items.extend(_captions(grid))
        below, bottom = self._legends(grid, dpi)
        return Sheet(width=grid.width, height=bottom, dpi=dpi, items=(*items, *below))

    def grid(self, dpi: float | None = None) -> Geometry:
        """Where cells and captions lie at a resolution, by default the recipe's."""
        return geometry(self.recipe, self.aspects, dpi or self.recipe.dpi)

    def image(self, dpi: float | None = None) -> np.ndarray:
        """The figure, uint8 H W 3."""
        return rendered(self.sheet(dpi))

    def _cell(
        self, cell: Cell, place: Place, grid: Geometry, dpi: float
    ) -> list[Picture | Area | Words]:
        if cell.pixels is not None:
            return list(cutting.placed(self.recipe, cell, place, dpi))
        lines = wrapped(cell.problem, grid.text, place.width - 2 * grid.pad,
                        max(1, place.height // grid.line))  # fmt: skip
        first = place.top + (place.height - len(lines) * grid.line) / 2 + 0.92 * grid.text
        x = place.left + place.width / 2
        return [
            Area(place=place, colour=_MISSING),
            *(
                Words(text=line, x=x, y=first + number * grid.line, size=grid.text,
                      anchor="middle", colour=_WARNING)
                for number, line in enumerate(lines)
            ),
        ]  # fmt: skip

    def _legends(self, grid: Geometry, dpi: float) -> tuple[list[Picture | Area | Words], int]:
        items: list[Picture | Area | Words] = []
        bottom = grid.bottom
        if self.recipe.legend and self.classes:
            made, bottom = legends.class_legend(
                self.classes, width=grid.width, top=bottom + 2 * grid.pad, text=grid.text,
                line=grid.line,
            )  # fmt: skip
            items.extend(made)
        if self.recipe.depth_bar and any(cell.metres for row in self.cells for cell in row):
            bar, bottom = legends.depth_legend(
                width=grid.width, top=bottom + 2 * grid.pad, text=grid.text, line=grid.line, dpi=dpi
            )
            items.extend(bar)
        return items, bottom


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
        draw: makes a cell; by default anew, where a page may remember it.
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
            {"checkpoint": name, "preset": card.preset, "pair": card.pair, "steps": card.steps,
             "seed": card.seed, "digest": digest(card)}
        )  # fmt: skip
    return tuple(found)


def _captions(grid: Geometry) -> list[Words]:
    words = []
    for index, lines in enumerate(grid.heads):
        place = grid.cells[0][index]
        x = place.left + place.width / 2
        # Titles of one line stand just above their column, as the last lines of the others do.
        for number, line in enumerate(lines, start=1 - len(lines)):
            y = place.top - grid.pad - 0.22 * grid.text + number * grid.line
            words.append(Words(text=line, x=x, y=y, size=grid.text, anchor="middle"))
    margin = grid.cells[0][0].left - grid.pad
    for row, lines in zip(grid.cells, grid.sides, strict=True):
        y = row[0].top + row[0].height / 2
        for number, line in enumerate(lines, start=1 - len(lines)):
            x = margin - 0.22 * grid.side_text + number * grid.line
            words.append(
                Words(text=line, x=x, y=y, size=grid.side_text, anchor="middle", upward=True)
            )
    return words
