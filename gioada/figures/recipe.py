"""What a figure is made of, as values that a file can hold; wrong ones are refused by name."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from gioada.errors import Problem

Kind = Literal[
    "image", "labels", "depth", "overlay", "prediction", "error", "predicted depth", "translation"
]
Corner = Literal["top left", "top right", "bottom left", "bottom right"]
Palette = Literal["standard", "colour-blind-safe"]
Share = Annotated[float, Field(ge=0, le=1)]
Channel = Annotated[int, Field(ge=0, le=255)]
Record = TypeVar("Record")

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
MOST_COLUMNS = 8

_STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, kw_only=True, config=_STRICT)
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
            what = "{file} (sha256 {digest}) is not carried by this recipe"
            digest = self.sha256 or "unknown"
            raise Problem("figure.not_carried", what, file=self.name, digest=digest)
        try:
            return base64.b64decode(self.data, validate=True)
        except (binascii.Error, ValueError) as error:
            what = "the bytes of {file} are damaged ({reason})"
            raise Problem("figure.damaged", what, file=self.name, reason=str(error)) from error

    @property
    def digest(self) -> str:
        """Short hash of the content."""
        return hashlib.sha256(self.content).hexdigest()[:16] if self.data else self.sha256

    def bare(self) -> Given:
        """The same without its bytes."""
        return replace(self, data="", sha256=self.digest)


@dataclass(frozen=True, kw_only=True, config=_STRICT)
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

    def with_files(self, change: Callable[[Given], Given]) -> Row:
        """The row with each of its files changed."""
        return replace(
            self,
            image=change(self.image),
            labels=self.labels and change(self.labels),
            depth=self.depth and change(self.depth),
        )


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Column:
    """What is shown of every row."""

    kind: Kind
    checkpoint: str = ""
    """Name of the checkpoint whose network shows it."""
    digest: str = ""
    """Of the checkpoint's weights, see ``gioada.figures.networks.digest``; empty takes any."""
    title: str = ""
    """Written above the column where captions are wanted."""


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Box:
    """A part of a picture, in shares of its width and height."""

    left: Share = 0.0
    top: Share = 0.0
    width: Annotated[float, Field(ge=0.01, le=1)] = 1.0
    height: Annotated[float, Field(ge=0.01, le=1)] = 1.0

    def __post_init__(self) -> None:
        if max(self.left + self.width, self.top + self.height) > 1 + 1e-6:
            raise ValueError("the box leaves the picture: give shares from 0 to 1")

    @property
    def right(self) -> float:
        """Share of the picture's width at which it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Share of the picture's height at which it ends."""
        return self.top + self.height


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Inset:
    """A part of the picture that is shown again, enlarged, in a corner of its cell."""

    box: Box
    """Of the whole picture, whatever the crop."""
    corner: Corner = "bottom right"
    size: Annotated[float, Field(ge=0.1, le=0.8)] = 0.35
    """Width of the enlargement as a share of the cell's."""
    colour: tuple[Channel, Channel, Channel] = (255, 210, 0)
    """Of the two frames."""

    def place(self, crop: Box) -> Box:
        """The corner of a cell that the enlargement fills, its sides in proportion.

        Args:
            crop: of the cell.

        Returns:
            Shares of the cell.
        """
        flatness = (self.box.height / self.box.width) * (crop.width / crop.height)
        width = min(self.size, 0.9 / flatness)
        # A sliver is still a box.
        width, height = max(0.01, width), max(0.01, width * flatness)
        left = 1 - width if "right" in self.corner else 0.0
        top = 1 - height if "bottom" in self.corner else 0.0
        return Box(left=left, top=top, width=width, height=height)


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Recipe:
    """A figure: rows of pictures, columns of what networks make of them, and its looks."""

    rows: Annotated[tuple[Row, ...], Field(min_length=1, max_length=12)]
    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=MOST_COLUMNS)]
    title: str = ""
    """What the figure shows: its caption in LaTeX, its title as a file."""
    crop: Box = Box()
    """One for all cells."""
    insets: Annotated[tuple[Inset, ...], Field(max_length=3)] = ()
    column_titles: bool = True
    row_titles: bool = True
    legend: bool = True
    """Of the classes that occur."""
    depth_bar: bool = True
    """Colours of depth in metres, where depth is shown."""
    palette: Palette = "standard"
    opacity: Share = 0.6
    """Of labels over a picture."""
    width: Annotated[float, Field(ge=30, le=300)] = 174.0
    """Millimetres; one column of a journal has about 84, two have 174."""
    dpi: Annotated[int, Field(ge=50, le=1200)] = 300
    font_size: Annotated[float, Field(ge=4, le=24)] = 8.0
    """Points."""
    gap: Annotated[float, Field(ge=0, le=10)] = 0.8
    """Millimetres between cells."""
    space: str = "kitti10"
    """Label space in which labels given are shown."""
    long_side: Annotated[int, Field(ge=0, le=4096)] = 0
    """Pixels of the long side at which networks work; 0 is as they were trained."""
    version: Literal[1] = 1

    def with_files(self, change: Callable[[Given], Given]) -> Recipe:
        """The recipe with each of its rows' files changed."""
        return replace(self, rows=tuple(row.with_files(change) for row in self.rows))

    def bare(self) -> Recipe:
        """The same without the bytes of its files."""
        return self.with_files(Given.bare)

    def with_found(self, found: Mapping[str, Given]) -> Recipe:
        """The same with the bytes of files that it does not carry, from others of that digest."""
        return self.with_files(
            lambda given: (
                replace(found[given.sha256], name=given.name)
                if not given.data and given.sha256 in found
                else given
            )
        )


def of_json(kind: type[Record], text: str | bytes, where: str) -> Record:
    """A record of a recipe from json that anybody may have written.

    Args:
        kind: ``Recipe``, ``Row`` or another of this file.
        text: the json.
        where: begins the sentence of an error.

    Raises:
        Problem: ``figure.recipe``, with the ``field``, what was found and what it may be.
    """
    with naming(where):
        return TypeAdapter(kind).validate_json(text)


@contextmanager
def naming(where: str) -> Iterator[None]:
    """Turn the refusal of a value into one sentence that names it."""
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = "".join(f"[{p}]" if isinstance(p, int) else f".{p:.40}" for p in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        # What was found does not help where a field is missing, or where there are no fields.
        plain = isinstance(first["input"], str | int | float | bool | None)
        found = f", not {first['input']!r:.60}" if plain and first["type"] != "json_invalid" else ""
        sentence = f"{where}: {path.lstrip('.')}: " if path else f"{where}: "
        what = " ".join(f"{sentence}{reason}{found}."[:380].split())
        raise Problem("figure.recipe", "{reason}", reason=what, field=path.lstrip(".")) from error
