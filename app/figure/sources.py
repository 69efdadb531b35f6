"""What the tab's figures are drawn from: the page's networks, and cells drawn before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from threading import Lock
from typing import TYPE_CHECKING

import cachetools
import numpy as np

from app import checkpoints
from gioada.figures import cells
from gioada.figures.cells import Cell, Frame
from gioada.figures.networks import Absent, Networks
from gioada.figures.recipe import GIVEN, Column, Given, Recipe, Row
from gioada.models.card import Card

if TYPE_CHECKING:
    from gioada.inference.scene import Scene

MEMORY = 128 * 2**20
"""Bytes that drawn cells may take; more are drawn again from what the page remembers."""
COMING = "is being computed"
"""Said by a cell whose network has yet to run."""


class OfThePage:
    """The page's checkpoints as ``gioada.figures.networks.Networks``."""

    def card(self, name: str) -> Card:
        """The checkpoint that the page offers under this name."""
        for network in ("task", "translator"):
            for each in checkpoints.offered(network):
                if each.name == name:
                    return each.card
        raise Absent(f"there is no checkpoint {name} here")

    def scene(self, name: str, image: np.ndarray, long_side: int | None) -> Scene:
        """See ``Networks``."""
        return checkpoints.find(name).scene(image, long_side)

    def translation(
        self,
        name: str,
        image: np.ndarray,
        labels: np.ndarray,
        depth: np.ndarray,
        long_side: int | None,
    ) -> np.ndarray:
        """See ``Networks``."""
        found = checkpoints.find(name, "translator")
        return found.translation(image, labels, depth, long_side)


def _bytes(cell: Cell) -> int:
    return sum(part.nbytes for part in (cell.pixels, cell.labels) if part is not None) + 100


_cells: cachetools.LRUCache[tuple[object, ...], Cell] = cachetools.LRUCache(MEMORY, _bytes)
_lock = Lock()


@cachetools.cached(cachetools.LRUCache(24), key=lambda row: _name(row), lock=Lock())
def frame(row: Row) -> Frame:
    """A row's files, read once."""
    return Frame(row=row)


def remembered(recipe: Recipe, read: Frame, column: Column, networks: Networks) -> Cell:
    """A cell as drawn before, or drawn now."""
    key = _key(recipe, read, column)
    found = _known(key)
    if found is not None:
        return found
    drawn = cells.draw(recipe, read, column, networks)
    # What is missing now may be there when it is asked for again.
    if not drawn.problem and _bytes(drawn) <= MEMORY:
        with _lock:
            _cells[key] = drawn
    return drawn


def _known(key: tuple[object, ...]) -> Cell | None:
    with _lock:
        return _cells.get(key)


def at_once(recipe: Recipe, read: Frame, column: Column, networks: Networks) -> Cell:
    """A cell if that runs no network; else one that says that it is coming."""
    if _known(_key(recipe, read, column)) is not None or not _runs(recipe, read, column):
        return remembered(recipe, read, column, networks)
    return Cell(problem=COMING)


def _runs(recipe: Recipe, read: Frame, column: Column) -> bool:
    if column.kind in GIVEN or not column.checkpoint:
        return False
    if column.kind == "translation":
        return True
    try:
        found = checkpoints.find(column.checkpoint)
        return found.known_scene(read.image, recipe.long_side or None) is None
    except ValueError:
        return False  # drawing it says what is wrong, without a network


def _key(recipe: Recipe, read: Frame, column: Column) -> tuple[object, ...]:
    looks = recipe.palette, recipe.opacity if column.kind == "overlay" else 0, recipe.space
    what = column.kind, column.checkpoint, column.digest, recipe.long_side
    return (_name(read.row), *what, *looks)


def _name(row: Row) -> str:
    """A hash of a row's files and of how they are read; its title does not matter."""
    values = {**asdict(row.with_files(Given.bare)), "title": "", "checkpoints": ()}
    carried = [bool(given.data) for given in row.files]
    return hashlib.sha256(json.dumps([values, carried]).encode()).hexdigest()
