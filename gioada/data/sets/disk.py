"""Data sets on disk are values: where their files lie, how these are written, what is known.

One engine lists the files of any set and says what is wrong with them; a set brings its patterns,
its facts, and small functions that read its labels and its depth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gioada.data.frame import Frame
from gioada.data.raster import read_photo
from gioada.data.sets.matching import FrameFiles
from gioada.errors import Problem


@dataclass(frozen=True, kw_only=True)
class Labelling:
    """A label file as read."""

    ids: NDArray[np.uint8]
    """H W, Cityscapes ids; 0 where the file's value means nothing."""
    unknown: NDArray[np.bool_]
    """H W, the pixels whose value is in no table of the set."""

    @cached_property
    def share(self) -> float:
        """Share of unknown pixels, in [0, 1]."""
        return float(np.count_nonzero(self.unknown)) / max(1, self.unknown.size)


LabelReader = Callable[[FrameFiles], Labelling]
"""A frame's labels; raises Problem if the file is not what the set has, or cannot be read."""
DepthReader = Callable[[FrameFiles], NDArray[np.float32]]
"""A frame's depth, H W metres of planar z, sky SKY_DEPTH, NaN where nothing is known."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a set looks like when it is whole, for ``data check`` and for messages."""

    title: str
    """``Virtual KITTI 1.3.1``."""
    where: str
    """Where the files come from: the page and the archives' official names, in a sentence."""
    layout: tuple[str, ...]
    """Paths under the root, as patterns for people: ``vkitti_1.3.1_rgb/<world>/<variation>/``."""
    count: int | None = None
    """Frames of the whole split; None where that is the owner's own affair."""
    sizes: tuple[tuple[int, int], ...] = ()
    """Heights and widths that images may have; empty for any."""
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """A split of a data set."""

    facts: Facts
    files: Callable[[Path], Sequence[FrameFiles]] = field(repr=False, compare=False)
    """All frames under a root, in a fixed order; raises Problem if nothing is there, or a frame
    lacks its label or depth file. ``Layout(...).find`` does for most."""
    labels: LabelReader | None = field(default=None, repr=False, compare=False)
    depth: DepthReader | None = field(default=None, repr=False, compare=False)
    options: tuple[tuple[str, object], ...] = ()
    """What was chosen of it, by name."""

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All frames under a root; see ``files``."""
        return self.files(root)

    def read_labels(self, files: FrameFiles) -> Labelling:
        """A frame's labels; see ``LabelReader``."""
        return self._reader(self.labels, files.labels, files, "labels")(files)

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """A frame's depth; see ``DepthReader``."""
        return self._reader(self.depth, files.depth, files, "depth")(files)

    def _reader(self, reader: Any, path: Path | None, files: FrameFiles, kind: str) -> Any:
        if reader is None:
            what = "{frame} is of {title}, which has no {kind}."
            raise Problem(
                "data.kind_missing", what, frame=files.name, title=self.facts.title, kind=kind
            )
        if path is None:
            what = "{frame} was listed without {kind}; list the set's folder anew."
            raise Problem("data.file_not_listed", what, frame=files.name, kind=kind)
        return reader


class DiskFrames:
    """Frames of a set at the size that they have on disk.

    labelled: False leaves ids and depth of every frame None, and their files unread.
    """

    def __init__(self, disk_set: DataSet, files: Sequence[FrameFiles], *, labelled: bool) -> None:
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
        for problem in differing_sizes(files, image, ids, depth):
            raise problem
        return Frame(image=image, ids=ids, depth=depth)


def differing_sizes(
    files: FrameFiles,
    image: NDArray[np.uint8] | None,
    ids: NDArray[np.uint8] | None,
    depth: NDArray[np.float32] | None,
) -> list[Problem]:
    """A problem for each of a frame's maps that is not of its image's size."""
    return [
        Problem(
            "data.sizes_differ",
            "{frame}: the image is {width}x{height} and its {kind} {other}; give files of one "
            "version and one size.",
            frame=files.name,
            width=image.shape[1],
            height=image.shape[0],
            kind=kind,
            other=f"{values.shape[1]}x{values.shape[0]}",
        )
        for kind, values in (("labels", ids), ("depth", depth))
        if values is not None and image is not None and values.shape != image.shape[:2]
    ]
