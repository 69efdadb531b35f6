"""The worst frames as pictures inside a page."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.audit.run import Seen
from gioada.data.labels import RGB, LabelSpace
from gioada.evaluation.hallucination import (
    DESTROYED,
    GAINED,
    INVENTED,
    UNREADABLE,
    hallucinations,
)

COLOURS: Mapping[int, RGB] = {
    DESTROYED: (240, 150, 20),
    INVENTED: (215, 25, 60),
    UNREADABLE: (120, 125, 135),
    GAINED: (40, 120, 235),
}
"""Of what became of a pixel; those that were kept show the translation, paled."""
WIDEST = 640
QUALITY = 85


def pictures(seen: Seen, space: LabelSpace) -> list[tuple[str, str]]:
    """Caption and data address of each picture of a frame."""
    sample = seen.sample
    found = hallucinations(seen.before.labels, seen.after.labels, sample.labels, space)
    return [
        ("source", _address(sample.image)),
        ("translation", _address(sample.translation)),
        ("given labels", _address(space.colourise(sample.labels))),
        ("the judge reads in the translation", _address(space.colourise(seen.after.labels))),
        ("what became of it", _address(_map(sample.translation, found))),
    ]


def _map(translation: NDArray[np.uint8], found: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grey = translation.mean(2, keepdims=True).repeat(3, 2)
    drawn = (160 + 0.37 * grey).astype(np.uint8)
    for key, colour in COLOURS.items():
        drawn[found == key] = colour
    return drawn


def _address(picture: NDArray[np.uint8]) -> str:
    image = Image.fromarray(np.ascontiguousarray(picture))
    if image.width > WIDEST:
        image = image.resize((WIDEST, round(image.height * WIDEST / image.width)))
    file = io.BytesIO()
    image.save(file, format="JPEG", quality=QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()
