"""From a cell to the pixels of its place: crop, size, zoom insets with their frames."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image

from gioada.figures.cells import Cell
from gioada.figures.geometry import Place, pixels
from gioada.figures.recipe import Box, Inset, Recipe
from gioada.figures.sheet import Area, Picture

FRAME = 0.35
"""Millimetres of the insets' frames."""


def placed(recipe: Recipe, cell: Cell, place: Place, dpi: float) -> Iterator[Picture | Area]:
    """A cell's picture at its place, and its insets over it."""
    assert cell.pixels is not None
    yield Picture(
        pixels=sized(cell, recipe.crop, place.width, place.height), left=place.left, top=place.top
    )
    stroke = max(1, pixels(FRAME, dpi))
    for inset in recipe.insets:
        frame = framed(inset.box, recipe.crop, place)
        if frame is not None:
            yield Area(place=frame, colour=inset.colour, stroke=stroke)
    for inset in recipe.insets:
        spot = enlarged(inset, cell.pixels.shape[1] / cell.pixels.shape[0], place)
        picture = sized(cell, inset.box, spot.width, spot.height)
        yield Picture(pixels=picture, left=spot.left, top=spot.top)
        yield Area(place=spot, colour=inset.colour, stroke=stroke)


def sized(cell: Cell, box: Box, width: int, height: int) -> np.ndarray:
    """The part of a cell that a box covers, at a size in pixels.

    Photos are resampled smoothly. Maps are enlarged by repeating pixels, so that no colour is made
    up; shrunk, their colours are averaged, or thin things would come and go.
    """
    assert cell.pixels is not None
    full_height, full_width = cell.pixels.shape[:2]
    corners = (
        box.left * full_width,
        box.top * full_height,
        min(full_width, (box.left + box.width) * full_width),
        min(full_height, (box.top + box.height) * full_height),
    )
    enlarging = width >= corners[2] - corners[0]
    if cell.mixed:
        how = Image.Resampling.LANCZOS
    else:
        how = Image.Resampling.NEAREST if enlarging else Image.Resampling.BOX
    picture = Image.fromarray(cell.pixels)
    return np.asarray(picture.resize((width, height), how, box=corners))


def framed(box: Box, crop: Box, place: Place) -> Place | None:
    """Where a box of the whole picture lies in a cropped cell; None where it is not to be seen."""
    left = place.left + (box.left - crop.left) / crop.width * place.width
    top = place.top + (box.top - crop.top) / crop.height * place.height
    right = left + box.width / crop.width * place.width
    bottom = top + box.height / crop.height * place.height
    left, top = max(left, place.left), max(top, place.top)
    right, bottom = min(right, place.left + place.width), min(bottom, place.top + place.height)
    if right - left < 2 or bottom - top < 2:
        return None
    return Place(
        left=round(left), top=round(top), width=round(right - left), height=round(bottom - top)
    )


def enlarged(inset: Inset, aspect: float, place: Place) -> Place:
    """The corner of a cell that an enlargement fills, its sides in proportion.

    Args:
        inset: its corner, and its size as a share of the cell's width.
        aspect: width over height of the whole picture.
        place: of the cell.
    """
    ratio = aspect * inset.box.width / inset.box.height
    width = min(inset.size * place.width, 0.9 * place.height * ratio)
    size = max(2, round(width)), max(2, round(width / ratio))
    right, bottom = "right" in inset.corner, "bottom" in inset.corner
    return Place(
        left=place.left + (place.width - size[0] if right else 0),
        top=place.top + (place.height - size[1] if bottom else 0),
        width=size[0],
        height=size[1],
    )
