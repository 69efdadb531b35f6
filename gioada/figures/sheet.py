"""What lies on a figure's sheet: pictures, areas and words, for any kind of output to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gioada.data.labels import RGB
from gioada.figures.geometry import Place

INK: RGB = (0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Pixels at their place, which is as large as they are."""

    pixels: np.ndarray
    """uint8 H W 3."""
    left: int
    top: int


@dataclass(frozen=True, kw_only=True)
class Area:
    """A rectangle, filled or as a frame that lies within its place."""

    place: Place
    colour: RGB
    stroke: int = 0
    """Pixels of the frame's line; 0 fills the rectangle."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """A line of text."""

    text: str
    x: float
    y: float
    """Of the baseline."""
    size: float
    """Pixels of the letters."""
    anchor: Literal["left", "middle", "right"] = "left"
    upward: bool = False
    """Read from below; x is then the baseline and y the anchor."""
    colour: RGB = INK


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A figure in pixels, in the order of drawing."""

    width: int
    height: int
    dpi: float
    items: tuple[Picture | Area | Words, ...]
