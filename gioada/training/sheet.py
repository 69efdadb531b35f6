"""A sheet of a run's pictures with their names, the classes' colours and the scale of the depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.data.drawing import GAP, LINE, Entry, colour_legend, depth_legend, fitted, paper, write
from gioada.data.labels import LabelSpace

COLUMNS = ("image", "labels", "depth")
NARROWEST, WIDEST = 240, 480
"""Pixels that a picture may be wide on a sheet; others are scaled."""

_BLOCK, _MARGIN = 12, 104


@dataclass(frozen=True, kw_only=True)
class Row:
    """Pictures of one size, uint8 H W 3, one for each column."""

    name: str
    """Which image it is."""
    note: str
    """Where the labels and the depth are from."""
    pictures: tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]


def draw_sheet(samples: Sequence[Sequence[Row]], space: LabelSpace, *, title: str) -> Image.Image:
    """Blocks of rows below each other, under the names of their columns, above a legend.

    Args:
        samples: blocks of as many rows each; the first picture's proportions are the cells'.
        space: gives the legend of the classes.
        title: stands in the upper left corner.
    """
    size = width, height = _cell_size(samples[0][0].pictures[0])
    columns = [_MARGIN + n * (width + GAP) for n in range(len(COLUMNS))]
    block = len(samples[0]) * (height + GAP) + _BLOCK
    bottom = LINE + len(samples) * block
    legend, scale = _class_legend(space, 2 * width), depth_legend(width)
    sheet = paper(columns[-1] + width + GAP, bottom + max(legend.height, scale.height))
    write(sheet, (GAP, LINE // 2), title)
    for x, name in zip(columns, COLUMNS, strict=True):
        write(sheet, (x, LINE // 2), name)
    for number, sample in enumerate(samples):
        for place, row in enumerate(sample):
            top = LINE + number * block + place * (height + GAP)
            write(sheet, (GAP, top + height // 2 - LINE // 3), row.name)
            write(sheet, (GAP, top + height // 2 + LINE // 3), row.note)
            for x, picture, name in zip(columns, row.pictures, COLUMNS, strict=True):
                sheet.paste(fitted(picture, size, mixed=name == "image"), (x, top))
    sheet.paste(legend, (columns[0], bottom))
    sheet.paste(scale, (columns[-1], bottom))
    return sheet


def _cell_size(picture: NDArray[np.uint8]) -> tuple[int, int]:
    width = min(max(picture.shape[1], NARROWEST), WIDEST)
    return width, max(1, round(picture.shape[0] * width / picture.shape[1]))


def _class_legend(space: LabelSpace, width: int) -> Image.Image:
    pairs = [*zip(space.classes, space.colours, strict=True), ("no class", (0, 0, 0))]
    return colour_legend([Entry(text=name, colour=colour) for name, colour in pairs], width)
