"""What a column shows of a row: pixels, or a sentence that says why there are none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.data.depth_colours import depth_colours
from gioada.data.labels import RGB, VOID, LabelSpace, find_space
from gioada.data.palettes import colour_blind_safe
from gioada.figures.frames import Frame
from gioada.figures.networks import Networks, found
from gioada.figures.recipe import Box, Column, Recipe

WRONG: RGB = (230, 0, 80)
"""Where a prediction is not the label given."""
NO_CLASS = "no class"
WRONGLY = "wrong"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A picture of the figure, before it is cut and brought to its size."""

    pixels: np.ndarray | None = None
    """uint8 H W 3."""
    problem: str = ""
    """Why there are no pixels, in words."""
    mixed: bool = True
    """Enlarged by mixing pixels, as photos are; maps keep their colours."""
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
        present = set(np.unique(cut(self.labels, crop)).tolist())
        found = {name: colour for i, (name, colour) in enumerate(self.names) if i in present}
        # A picture shines through where there is no class.
        return {**found, NO_CLASS: (0, 0, 0)} if VOID in present and not self.mixed else found


def draw(recipe: Recipe, frame: Frame, column: Column, networks: Networks) -> Cell:
    """The cell of a row and a column; what cannot be drawn says so and hinders no other."""
    try:
        return _Drawing(recipe, frame, column, networks).cell()
    except ValueError as error:
        return Cell(problem=str(error).rstrip("."))


@dataclass(frozen=True)
class _Drawing:
    recipe: Recipe
    frame: Frame
    column: Column
    networks: Networks

    def cell(self) -> Cell:
        kind, frame = self.column.kind, self.frame
        if kind == "image":
            return Cell(pixels=frame.image)
        if kind == "depth":
            return _metric(frame.depth)
        if kind == "labels" or (kind == "overlay" and not self.column.checkpoint):
            space = self._coloured(find_space(self.recipe.space))
            return self._classes(frame.labels(space), space)
        if not self.column.checkpoint:
            raise ValueError("no checkpoint was chosen for this column")
        card = found(self.networks, self.column.checkpoint, self.column.digest)
        space = self._coloured(find_space(card.space))
        if kind == "translation":
            return self._translation(space)
        side = self.recipe.long_side or None
        scene = self.networks.scene(self.column.checkpoint, frame.image, side)
        if kind == "predicted depth":
            # As coarse as the page remembers it, so that command and page draw the same.
            return _metric(scene.depth.astype(np.float16).astype(np.float32))
        if kind == "error":
            return self._errors(scene.labels, frame.labels(space))
        return self._classes(scene.labels, space)

    def _translation(self, space: LabelSpace) -> Cell:
        frame = self.frame
        translated = self.networks.translation(
            self.column.checkpoint,
            frame.image,
            frame.labels(space),
            frame.filled_depth,
            self.recipe.long_side or None,
        )
        return Cell(pixels=translated)

    def _classes(self, labels: np.ndarray, space: LabelSpace) -> Cell:
        coloured = space.colourise(labels)
        over = self.column.kind == "overlay"
        if over:
            share = np.where(labels == VOID, 0.0, self.recipe.opacity).astype(np.float32)[..., None]
            blended = self.frame.image * (1 - share) + coloured * share
            coloured = np.rint(blended).astype(np.uint8)
        pairs = tuple(zip(space.classes, space.colours, strict=True))
        return Cell(pixels=coloured, mixed=over, labels=labels, names=pairs)

    def _errors(self, labels: np.ndarray, truth: np.ndarray) -> Cell:
        grey = (self.frame.image.mean(-1, keepdims=True) * 0.5 + 100).astype(np.uint8)
        picture = np.repeat(grey, 3, axis=-1)
        picture[(labels != truth) & (truth != VOID)] = WRONG
        return Cell(pixels=picture, mixed=False, names=((WRONGLY, WRONG),))

    def _coloured(self, space: LabelSpace) -> LabelSpace:
        return space if self.recipe.palette == "standard" else colour_blind_safe(space)


def cut(pixels: np.ndarray, box: Box) -> np.ndarray:
    """The part of H W ... that a box covers, at least a pixel."""
    height, width = pixels.shape[:2]
    top, left = (min(round(box.top * height), height - 1), min(round(box.left * width), width - 1))
    bottom = max(top + 1, round((box.top + box.height) * height))
    right = max(left + 1, round((box.left + box.width) * width))
    return pixels[top:bottom, left:right]


def _metric(metres: np.ndarray) -> Cell:
    return Cell(pixels=depth_colours(metres), mixed=False, metres=True)
