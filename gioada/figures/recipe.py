"""What a figure is made of, as values that a file can hold."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Given:
    """A file that somebody gave, carried along so that a recipe needs nothing else."""

    name: str
    """Its name, without folders."""
    data: str
    """Its bytes in base64."""

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
        """The file's bytes."""
        return base64.b64decode(self.data)

    @property
    def digest(self) -> str:
        """Short hash of the content."""
        return hashlib.sha256(self.content).hexdigest()[:16]


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
