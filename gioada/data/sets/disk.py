"""What every data set on disk has in common: a listing of frames, and how one of them is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gioada.data.frame import Frame
from gioada.data.raster import read_photo


class SetProblem(ValueError):
    """A data set cannot be used as it lies there; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class FrameFiles:
    """The files of one frame."""

    name: str
    """What people call the frame: ``0001/clone/00042``."""
    image: Path
    labels: Path | None = None
    depth: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Labelling:
    """A label file as read."""

    ids: NDArray[np.uint8]
    """H W, Cityscapes ids; 0 where the file's value means nothing."""
    unknown: float
    """Share of pixels whose value is in no table of the set, in [0, 1]."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a set looks like when it is whole, for ``data check`` and for messages."""

    title: str
    """``Virtual KITTI 1.3.1``."""
    where: str
    """Where the files come from: the page and the archives' official names, in a sentence."""
    layout: tuple[str, ...]
    """Paths under the root, as patterns for people: ``vkitti_1.3.1_rgb/<world>/<variation>/``."""
    count: int | None
    """Frames of the whole split; None where that is the owner's own affair."""
    sizes: tuple[tuple[int, int], ...]
    """Heights and widths that images may have; empty for any."""
    licence: str = ""


class DiskSet(Protocol):
    """A split of a data set: a value that can list its frames under a root and read them."""

    @property
    def facts(self) -> Facts:
        """What it looks like when it is whole."""
        ...

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All frames under the root, in a fixed order.

        Raises:
            SetProblem: nothing of the set is there, or a frame lacks its label or depth file.
        """
        ...

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Labels of a frame as Cityscapes ids.

        Raises:
            SetProblem: the file is not what the set has (8 bits instead of 16, train ids, ...).
            FileProblem: the file cannot be read.
        """
        ...

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Depth of a frame, H W metres of planar z, sky SKY_DEPTH, NaN where nothing is known.

        Raises: as ``read_labels``.
        """
        ...


class DiskFrames:
    """Frames of a set at the size that they have on disk.

    labelled: False leaves ids and depth of every frame None, and their files unread.
    """

    def __init__(self, disk_set: DiskSet, files: Sequence[FrameFiles], *, labelled: bool) -> None:
        self.disk_set, self.files, self.labelled = disk_set, files, labelled

    def __len__(self) -> int:
        return len(self.files)

    @property
    def names(self) -> list[str]:
        """What each frame is called: ``0001/clone/00042``."""
        return [files.name for files in self.files]

    def __getitem__(self, index: int) -> Frame:
        files = self.files[index]
        image, _ = read_photo(files.image)
        if not self.labelled:
            return Frame(image=image)
        ids = None if files.labels is None else self.disk_set.read_labels(files).ids
        depth = None if files.depth is None else self.disk_set.read_depth(files)
        for what, values in (("labels", ids), ("depth", depth)):
            if values is not None and values.shape != image.shape[:2]:
                raise SetProblem(
                    f"{files.name}: the image is {image.shape[1]}x{image.shape[0]} and its {what} "
                    f"{values.shape[1]}x{values.shape[0]}; unpack both archives of one version."
                )
        return Frame(image=image, ids=ids, depth=depth)
