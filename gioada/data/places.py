"""Where data lies on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Places:
    """A folder that holds each data set under its own name, and exceptions."""

    data: Path = Path("data")
    """Folder for rendered data, and for data sets under their names: data/kitti, ..."""
    source: Path | None = None
    """The source's own folder, if it lies elsewhere."""
    target: Path | None = None
    """The target's own folder, if it lies elsewhere."""

    packed: Path | None = None
    """Folder of what ``data pack`` has written, to be read instead."""

    def root(self, role: Literal["source", "target"], name: str) -> Path:
        """The folder of a data set in its role."""
        return getattr(self, role) or self.data / name
