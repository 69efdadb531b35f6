"""One picture with what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gioada.errors import Problem

SKY_DEPTH = 655.35
"""Metres that stand for the sky: the largest value of a 16-bit map in centimetres."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A picture, and where they are known its classes and its depth.

    image: uint8 H W 3, RGB.
    ids: uint8 H W, Cityscapes ids; None where the classes are unknown.
    depth: float32 H W, metres along the optical axis (planar z), sky = SKY_DEPTH; None where
        the depth is unknown.
    """

    image: np.ndarray
    ids: np.ndarray | None = None
    depth: np.ndarray | None = None


class Frames(Protocol):
    """Frames by index; reading one twice gives the same."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Frame: ...


class First:
    """The first frames of a set, or all of them.

    Raises Problem for a limit that leaves none.
    """

    def __init__(self, frames: Frames, limit: int | None) -> None:
        if limit is not None and limit < 1:
            what = "a limit of {limit} leaves no frame: give at least 1."
            raise Problem("data.limit", what, limit=limit)
        self.frames = frames
        self.count = len(frames) if limit is None else min(limit, len(frames))

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int, /) -> Frame:
        return self.frames[index]


def nearest(values: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    """H W ... at another size by the nearest pixel: no class or distance is made up."""
    if values.shape[:2] == (height, width):
        return values
    rows = ((np.arange(height) + 0.5) * values.shape[0] / height).astype(np.intp)
    columns = ((np.arange(width) + 0.5) * values.shape[1] / width).astype(np.intp)
    return values[rows[:, None], columns]
