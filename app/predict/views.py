"""A prediction as pictures: the panes of its wall, and a thumbnail."""

from __future__ import annotations

from app import pictures, shelf
from app.predict.photos import Seen
from app.wall.panes import Pane, Wall
from gioada.data.resizing import nearest

THUMBNAIL = 320
"""Pixels of the long side."""


def panes(seen: Seen) -> Wall:
    """Classes over the photo, depth, and confidence, beside each other."""
    scene = seen.scene
    return Wall(
        space=seen.space,
        panes=[
            Pane(title=seen.name, picture=seen.image, labels=scene.labels),
            Pane(title="depth", picture=seen.image, depth=scene.depth, view="depth"),
            Pane(
                title="confidence", picture=seen.image, confidence=scene.confidence,
                view="confidence",
            ),
        ],
    )  # fmt: skip


def thumbnail(seen: Seen) -> str:
    """The path of a small picture of the photo with its classes over it."""
    height, width = seen.image.shape[:2]
    scale = min(1.0, THUMBNAIL / max(height, width))
    small = max(1, round(height * scale)), max(1, round(width * scale))
    image = shelf.resized(seen.image, *small)
    return pictures.write(
        pictures.overlay(image, nearest(seen.scene.labels, *small), seen.space, 0.55)
    )
