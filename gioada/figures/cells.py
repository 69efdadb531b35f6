"""What a column shows of a row: pixels, or a sentence that says why there are none."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from PIL import Image

from gioada.data.depth import depth_colours, fill_missing
from gioada.data.files import Reading, align, read_depth, read_image, read_labels
from gioada.data.labels import RGB, VOID, LabelSpace, colour_blind_safe, find_space
from gioada.errors import Problem
from gioada.figures.networks import Networks, found
from gioada.figures.recipe import Box, Column, Given, Recipe, Row

WRONG: RGB = (230, 0, 80)
"""Where a prediction is not the label given."""
WRONG_NAME = "wrong"
NO_CLASS = "no class"
LARGEST = 2_400_000
"""Pixels to which a picture is reduced: a cell of 174 mm at 600 dpi has no more."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A row's picture, and its maps as soon as they are asked for; raises ValueError."""

    row: Row

    @cached_property
    def image(self) -> np.ndarray:
        """uint8 H W 3."""
        image = _values(self.row.image, read_image, "no picture was given")
        scale = (LARGEST / (image.shape[0] * image.shape[1])) ** 0.5
        if scale >= 1:
            return image
        size = max(1, int(image.shape[1] * scale)), max(1, int(image.shape[0] * scale))
        return np.array(Image.fromarray(image).resize(size, Image.Resampling.BOX))

    def labels(self, space: LabelSpace) -> np.ndarray:
        """uint8 H W indices of a space, 255 void, at the picture's size."""
        read = partial(read_labels, space=space, encoding=self.row.label_encoding)
        labels = align(self.image, _values(self.row.labels, read, "no labels were given")).labels
        assert labels is not None
        return labels

    @cached_property
    def depth(self) -> np.ndarray:
        """float32 H W metres at the picture's size, NaN where nothing was measured."""
        read = partial(read_depth, encoding=self.row.depth_encoding)
        depth = _values(self.row.depth, read, "no depth was given")
        depth = align(self.image, depth=depth).depth
        assert depth is not None
        return depth


def _values(given: Given | None, read: Callable[[Path], Reading], missing: str) -> np.ndarray:
    """What a reader makes of a given file, on disk for as long: readers look at names too."""
    if given is None:
        raise Problem("figure.missing", missing)
    # The name is anybody's; what could be a path in it goes.
    name = re.sub(r"[^\w.\- ]", "_", Path(given.name).name)[-80:]
    with tempfile.TemporaryDirectory(prefix="gioada-figure-") as folder:
        path = Path(folder) / (f"f{name}" if name.startswith(".") or not name else name)
        path.write_bytes(given.content)
        return read(path).values


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A picture of the figure, before it is cut and brought to its size."""

    pixels: np.ndarray | None = None
    """uint8 H W 3."""
    problem: str = ""
    """Why there are no pixels, in words."""
    photo: bool = True
    """Resampled smoothly; maps keep their colours."""
    labels: np.ndarray | None = None
    """uint8 H W indices of the classes whose colours are shown, 255 void."""
    names: tuple[tuple[str, RGB], ...] = ()
    """Name and colour of each index; of what else is shown, where there are no labels."""
    metres: bool = False
    """Colours mean depth."""

    def classes(self, crop: Box) -> dict[str, RGB]:
        """What the legend names: the classes that occur within the crop."""
        if self.labels is None:
            return dict(self.names)
        height, width = self.labels.shape
        top, left = (
            min(round(crop.top * height), height - 1),
            min(round(crop.left * width), width - 1),
        )
        bottom, right = round(crop.bottom * height), round(crop.right * width)
        shown = self.labels[top : max(top + 1, bottom), left : max(left + 1, right)]
        present = set(np.unique(shown).tolist())
        classes = {name: colour for i, (name, colour) in enumerate(self.names) if i in present}
        # A picture shines through where there is no class.
        return {**classes, NO_CLASS: (0, 0, 0)} if VOID in present and not self.photo else classes


def draw(recipe: Recipe, frame: Frame, column: Column, networks: Networks) -> Cell:
    """The cell of a row and a column; what cannot be drawn says so and hinders no other."""
    try:
        if column.kind == "image":
            return Cell(pixels=frame.image)
        if column.kind == "depth":
            return _depth(frame.depth)
        if column.kind == "labels" or (column.kind == "overlay" and not column.checkpoint):
            space = find_space(recipe.space)
            return _classes(recipe, frame, column, frame.labels(space), space)
        return _of_network(recipe, frame, column, networks)
    except ValueError as error:
        return Cell(problem=str(error).rstrip("."))


def _of_network(recipe: Recipe, frame: Frame, column: Column, networks: Networks) -> Cell:
    if not column.checkpoint:
        raise Problem("figure.no_checkpoint", "no checkpoint was chosen for this column")
    space = find_space(found(networks, column.checkpoint, column.digest).space)
    name, side = column.checkpoint, recipe.long_side or None
    if column.kind == "translation":
        labels, depth = frame.labels(space), fill_missing(frame.depth)
        return Cell(pixels=networks.translation(name, frame.image, labels, depth, side))
    scene = networks.scene(name, frame.image, side)
    if column.kind == "predicted depth":
        return _depth(scene.depth)
    if column.kind == "error":
        return _errors(frame.image, scene.labels, frame.labels(space))
    return _classes(recipe, frame, column, scene.labels, space)


def _classes(
    recipe: Recipe, frame: Frame, column: Column, labels: np.ndarray, space: LabelSpace
) -> Cell:
    space = space if recipe.palette == "standard" else colour_blind_safe(space)
    pixels = space.colourise(labels)
    over = column.kind == "overlay"
    if over:
        share = np.where(labels == VOID, 0.0, recipe.opacity).astype(np.float32)[..., None]
        pixels = np.rint(frame.image * (1 - share) + pixels * share).astype(np.uint8)
    names = tuple(zip(space.classes, space.colours, strict=True))
    return Cell(pixels=pixels, photo=over, labels=labels, names=names)


def _errors(image: np.ndarray, labels: np.ndarray, truth: np.ndarray) -> Cell:
    grey = (image.mean(-1, keepdims=True) * 0.5 + 100).astype(np.uint8)
    pixels = np.repeat(grey, 3, axis=-1)
    pixels[(labels != truth) & (truth != VOID)] = WRONG
    return Cell(pixels=pixels, photo=False, names=((WRONG_NAME, WRONG),))


def _depth(metres: np.ndarray) -> Cell:
    return Cell(pixels=depth_colours(metres), photo=False, metres=True)
