"""Which values of a label file are in no table of its set.

A reader tells how many pixels it did not know, and gives them the id 0 as it gives to known things
of no class. So the values that became 0 are counted, and known ones among them are those that have
to be left out for the number of pixels to be right.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gioada.data.encodings import UNLABELED, pack_colours
from gioada.data.raster import read_raster
from gioada.data.sets.disk import Labelling

# A set has few values for things of no class; more combinations would take seconds.
_MOST_KNOWN = 3
_TRIED = 24
_USUAL = (0, 255)


def unknown_values(path: Path, read: Labelling) -> dict[str, int]:
    """Values as people write them, commonest first, and their pixels.

    Args:
        path: the label file.
        read: what a reader made of it.

    Raises:
        FileProblem: the file cannot be read.
    """
    numbers, coloured = _numbers(path)
    if numbers.shape != read.ids.shape:
        return {}
    values, counts = np.unique(numbers[read.ids == UNLABELED], return_counts=True)
    pixels = dict(zip(values.tolist(), counts.tolist(), strict=True))
    known = _known(pixels, sum(pixels.values()) - round(read.unknown * read.ids.size))
    commonest = sorted(pixels.keys() - known, key=lambda value: (-pixels[value], value))
    return {_written(value, coloured): pixels[value] for value in commonest}


def _numbers(path: Path) -> tuple[NDArray[np.integer], bool]:
    """H W: the values or palette indices; or packed colours, and True."""
    raster = read_raster(path)
    values = raster.values
    if values.ndim == 2:
        return values, False
    # CARLA's tags and SYNTHIA's ids: green and blue hold something else or nothing.
    if values.dtype != np.uint8 or values.shape[2] < 3 or not values[..., 1:3].any():
        return values[..., 0], False
    return pack_colours(values), True


def _known(pixels: Mapping[int, int], surplus: int) -> set[int]:
    """The fewest values whose pixels add up to the surplus; none if no few do."""
    # Where the sums of several would do, what sets commonly call void comes first.
    likely = sorted(pixels, key=lambda value: (value not in _USUAL, -pixels[value]))[:_TRIED]
    for size in range(_MOST_KNOWN + 1):
        for values in combinations(likely, size):
            if sum(pixels[value] for value in values) == surplus:
                return set(values)
    return set()


def _written(value: int, coloured: bool) -> str:
    if not coloured:
        return str(value)
    return f"{value >> 16},{(value >> 8) & 255},{value & 255}"
