"""What a figure is made of, as values that a file can hold."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from gioada.data.labels import RGB

Kind = Literal[
    "image", "labels", "depth", "overlay", "prediction", "error", "predicted depth", "translation"
]
Corner = Literal["top left", "top right", "bottom left", "bottom right"]
Palette = Literal["standard", "colour-blind-safe"]

KINDS: dict[Kind, str] = {
    "image": "picture",
    "labels": "labels given",
    "depth": "depth given",
    "overlay": "labels over the picture",
    "prediction": "labels predicted",
    "error": "errors against the labels given",
    "predicted depth": "depth predicted",
    "translation": "translation",
}
"""What a column can show, and how it is called."""
GIVEN: tuple[Kind, ...] = ("image", "labels", "depth")
"""What needs no checkpoint; an overlay without one shows the labels given."""
MOST_ROWS, MOST_COLUMNS, MOST_INSETS = 12, 8, 3


@dataclass(frozen=True, kw_only=True)
class Given:
    """A file that somebody gave, carried along so that a recipe needs nothing else."""

    name: str
    """Its name, without folders."""
    data: str
    """Its bytes in base64; empty in a recipe that does not carry them."""
    sha256: str = ""
    """First 16 digits of the content's hash, where the bytes are not carried."""

    @classmethod
    def of(cls, path: str | Path) -> Given:
        """The file at a path."""
        return cls.of_bytes(Path(path).name, Path(path).read_bytes())

    @classmethod
    def of_bytes(cls, name: str, content: bytes) -> Given:
        """A file of this name and content."""
        return cls(name=name, data=base64.b64encode(content).decode("ascii"))

    @property
    def content(self) -> bytes:
        """The file's bytes.

        Raises:
            ValueError: they are not carried, or are no base64.
        """
        if not self.data:
            raise ValueError(
                f"{self.name} (sha256 {self.sha256 or 'unknown'}) is not carried by this recipe"
            )
        try:
            return base64.b64decode(self.data, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError(f"the bytes of {self.name} are damaged ({error})") from error

    @property
    def digest(self) -> str:
        """Short hash of the content."""
        if not self.data:
            return self.sha256
        return hashlib.sha256(self.content).hexdigest()[:16]

    def bare(self) -> Given:
        """The same without its bytes."""
        return replace(self, data="", sha256=self.digest)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One frame of a figure: a picture, and the maps that belong to it."""

    title: str
    """Written beside the row where captions are wanted."""
    image: Given
    labels: Given | None = None
    """Label map of the picture: the translator's condition, or the truth."""
    depth: Given | None = None
    """Depth map of the picture."""
    label_encoding: str = "auto"
    depth_encoding: str = "auto"
    checkpoints: tuple[str, ...] = ()
    """Those that the tab showed when the row was kept, as a proposal for the columns."""

    @property
    def files(self) -> tuple[Given, ...]:
        """The files that it has."""
        return tuple(given for given in (self.image, self.labels, self.depth) if given)

    def bare(self) -> Row:
        """The same without the bytes of its files."""
        return replace(
            self,
            image=self.image.bare(),
            labels=self.labels and self.labels.bare(),
            depth=self.depth and self.depth.bare(),
        )


@dataclass(frozen=True, kw_only=True)
class Column:
    """What is shown of every row."""

    kind: Kind
    checkpoint: str = ""
    """Name of the checkpoint whose network shows it."""
    digest: str = ""
    """Of the checkpoint's weights, see ``gioada.figures.networks.digest``; empty takes any."""
    title: str = ""
    """Written above the column where captions are wanted."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A part of a picture, in shares of its width and height."""

    left: float = 0.0
    top: float = 0.0
    width: float = 1.0
    height: float = 1.0

    def __post_init__(self) -> None:
        sides = (self.left, self.top, self.width, self.height)
        inside = all(math.isfinite(side) and side >= 0 for side in sides)
        slack = 1 + 1e-6
        if not inside or self.left + self.width > slack or self.top + self.height > slack:
            raise ValueError(f"a box of {sides} leaves the picture: give shares from 0 to 1.")
        if min(self.width, self.height) < 0.01:
            raise ValueError("a box is narrower than 1 % of the picture: draw it larger.")


@dataclass(frozen=True, kw_only=True)
class Inset:
    """A part of the picture that is shown again, enlarged, in a corner of its cell."""

    box: Box
    """Of the whole picture, whatever the crop."""
    corner: Corner = "bottom right"
    size: float = 0.35
    """Width of the enlargement as a share of the cell's, 0.1 to 0.8."""
    colour: RGB = (255, 210, 0)
    """Of the two frames."""

    def __post_init__(self) -> None:
        _within("an inset's size", self.size, 0.1, 0.8)
        if not all(0 <= part <= 255 for part in self.colour):
            raise ValueError(f"the colour {self.colour} is none: give three numbers up to 255.")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A figure: rows of pictures, columns of what networks make of them, and its looks."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    title: str = ""
    """What the figure shows: its caption in LaTeX, its title as a file."""
    crop: Box = Box()
    """One for all cells."""
    insets: tuple[Inset, ...] = ()
    column_titles: bool = True
    row_titles: bool = True
    legend: bool = True
    """Of the classes that occur."""
    depth_bar: bool = True
    """Colours of depth in metres, where depth is shown."""
    palette: Palette = "standard"
    opacity: float = 0.6
    """Of labels over a picture."""
    width: float = 174.0
    """Millimetres; one column of a journal has about 84, two have 174."""
    dpi: int = 300
    font_size: float = 8.0
    """Points."""
    gap: float = 0.8
    """Millimetres between cells."""
    space: str = "kitti10"
    """Label space in which labels given are shown."""
    long_side: int = 0
    """Pixels of the long side at which networks work; 0 is as they were trained."""
    version: Literal[1] = 1

    def __post_init__(self) -> None:
        for what, found, most in (
            ("rows", self.rows, MOST_ROWS),
            ("columns", self.columns, MOST_COLUMNS),
        ):
            if not 1 <= len(found) <= most:
                raise ValueError(f"a figure has 1 to {most} {what}, and this has {len(found)}.")
        if len(self.insets) > MOST_INSETS:
            raise ValueError(f"a figure has at most {MOST_INSETS} insets; take some away.")
        _within("the width in millimetres", self.width, 30, 300)
        _within("the resolution in dpi", self.dpi, 50, 1200)
        _within("the size of the text in points", self.font_size, 4, 24)
        _within("the gap in millimetres", self.gap, 0, 10)
        _within("the opacity", self.opacity, 0, 1)
        _within("the networks' long side", self.long_side, 0, 4096)

    def bare(self) -> Recipe:
        """The same without the bytes of its files."""
        return replace(self, rows=tuple(row.bare() for row in self.rows))


def _within(what: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:  # NaN is refused too
        raise ValueError(f"{what} is {value}: give {least:g} to {most:g}.")
