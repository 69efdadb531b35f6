"""Pictures that the page shows."""

from __future__ import annotations

import numpy as np
from PIL import Image

from app.scratch import place
from gioada.data.drawing import overlay

__all__ = ["overlay", "write"]


def write(picture: np.ndarray) -> str:
    """A picture as a PNG file of its own, and its path.

    Written here because Gradio would make a lossy WebP of it; quickly rather than tightly.
    """
    path = place("picture.png")
    Image.fromarray(picture).save(path, compress_level=1)
    return str(path)
