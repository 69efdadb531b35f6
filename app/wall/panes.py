"""What a wall shows: panes of one size, packed so that the browser draws everything from them.

A pane travels as its picture (PNG) and, where there are maps, as two lossless PNGs: class in red,
metres in 1/256 in green and blue; confidence in 1/255 in red, mark in green.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PIL import Image

from gioada.data.depth import FAR
from gioada.data.depth_colours import depth_colours
from gioada.data.labels import RGB, VOID, LabelSpace
from gioada.data.palettes import colour_blind_safe
from gioada.data.resizing import nearest

LARGEST = 1_500_000
"""Pixels of a pane; larger pictures are shown reduced, as a screen has no more."""
UNMEASURED = 65_535
MAPS = ("labels", "depth", "confidence", "marks")

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
    share: str = "confidence"
    """What ``confidence`` is the share of, in the read-out."""


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
    """The value of the wall's component, as json.

    Raises:
        ValueError: there is no pane, or a map does not have its picture's size.
    """
    if not wall.panes:
        raise ValueError("a wall needs at least one pane.")
    size = _size(wall.panes[0].picture.shape)
    first = wall.panes[0].picture.shape
    scale = size[1] / first[1]
    safe = colour_blind_safe(wall.space)
    return json.dumps({
        "names": wall.space.classes,
        "space": wall.space.name,
        "colours": wall.space.colours,
        "safe": safe.colours,
        "depths": depth_colours((1 - np.linspace(0, 1, 256)[None]) ** 2 * FAR)[0].tolist(),
        "far": FAR,
        "width": size[1],
        "height": size[0],
        "original": [first[1], first[0]],
        "panes": [_pane(pane, size) for pane in wall.panes],
        "marks": [{"name": mark.name, "colour": mark.colour} for mark in wall.marks],
        "regions": [_region(region, scale) for region in wall.regions],
        "regionsTitle": wall.regions_title,
    })  # fmt: skip


def _size(shape: tuple[int, ...]) -> tuple[int, int]:
    scale = min(1.0, (LARGEST / (shape[0] * shape[1])) ** 0.5)
    return max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))


def _pane(pane: Pane, size: tuple[int, int]) -> dict[str, Any]:
    for name in ("labels", "depth", "confidence", "marks"):
        values = getattr(pane, name)
        if values is not None and values.shape != pane.picture.shape[:2]:
            raise ValueError(
                f"the {name} of the pane {pane.title} are {values.shape} and its picture is "
                f"{pane.picture.shape[:2]}: give both in one size."
            )
    has = {name: getattr(pane, name) is not None for name in MAPS}
    near, far = (pane.labels, pane.depth), (pane.confidence, pane.marks)
    return {
        "title": pane.title,
        "view": pane.view,
        "share": pane.share,
        "has": has,
        "picture": _url(_picture(pane.picture, size)),
        "maps": _url(_near(*near, size)) if has["labels"] or has["depth"] else None,
        "more": _url(_far(*far, size)) if has["confidence"] or has["marks"] else None,
    }


def _region(region: Region, scale: float) -> dict[str, Any]:
    box = (region.left, region.top, region.width, region.height)
    return {"box": [round(side * scale, 1) for side in box], "text": region.text}


def _picture(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if picture.shape[:2] == size:
        return picture
    reduced = Image.fromarray(picture).resize(size[::-1], Image.Resampling.BILINEAR)
    return np.asarray(reduced)


def _near(labels: np.ndarray | None, depth: np.ndarray | None, size: tuple[int, int]) -> np.ndarray:
    packed = np.full((*size, 3), VOID, np.uint8)
    if labels is not None:
        packed[..., 0] = nearest(labels, *size)
    if depth is not None:
        # The last value says that nothing was measured.
        steps = np.clip(np.rint(nearest(depth, *size).astype(np.float32) * 256), 0, UNMEASURED - 1)
        steps = np.nan_to_num(steps, nan=UNMEASURED).astype(np.uint16)
        packed[..., 1], packed[..., 2] = steps >> 8, steps & 255
    return packed


def _far(
    confidence: np.ndarray | None, marks: np.ndarray | None, size: tuple[int, int]
) -> np.ndarray:
    packed = np.zeros((*size, 3), np.uint8)
    if confidence is not None:
        values = nearest(confidence, *size).astype(np.float32)
        packed[..., 0] = np.rint(np.clip(values, 0, 1) * 255)
    if marks is not None:
        packed[..., 1] = nearest(marks, *size)
    return packed


def _url(pixels: np.ndarray) -> str:
    held = io.BytesIO()
    Image.fromarray(pixels).save(held, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(held.getvalue()).decode('ascii')}"
