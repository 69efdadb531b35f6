"""What a wall shows: panes of one size, packed so that the browser draws everything from them.

A pane travels as its picture (PNG) and, where there are maps, as two lossless PNGs: class in red,
metres in 1/256 in green and blue; confidence in 1/255 in red, mark in green.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gioada.data.labels import RGB, LabelSpace

View = Literal["picture", "overlay", "labels", "depth", "confidence", "marks"]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One meaning of the marks: its name in the legend and its colour."""

    name: str
    colour: RGB


@dataclass(frozen=True, kw_only=True)
class Region:
    """A place to jump to, in pixels of the panes."""

    left: int
    top: int
    width: int
    height: int
    text: str
    """What is to be seen there, in a sentence."""


@dataclass(frozen=True, kw_only=True)
class Pane:
    """One picture of the wall with what is known of its pixels."""

    title: str
    picture: np.ndarray
    """uint8 H W 3; panes of another size than the first are resized to it."""
    labels: np.ndarray | None = None
    """uint8 H W class indices, 255 void."""
    depth: np.ndarray | None = None
    """float32 H W metres."""
    confidence: np.ndarray | None = None
    """float32 H W in [0, 1]."""
    marks: np.ndarray | None = None
    """uint8 H W: 0 nothing, n the n-th of the wall's marks."""
    view: View = "overlay"
    """How it is shown at first."""


@dataclass(frozen=True, kw_only=True)
class Wall:
    """Panes side by side, and what their legends say."""

    space: LabelSpace
    panes: Sequence[Pane]
    marks: Sequence[Mark] = ()
    regions: Sequence[Region] = ()
    """Largest first; the wall's button *next* jumps from one to the next."""
    regions_title: str = ""
    """What the regions are, for the button: "disagreement"."""


def packed(wall: Wall) -> str:
    """The value of the wall's component, as json."""
    raise NotImplementedError
