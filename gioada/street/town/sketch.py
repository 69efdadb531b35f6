"""What the drawn pictures of the sprite book have in common."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = 256


def assembled(cover, shade=None, second=None, nx=None, ny=None, spread=5.0) -> np.ndarray:
    """Six channels from float S S arrays: cover, second in [0, 1], shade about 1, normals."""
    blank = np.zeros((SIZE, SIZE))
    # What is between twigs or bars belongs to the tree or the fence.
    wide = Image.fromarray((np.clip(cover, 0, 1) * 255).astype(np.uint8))
    wide = np.asarray(wide.filter(ImageFilter.GaussianBlur(spread)), float) / 255
    outline = np.clip((np.maximum(wide * 1.6, cover) - 0.22) * 5, 0, 1)
    parts = (
        np.clip(cover, 0, 1) * 255,
        (np.ones_like(blank) if shade is None else shade) * 128,
        (blank if second is None else second) * 255,
        128 + 127 * (blank if nx is None else nx),
        128 + 127 * (blank if ny is None else ny),
        outline * 255,
    )
    return np.clip(np.stack(parts, -1), 0, 255)


def canvas(scale: int = 3) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A dark picture to draw on in white, `scale` times as large."""
    image = Image.new("L", (SIZE * scale, SIZE * scale))
    return image, ImageDraw.Draw(image)


def shrunk(image: Image.Image) -> np.ndarray:
    """A drawn picture in [0, 1] at SIZE."""
    return np.asarray(image.resize((SIZE, SIZE), Image.Resampling.BOX), float) / 255
