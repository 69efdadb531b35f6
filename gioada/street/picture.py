"""What a world renders: a picture with its classes and its depth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SKY_DEPTH = 655.35
"""Metres that stand for the sky: the largest value of a 16-bit map in centimetres."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One rendered frame.

    image: uint8 H W 3, RGB; ids: uint8 H W, Cityscapes ids; depth: float32 H W, metres along the
    optical axis (planar z), the sky SKY_DEPTH.
    """

    image: np.ndarray
    ids: np.ndarray
    depth: np.ndarray
