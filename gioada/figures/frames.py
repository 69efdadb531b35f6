"""The frame of a row, read from the files that its recipe carries."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

from gioada.data.depth import fill_missing
from gioada.data.files import align, read_depth, read_image, read_labels
from gioada.data.labels import LabelSpace
from gioada.figures.recipe import Given, Row

LARGEST = 2_400_000
"""Pixels to which a picture is reduced: a cell of 174 mm at 600 dpi has no more."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A row's picture, and its maps as soon as they are asked for."""

    row: Row

    @cached_property
    def image(self) -> np.ndarray:
        """uint8 H W 3; raises ValueError with a sentence, as do the maps."""
        with _FileOf(self.row.image) as path:
            image = read_image(path).values
        scale = (LARGEST / (image.shape[0] * image.shape[1])) ** 0.5
        if scale >= 1:
            return image
        size = max(1, int(image.shape[1] * scale)), max(1, int(image.shape[0] * scale))
        return np.array(Image.fromarray(image).resize(size, Image.Resampling.BOX))

    def labels(self, space: LabelSpace) -> np.ndarray:
        """uint8 H W indices of a space, 255 void, at the picture's size."""
        if self.row.labels is None:
            raise ValueError("no labels were given")
        with _FileOf(self.row.labels) as path:
            read = read_labels(path, space, self.row.label_encoding)
        labels = align(self.image, read.values).labels
        assert labels is not None
        return labels

    @cached_property
    def depth(self) -> np.ndarray:
        """float32 H W metres at the picture's size, NaN where nothing was measured."""
        if self.row.depth is None:
            raise ValueError("no depth was given")
        with _FileOf(self.row.depth) as path:
            read = read_depth(path, self.row.depth_encoding)
        depth = align(self.image, depth=read.values).depth
        assert depth is not None
        return depth

    @cached_property
    def filled_depth(self) -> np.ndarray:
        """The depth without gaps, as translators take it."""
        return fill_missing(self.depth)


class _FileOf:
    """A given file on disk for as long as it is read: readers tell kinds by names and bytes."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._folder = tempfile.TemporaryDirectory(prefix="gioada-figure-")

    def __enter__(self) -> Path:
        # The name is anybody's; what could be a path in it goes.
        name = re.sub(r"[^\w.\- ]", "_", Path(self._given.name).name)[-80:] or "file"
        path = Path(self._folder.__enter__()) / f"f{name}" if name.startswith(".") else (
            Path(self._folder.name) / name
        )  # fmt: skip
        path.write_bytes(self._given.content)
        return path

    def __exit__(self, *error: object) -> None:
        self._folder.cleanup()
