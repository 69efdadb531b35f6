"""The pictures that come with the page, drawn from the demo world.

``python -m app.examples`` draws them again into app/examples/.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from gioada.data.depth_encodings import encode
from gioada.data.frame import Frame
from gioada.street.demo.world import Domain, render

FOLDER = Path(__file__).resolve().parent / "examples"
HEIGHT, WIDTH = 192, 640
# Frames that no pair trains on.
SOURCES = (900_001, 900_006, 900_007)
TARGETS = (900_001, 900_006, 900_002, 900_012)


@dataclass(frozen=True, kw_only=True)
class Example:
    """Paths of one frame's files."""

    image: str
    labels: str
    depth: str


def triples() -> list[Example]:
    """Rendered source frames: picture, labels (Cityscapes ids) and depth (centimetres)."""
    return _examples("source", len(SOURCES))


def photos() -> list[Example]:
    """Target frames, seen by the world's camera: picture, and the truth of labels and depth."""
    return _examples("target", len(TARGETS))


def _examples(domain: Domain, count: int) -> list[Example]:
    return [
        Example(
            image=_path(domain, number, "image"),
            labels=_path(domain, number, "labelIds"),
            depth=_path(domain, number, "depth"),
        )
        for number in range(1, count + 1)
    ]


def draw() -> None:
    """Draw all files into FOLDER."""
    FOLDER.mkdir(exist_ok=True)
    kinds: tuple[tuple[Domain, tuple[int, ...]], ...] = (("source", SOURCES), ("target", TARGETS))
    for domain, indices in kinds:
        for number, index in enumerate(indices, start=1):
            frame = render(domain, seed=0, index=index, height=HEIGHT, width=WIDTH)
            _write(domain, number, frame)


def _write(domain: Domain, number: int, frame: Frame) -> None:
    assert frame.depth is not None
    depth = encode(frame.depth, "centimetres-16bit")
    files = {"image": frame.image, "labelIds": frame.ids, "depth": depth}
    for kind, values in files.items():
        Image.fromarray(np.asarray(values)).save(_path(domain, number, kind), optimize=True)


def _path(domain: Domain, number: int, kind: str) -> str:
    return str(FOLDER / f"{domain}-{number}-{kind}.png")


if __name__ == "__main__":
    draw()
