"""What a wall shows: panes of one size, packed so that the browser draws everything from them.

A pane travels as its picture (PNG, or the photo's own JPEG) and its maps: bytes per pixel,
deflated, in base64. Classes and marks are themselves; shares are in 1/255, of which every
hundredth; metres in tenths, as the read-out has them, first all high bytes and then all low ones.
The maps are no PNGs, as some browsers add noise to the pixels that a page reads. An array that
several panes have travels once: panes name their arrays by number.
"""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image

from gioada.data.depth import FAR, depth_colours
from gioada.data.frame import nearest
from gioada.data.labels import RGB, LabelSpace, colour_blind_safe

LARGEST = 1_500_000
"""Pixels of a pane; larger pictures are shown reduced, as a screen has no more."""
UNMEASURED = 65_535
TENTHS = 10
"""Steps of a metre."""
MAPS = ("labels", "depth", "confidence", "belief", "marks")

View = Literal["picture", "overlay", "labels", "depth", "confidence", "belief", "marks"]


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
    belief: np.ndarray | None = None
    """float32 H W in [0, 1]: the probability that D_output gives to *target*."""
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
    name: str = ""
    """What all panes are of, for the names of saved files."""
    pair: tuple[int, int] = (0, 1)
    """The panes that lie under the slider at first."""
    photo: str | None = None
    """The file of the first pane's picture, which may be sent as it is."""


def packed(wall: Wall) -> str:
    """The value of the wall's component, as json.

    Raises:
        ValueError: there is no pane, or a map does not have its picture's size.
    """
    if not wall.panes:
        raise ValueError("a wall needs at least one pane.")
    size = shown_size(wall.panes[0].picture.shape)
    first = wall.panes[0].picture.shape
    scale = size[1] / first[1]
    safe = colour_blind_safe(wall.space)
    cargo = _Cargo(size)
    if wall.photo:
        cargo.send(wall.photo, wall.panes[0].picture)
    return json.dumps(
        {
            "names": wall.space.classes,
            "space": wall.space.name,
            "colours": wall.space.colours,
            "safe": safe.colours,
            "depths": depth_colours((1 - np.linspace(0, 1, 256)[None]) ** 2 * FAR)[0].tolist(),
            "far": FAR,
            "width": size[1],
            "height": size[0],
            "original": [first[1], first[0]],
            "panes": [_pane(pane, cargo) for pane in wall.panes],
            "arrays": cargo.arrays,
            "marks": [{"name": mark.name, "colour": mark.colour} for mark in wall.marks],
            "regions": [_region(region, scale) for region in wall.regions],
            "regionsTitle": wall.regions_title,
            "name": wall.name,
            "pair": wall.pair,
        }
    )


def shown_size(shape: tuple[int, ...]) -> tuple[int, int]:
    """Height and width at which a wall shows a picture of that shape."""
    scale = min(1.0, (LARGEST / (shape[0] * shape[1])) ** 0.5)
    return max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))


class _Cargo:
    """The arrays of all panes in the wall's size, packed, each once."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.arrays: list[str] = []
        self._size = size
        # By identity, which holds as long as the panes hold their arrays.
        self._numbers: dict[tuple[str, int], int] = {}

    def send(self, path: str, picture: np.ndarray) -> None:
        """Send a picture as the JPEG that it was read from, which is several times smaller."""
        with Image.open(path) as opened:
            plain = opened.format == "JPEG" and opened.mode == "RGB" and not opened.getexif()
            if plain and self._size == picture.shape[:2] == (opened.height, opened.width):
                self._numbers["picture", id(picture)] = len(self.arrays)
                self.arrays.append(_url(Path(path).read_bytes(), "jpeg"))

    def number(self, name: str, values: np.ndarray) -> int:
        """The number of an array, which is packed if it is new."""
        key = (name, id(values))
        if key not in self._numbers:
            self._numbers[key] = len(self.arrays)
            self.arrays.append(self._packed(name, values))
        return self._numbers[key]

    def _packed(self, name: str, values: np.ndarray) -> str:
        if name == "picture":
            return _url(_png(_picture(values, self._size)), "png")
        return _deflated(_PACKED[name](nearest(values, *self._size)))


def _pane(pane: Pane, cargo: _Cargo) -> dict[str, Any]:
    for name in MAPS:
        values = getattr(pane, name)
        if values is not None and values.shape != pane.picture.shape[:2]:
            raise ValueError(
                f"the {name} of the pane {pane.title} are {values.shape} and its picture is "
                f"{pane.picture.shape[:2]}: give both in one size."
            )
    return {
        "title": pane.title,
        "view": pane.view,
        "share": pane.share,
        "has": {name: getattr(pane, name) is not None for name in MAPS},
        "picture": cargo.number("picture", pane.picture),
        "maps": {
            name: cargo.number(name, getattr(pane, name))
            for name in MAPS
            if getattr(pane, name) is not None
        },
    }


def _region(region: Region, scale: float) -> dict[str, Any]:
    box = (region.left, region.top, region.width, region.height)
    return {"box": [round(side * scale, 1) for side in box], "text": region.text}


def _picture(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if picture.shape[:2] == size:
        return picture
    reduced = Image.fromarray(picture).resize((size[1], size[0]), Image.Resampling.BILINEAR)
    return np.asarray(reduced)


def _metres(depth: np.ndarray) -> np.ndarray:
    """Metres H W in tenths as bytes 2 H W; the last value says that nothing was measured."""
    steps = np.clip(np.rint(depth.astype(np.float32) * TENTHS), 0, UNMEASURED - 1)
    steps = np.nan_to_num(steps, nan=UNMEASURED).astype(np.uint16)
    return np.stack([steps >> 8, steps & 255]).astype(np.uint8)


def _share(values: np.ndarray) -> np.ndarray:
    hundredths = np.rint(np.clip(values.astype(np.float32), 0, 1) * 100)
    return np.rint(hundredths * 2.55).astype(np.uint8)


def _same(values: np.ndarray) -> np.ndarray:
    return values.astype(np.uint8)


_PACKED: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "labels": _same,
    "depth": _metres,
    "confidence": _share,
    "belief": _share,
    "marks": _same,
}


def _deflated(values: np.ndarray) -> str:
    return base64.b64encode(zlib.compress(values.tobytes(), 1)).decode("ascii")


def _png(pixels: np.ndarray) -> bytes:
    held = io.BytesIO()
    Image.fromarray(pixels).save(held, "PNG", compress_level=1)
    return held.getvalue()


def _url(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
