"""Whether labels and images are of the same frames, told by their edges.

Where two classes meet, an image mostly changes. So the change of an image along the edges of its
own labels is compared with its change along the edges of other frames' labels. On the frames of the
street world, of CamVid and of CARLA own edges win every time; of labels that belong to other
frames, they win half of the time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.data.frame import Frame

LEAST = 8
"""Frames without which nothing is said."""
_LEAST_OTHERS = 3
# Of two frames of a car that stands still, neither's labels fit better.
_DIFFERENT = 0.1


def fitting(frames: Sequence[Frame]) -> tuple[int, int] | None:
    """Frames whose own labels fit better than most others, and frames compared.

    Args:
        frames: in small; those without labels of their size are left out.

    Returns:
        None if there are too few, or too few that differ.
    """
    whole = [
        (frame.image, frame.ids)
        for frame in frames
        if frame.ids is not None and frame.ids.shape == frame.image.shape[:2]
    ]
    if len(whole) < LEAST:
        return None
    height, width = np.min([ids.shape for _, ids in whole], axis=0)
    ids = [ids[:height, :width] for _, ids in whole]
    changes = np.stack([_changes(image[:height, :width]) for image, _ in whole])
    edges = np.stack([_edges(each) for each in ids])
    along = changes.reshape(len(whole), -1) @ edges.reshape(len(whole), -1).T.astype(np.float32)
    along /= np.maximum(1, edges.sum(axis=(1, 2)))
    better = [
        along[number, number] > np.median(along[number, others])
        for number, each in enumerate(ids)
        if len(others := _others(number, each, ids)) >= _LEAST_OTHERS
    ]
    return (int(sum(better)), len(better)) if len(better) >= LEAST else None


def _others(
    number: int, own: NDArray[np.uint8], ids: Sequence[NDArray[np.uint8]]
) -> NDArray[np.intp]:
    """Frames whose labels differ enough from this one's."""
    different = [
        other != number and float(np.mean(own != each)) > _DIFFERENT
        for other, each in enumerate(ids)
    ]
    return np.flatnonzero(different)


def _changes(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Differences to the pixels on the left and above, H W."""
    grey = np.asarray(Image.fromarray(image).convert("L"), np.float32)
    changes = np.zeros_like(grey)
    changes[:, 1:] += np.abs(np.diff(grey, axis=1))
    changes[1:] += np.abs(np.diff(grey, axis=0))
    return changes


def _edges(ids: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Pixels on either side of where two classes meet, H W."""
    edges = np.zeros(ids.shape, bool)
    beside, below = ids[:, 1:] != ids[:, :-1], ids[1:] != ids[:-1]
    edges[:, 1:] |= beside
    edges[:, :-1] |= beside
    edges[1:] |= below
    edges[:-1] |= below
    return edges
