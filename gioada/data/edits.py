"""Changes to a frame's labels and depth, to see what a translator makes of what it is told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from gioada.data.frame import SKY_DEPTH
from gioada.data.labels import VOID, LabelSpace
from gioada.errors import Problem

_MARK = 254
"""No class and not void, in every space."""


@dataclass(frozen=True, kw_only=True)
class Edits:
    """What is changed, in this order; the defaults change nothing."""

    erase: tuple[tuple[int, int], ...] = ()
    """Points (x, y) in pixels; the object at each, connected pixels of its class, is erased."""
    swap_from: str = ""
    """A class, all pixels of which become ``swap_to``."""
    swap_to: str = ""
    flatten: float = 0.0
    """How far everything but the sky is moved to one distance, in [0, 1]."""
    scale: float = 1.0
    """Factor on depth, above 0."""
    bend: float = 0.0
    """Octaves by which depth is halved at the left edge and doubled at the right, in [-2, 2]."""

    def __post_init__(self) -> None:
        if bool(self.swap_from) != bool(self.swap_to):
            what = "to swap a class, choose both what it was and what it becomes."
            raise Problem("data.edit_swap", what)
        if not 0 <= self.flatten <= 1 or not self.scale > 0 or not -2 <= self.bend <= 2:
            what = "flatten is a share in [0, 1], scale is above 0 and bend in [-2, 2]; found "
            what += "{flatten}, {scale} and {bend}."
            raise Problem(
                "data.edit_range", what, flatten=self.flatten, scale=self.scale, bend=self.bend
            )


def edited(
    edits: Edits, labels: NDArray[np.uint8], depth: NDArray[np.float32], space: LabelSpace
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Labels and depth with the edits applied; what was given stays untouched.

    Args:
        edits: the changes.
        labels: uint8 H W class indices, 255 void.
        depth: float32 H W metres without gaps, the sky at 655.35.
        space: the classes.

    Raises:
        Problem: a class is not in the space, or a point outside of the picture.
    """
    labels, depth = labels.copy(), depth.copy()
    for point in edits.erase:
        labels, depth = erased(labels, depth, *point)
    if edits.swap_from:
        before, after = (_index(name, space) for name in (edits.swap_from, edits.swap_to))
        labels[labels == before] = after
    return labels, _reshaped(edits, depth)


def erased(
    labels: NDArray[np.uint8], depth: NDArray[np.float32], x: int, y: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Without the object at a point: each row is filled from whichever side lies further back.

    Raises:
        Problem: the point is outside of the picture.
    """
    height, width = labels.shape
    if not (0 <= x < width and 0 <= y < height):
        what = "({x}, {y}) is outside of the picture of {width} x {height} pixels."
        raise Problem("data.edit_outside", what, x=x, y=y, width=width, height=height)
    mask = connected(labels, x, y)
    labels, depth = labels.copy(), depth.copy()
    for row in np.flatnonzero(mask.any(1)):
        outside = np.flatnonzero(~mask[row])
        if not outside.size:
            continue  # nothing in this row to fill it from
        inside = np.flatnonzero(mask[row])
        place = np.searchsorted(outside, inside)
        left = outside[np.clip(place - 1, 0, outside.size - 1)]
        right = outside[np.clip(place, 0, outside.size - 1)]
        from_left = (place > 0) & (
            (place == outside.size) | (depth[row, left] >= depth[row, right])
        )
        chosen = np.where(from_left, left, right)
        labels[row, inside], depth[row, inside] = labels[row, chosen], depth[row, chosen]
    return labels, depth


def connected(labels: NDArray[np.uint8], x: int, y: int) -> NDArray[np.bool_]:
    """The pixels of a point's class that hang together with it, bool H W."""
    # Only the class at hand, as the mark of the flood must be a number that no pixel has.
    plane = Image.fromarray(np.where(labels == labels[y, x], VOID, 0).astype(np.uint8)).copy()
    ImageDraw.floodfill(plane, (x, y), _MARK)
    return np.asarray(plane) == _MARK


def _reshaped(edits: Edits, depth: NDArray[np.float32]) -> NDArray[np.float32]:
    sky = depth >= SKY_DEPTH
    if sky.all():
        return depth
    middle = np.median(depth[~sky])
    octaves = edits.bend * np.linspace(-1, 1, depth.shape[1])
    shaped = (depth + edits.flatten * (middle - depth)) * edits.scale * 2.0**octaves
    return np.where(sky, depth, np.minimum(shaped, SKY_DEPTH)).astype(np.float32)


def _index(name: str, space: LabelSpace) -> int:
    if name not in space.classes:
        raise Problem(
            "data.classes",
            "there is no class {name} in {space}: {classes}.",
            name=repr(name),
            space=space.name,
            classes=", ".join(space.classes),
        )
    return space.classes.index(name)
