"""The pictures that come with the page: of the rendered worlds, and a photograph.

``python -m app.examples`` draws those of the worlds again into app/examples/. The photograph,
photo-1-image.jpg, is the street in Leuven of OpenCV's samples (leuvenA.jpg, Apache-2.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from gioada.data.depth_encodings import encode
from gioada.data.rendered import WORLDS, Domain
from gioada.street.scene import Picture

FOLDER = Path(__file__).resolve().parent / "examples"
PHOTO = FOLDER / "photo-1-image.jpg"
# Height, width and numbers of frames that no pair trains on.
DRAWN: dict[Domain, tuple[int, int, tuple[int, ...]]] = {
    "source": (192, 640, (900_001, 900_006, 900_007)),
    "target": (192, 640, (900_001, 900_006, 900_002, 900_012)),
    "street": (360, 480, (900_035, 900_022, 900_031, 900_026)),
}


@dataclass(frozen=True, kw_only=True)
class Example:
    """Paths of one frame's files."""

    image: str
    labels: str | None = None
    depth: str | None = None
    world: Literal["demo", "street"] = "street"
    """What a network must have learned from to know it; ``street`` for photographs too."""


def triples() -> list[Example]:
    """Rendered source frames: picture, labels (Cityscapes ids) and depth (centimetres)."""
    return _examples("source")


def photos() -> list[Example]:
    """The demo's target frames: picture, and the truth of labels and depth."""
    return _examples("target")


def street_triples() -> list[Example]:
    """Rendered frames of the street like photographs, as ``triples``."""
    return _examples("street")


def streets() -> list[Example]:
    """What a task network is asked about at first: streets with the truth, and a photograph."""
    first, *others = street_triples()
    return [first, Example(image=str(PHOTO)), *others]


def _examples(domain: Domain) -> list[Example]:
    return [
        Example(
            image=_path(domain, number, "image"),
            labels=_path(domain, number, "labelIds"),
            depth=_path(domain, number, "depth"),
            world="street" if domain == "street" else "demo",
        )
        for number in range(1, len(DRAWN[domain][2]) + 1)
    ]


def draw() -> None:
    """Draw all files into FOLDER."""
    FOLDER.mkdir(exist_ok=True)
    for domain, (height, width, indices) in DRAWN.items():
        for number, index in enumerate(indices, start=1):
            drawn = WORLDS[domain].draw(seed=0, index=index, height=height, width=width)
            _write(domain, number, drawn)


def _write(domain: Domain, number: int, frame: Picture) -> None:
    depth = encode(frame.depth, "centimetres-16bit")
    files = {"image": frame.image, "labelIds": frame.ids, "depth": depth}
    for kind, values in files.items():
        Image.fromarray(np.asarray(values)).save(_path(domain, number, kind), optimize=True)


def _path(domain: Domain, number: int, kind: str) -> str:
    return str(FOLDER / f"{domain}-{number}-{kind}.png")


if __name__ == "__main__":
    draw()
