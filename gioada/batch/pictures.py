"""The pictures that a job is about, of files or of a video."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gioada.batch.video import VIDEOS, Video
from gioada.data.files import read_image
from gioada.data.given import Place, find_files
from gioada.data.sets.matching import IMAGES

_RATE = Fraction(10)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture, not read yet."""

    name: str
    """Its path without the suffix, or its number in a video: ``a/0001``, ``000042``."""
    read: Callable[[], NDArray[np.uint8]]
    """uint8 H W 3, upright; raises ValueError. Of a video once only, and in about its order."""
    skip: Callable[[], None] = lambda: None
    """Says that it will not be read."""


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """All pictures of an input, in order."""

    all: Sequence[Picture]
    rate: Fraction = _RATE
    """Pictures a second, where they are shown as a video."""
    in_order: bool = False
    """Read from the beginning only, as a video is."""


def find_pictures(words: Sequence[str], *, without: Path | None = None) -> Pictures:
    """The pictures of a video, or of what ``places.find_files`` takes.

    Raises:
        Problem: see there; also a video that cannot be read.
    """
    if len(words) == 1 and Path(words[0]).suffix.lower() in VIDEOS and Path(words[0]).is_file():
        video = Video(Path(words[0]))
        frames = [
            Picture(
                name=f"{index:06d}",
                read=partial(video.read, index),
                skip=partial(video.skip, index),
            )
            for index in range(video.count)
        ]
        return Pictures(all=frames, rate=video.rate, in_order=True)
    files = find_files(words, "pictures", IMAGES, without=without)
    return Pictures(
        all=[Picture(name=name, read=partial(_read, place)) for name, place in files.items()]
    )


def _read(place: Place) -> NDArray[np.uint8]:
    return place.read(read_image).values
