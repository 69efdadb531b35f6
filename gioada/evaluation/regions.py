"""Connected places of a map, for people who want to be shown the largest ones. Free of torch."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Place:
    """A connected region of one kind, by its bounding box in pixels."""

    kind: int
    left: int
    top: int
    width: int
    height: int
    pixels: int
    share: float
    """Of the whole picture, in [0, 1]."""


def largest_places(
    kinds: NDArray[np.integer], *, at_most: int, least: float = 0.0005
) -> list[Place]:
    """The largest regions of equal numbers, largest first; neighbours share a side.

    Args:
        kinds: integer H W; 0 is no place.
        at_most: how many.
        least: share of the picture below which a region is not worth a look.
    """
    found = []
    for kind in np.unique(kinds[kinds > 0]).tolist():
        mask = (kinds == kind).astype(np.uint8)
        stats = cv2.connectedComponentsWithStats(mask, connectivity=4)[2][1:]
        for row in stats[stats[:, cv2.CC_STAT_AREA] >= max(1.0, least * kinds.size)].tolist():
            left, top, width, height, pixels = row
            found.append(
                Place(
                    kind=kind,
                    left=left,
                    top=top,
                    width=width,
                    height=height,
                    pixels=pixels,
                    share=pixels / kinds.size,
                )
            )
    return sorted(found, key=lambda place: (-place.pixels, place.top, place.left))[:at_most]
