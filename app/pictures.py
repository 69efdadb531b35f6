"""Pictures that the page shows: classes over a photo, depth with its bar, differences."""

from __future__ import annotations

import base64
import html
import io
import itertools
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gioada.data.depth import FAR
from gioada.data.depth_colours import depth_colours
from gioada.data.labels import VOID, LabelSpace
from gioada.data.resizing import nearest

TICKS = (0, 2, 5, 10, 20, 40, 80)
FIRST_RIGHT, SECOND_RIGHT, NONE_RIGHT = (230, 130, 0), (0, 140, 255), (210, 60, 200)
"""Colours where two checkpoints differ; NONE_RIGHT also where no truth is given."""
UNKNOWN = (150, 150, 150)
"""Colour where they differ and the given truth has no class."""

_READ_OUT_SIDE = 640

_folder = tempfile.TemporaryDirectory(prefix="gioada-page-")
_numbers = itertools.count()
_FILES = 200


def overlay(image: np.ndarray, labels: np.ndarray, space: LabelSpace, opacity: float) -> np.ndarray:
    """Class colours over a photo, uint8 H W 3; where there is no class the photo stays.

    Args:
        image: uint8 H W 3.
        labels: uint8 H W class indices, 255 void.
        space: gives the colours.
        opacity: share of the colours in [0, 1].
    """
    share = np.where(labels == VOID, 0.0, opacity).astype(np.float32)[..., None]
    blended = image * (1 - share) + space.colourise(labels) * share
    return np.rint(blended).astype(np.uint8)


def depth_picture(metres: np.ndarray) -> np.ndarray:
    """A depth map with its colour bar in metres below, uint8 (H + bar) W 3."""
    coloured = depth_colours(metres)
    return np.concatenate([coloured, _bar(coloured.shape[1])])


def difference(
    image: np.ndarray, first: np.ndarray, second: np.ndarray, truth: np.ndarray | None = None
) -> tuple[np.ndarray, float]:
    """Where two label maps differ, over the greyed photo, and the share of such pixels.

    Args:
        image: uint8 H W 3.
        first, second: uint8 H W class indices.
        truth: uint8 H W class indices, 255 void, or None; colours then say who is right.
    """
    differ = first != second
    grey = (image.mean(-1, keepdims=True) * 0.5 + 60).astype(np.uint8)
    picture = np.repeat(grey, 3, axis=-1)
    picture[differ] = NONE_RIGHT
    if truth is not None:
        picture[differ & (truth == VOID)] = UNKNOWN
        picture[differ & (first == truth)] = FIRST_RIGHT
        picture[differ & (second == truth)] = SECOND_RIGHT
    return picture, float(differ.mean())


def shares(labels: np.ndarray, space: LabelSpace) -> dict[str, float]:
    """Share of the pixels of each class that is there, largest first."""
    counts = np.bincount(labels.ravel(), minlength=256)[: space.num_classes]
    order = np.argsort(-counts, kind="stable")
    return {space.classes[i]: float(counts[i] / labels.size) for i in order.tolist() if counts[i]}


def legend(space: LabelSpace, shown: Mapping[str, float] | None = None) -> str:
    """HTML chips with the colour and name of the classes, and their share where it is given."""
    entries = shown if shown is not None else dict.fromkeys(space.classes, -1.0)
    chips = []
    for name, share in entries.items():
        number = f" <b>{percent(share)}</b>" if share >= 0 else ""
        chips.append(f"<span>{swatch(space, name)}{html.escape(name)}{number}</span>")
    return f'<div class="legend">{"".join(chips)}</div>'


def swatch(space: LabelSpace, name: str) -> str:
    """HTML square in the colour of a class."""
    colour = space.colours[space.classes.index(name)]
    return f'<i style="background:rgb{colour}"></i>'


def percent(share: float) -> str:
    """A share as people write it."""
    if 0 < share < 0.001:
        return "under 0.1%"
    return f"{share:.0%}" if share >= 0.1 or share == 0 else f"{share:.1%}"


def read_out(space: LabelSpace, maps: Mapping[str, tuple[np.ndarray, np.ndarray | None]]) -> str:
    """Hidden HTML from which the page's script tells class and metres under the cursor.

    Args:
        space: gives the names.
        maps: title -> class indices uint8 H W and metres float32 H W (or None).
    """
    packed = [{"title": title, "src": _packed(*pair)} for title, pair in maps.items()]
    value = html.escape(json.dumps({"names": space.classes, "maps": packed}), quote=True)
    return f'<div class="read-out" data-maps="{value}"></div>'


def write(picture: np.ndarray) -> str:
    """A picture as a PNG file of its own, and its path.

    Written here because Gradio would make a lossy WebP of it; quickly rather than tightly.
    Gradio copies the file into its cache at once, so only the last ones are kept.
    """
    number = next(_numbers)
    path = Path(_folder.name) / f"{number}.png"
    Image.fromarray(picture).save(path, compress_level=1)
    (Path(_folder.name) / f"{number - _FILES}.png").unlink(missing_ok=True)
    return str(path)


def _packed(labels: np.ndarray, depth: np.ndarray | None) -> str:
    """Class in red, metres in 1/256 in green and blue, as a PNG data address."""
    scale = min(1.0, _READ_OUT_SIDE / max(labels.shape))
    size = max(1, round(labels.shape[0] * scale)), max(1, round(labels.shape[1] * scale))
    metres = np.zeros(size) if depth is None else nearest(depth, *size)
    fixed = np.rint(np.clip(np.nan_to_num(metres, nan=0.0), 0, 255.9) * 256).astype(np.uint16)
    channels = (nearest(labels, *size), fixed >> 8, fixed & 255)
    stream = io.BytesIO()
    Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8)).save(stream, "PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode("ascii")


def _bar(width: int) -> np.ndarray:
    """The colours of 0 to 80 m from left to right with their metres, uint8 h width 3."""
    text = int(np.clip(width // 40, 9, 40))
    margin, strip = text, max(4, text // 2)
    height = strip + 2 * text
    drawn = Image.new("RGB", (width, height), (255, 255, 255))
    length = max(1, width - 2 * margin)
    metres = (np.arange(length) / length) ** 2 * FAR
    colours = np.repeat(depth_colours(metres[None]), strip, axis=0)
    drawn.paste(Image.fromarray(colours), (margin, text // 3))
    pen, font = ImageDraw.Draw(drawn), ImageFont.load_default(size=text)
    for tick in TICKS if width >= 160 else (0, 20, 80):
        x = margin + round((tick / FAR) ** 0.5 * length)
        pen.line([(x, text // 3), (x, text // 3 + strip + 2)], fill=(0, 0, 0))
        name = f"{tick} m" if tick == TICKS[-1] else str(tick)
        pen.text((min(x, width - 2), strip + text // 3 + 2), name, (0, 0, 0), font,
                 anchor="ra" if tick == TICKS[-1] else "ma")  # fmt: skip
    return np.asarray(drawn)
