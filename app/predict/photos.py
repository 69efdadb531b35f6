"""Photos that are asked about: which, by which checkpoint and how, and the answer for one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app import shelf
from app.tab import Choice
from gioada.data.files import read_image
from gioada.data.labels import LabelSpace

if TYPE_CHECKING:
    from gioada.inference.scene import Scene

CHECKPOINT = Choice(
    find=lambda: shelf.names("task"), wanted=("st-street", "na-street", "both-demo")
)
FULL = -1
"""Stands for the photo's own size among the choices of the working size."""
MOST_PHOTOS = 200
"""At a time; more are for a script."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked, so that all that is shown or downloaded belongs together."""

    paths: tuple[str, ...] = ()
    checkpoint: str = ""
    long_side: int = 0
    """Pixels; 0 is the training's, FULL the photo's own."""
    fast: bool = False
    chosen: int = 0
    """The photo that is looked at."""

    @property
    def path(self) -> Path:
        """The photo that is looked at.

        Raises:
            ValueError: nothing was asked yet.
        """
        if not self.paths:
            raise ValueError("Nothing was predicted yet: choose a photo and press Predict.")
        return Path(self.paths[min(self.chosen, len(self.paths) - 1)])

    def at(self, number: int) -> Asked:
        """The same, looking at another photo."""
        return replace(self, chosen=number)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A photo, and what a checkpoint says of it."""

    name: str
    """The file's, without its ending."""
    image: np.ndarray
    """uint8 H W 3, upright."""
    scene: Scene
    space: LabelSpace
    note: str
    """How the file was understood."""


def ask(
    photo: str | None, many: list[str] | None, checkpoint: str | None, long_side: int, fast: bool
) -> Asked:
    """What a visitor wants to know.

    Raises:
        ValueError: no photo was given, too many were, or the checkpoint is not there.
    """
    paths = tuple(dict.fromkeys(path for path in (photo, *(many or ())) if path))
    if not paths:
        raise ValueError("The photo is missing: choose a file, or click an example.")
    if len(paths) > MOST_PHOTOS:
        raise ValueError(
            f"These are {len(paths)} photos; give {MOST_PHOTOS} at a time, or call /predict from a "
            "script for more."
        )
    card = shelf.find(checkpoint)
    return Asked(paths=paths, checkpoint=card.name, long_side=int(long_side or 0), fast=fast)


def see(asked: Asked) -> Seen:
    """Read the photo that is looked at, and ask the checkpoint about it, or its memory.

    Raises:
        ValueError: the file is no picture, or the checkpoint is not there.
    """
    space = shelf.space(asked.checkpoint)
    read = read_image(asked.path)
    side = working_side(asked.long_side, *read.values.shape[:2])
    scene = shelf.scene(asked.checkpoint, read.values, side, asked.fast)
    return Seen(name=asked.path.stem, image=read.values, scene=scene, space=space, note=read.note)


def working_side(long_side: int, height: int, width: int) -> int | None:
    """What the networks are told: pixels of the long side, or None for the training's."""
    return max(height, width) if long_side == FULL else long_side or None
