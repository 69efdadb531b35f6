"""Pictures that the page shows."""

from __future__ import annotations

import numpy as np
from PIL import Image

from app.scratch import place
from gioada.data.labels import VOID, LabelSpace


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


def write(picture: np.ndarray) -> str:
    """A picture as a PNG file of its own, and its path.

    Written here because Gradio would make a lossy WebP of it; quickly rather than tightly.
    """
    path = place("picture.png")
    Image.fromarray(picture).save(path, compress_level=1)
    return str(path)
