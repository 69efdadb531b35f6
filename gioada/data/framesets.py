"""Stretches of frames by name: rendered ones, and splits of data sets on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol

from gioada.data.frame import Frames
from gioada.data.places import Places
from gioada.data.rendered import Domain, RenderedFrames, folder_of, missing, path
from gioada.data.sets.disk import DataSet, DiskFrames, Facts
from gioada.data.sets.matching import FrameFiles
from gioada.data.sets.reading import centimetres, grey_ids

Role = Literal["source", "target"]

_SEED = 0
_AGAIN = "remove that frame's files, and it is rendered again"


class FrameSet(Protocol):
    """A stretch of frames that can be opened where it lies."""

    @property
    def origin(self) -> str:
        """What these frames are, the same in every process, to compare packed ones with."""
        ...

    def open(self, places: Places, size: tuple[int, int]) -> Frames:
        """The frames.

        Args:
            places: where data lies.
            size: height and width at which to render, where frames are rendered.
        """
        ...

    def limited(self, count: int) -> FrameSet:
        """The first so many of its frames."""
        ...


@dataclass(frozen=True, kw_only=True)
class RenderedSet:
    """A stretch of a rendered world."""

    domain: Domain
    first: int
    count: int
    labelled: bool = True

    @property
    def origin(self) -> str:
        """See ``FrameSet``."""
        return repr(self)

    def open(self, places: Places, size: tuple[int, int]) -> Frames:
        """The frames, rendered into the data folder where they are missing."""
        return self._frames(places, size, first=self.first, count=self.count)

    def limited(self, count: int) -> RenderedSet:
        """The first so many of its frames; the others are not rendered."""
        return replace(self, count=min(count, self.count))

    def on_disk(self, size: tuple[int, int]) -> DataSet:
        """As a data set that lies in the data folder, or will when it is rendered."""
        facts = Facts(
            title=f"Rendered here: {self.domain}",
            where="the renderer, when it is first needed",
            layout=("image/000000.png", "labels/000000.png", "depth/000000.png"),
            sizes=(size,),
            licence="this project's own",
        )
        wanted = "the rendered world's maps"
        return DataSet(
            facts=facts,
            files=partial(self._listed, size=size),
            labels=partial(grey_ids, encoding="cityscapes-ids", wanted=wanted, again=_AGAIN),
            depth=partial(centimetres, wanted=wanted, again=_AGAIN),
        )

    def _listed(self, root: Path, *, size: tuple[int, int]) -> list[FrameFiles]:
        """All frames of the stretch, rendered already or not."""
        folder = folder_of(root, self.domain, seed=_SEED, height=size[0], width=size[1])
        return [
            FrameFiles(
                name=f"{number:06d}",
                image=path(folder, "image", number),
                labels=path(folder, "labels", number) if self.labelled else None,
                depth=path(folder, "depth", number) if self.labelled else None,
            )
            for number in range(self.first, self.first + self.count)
        ]

    def render(self, places: Places, size: tuple[int, int], numbers: Sequence[int]) -> None:
        """Render those of some frames that are not there yet."""
        if len(numbers) == self.count:
            self.open(places, size)  # on all cores, with a bar
            return
        for number in numbers:
            self._frames(places, size, first=number, count=1, progress=False)

    def _frames(self, places: Places, size: tuple[int, int], **which: Any) -> RenderedFrames:
        shape = {"height": size[0], "width": size[1], "labelled": self.labelled}
        return RenderedFrames(places.data, self.domain, seed=_SEED, **shape, **which)

    def missing(self, places: Places, size: tuple[int, int]) -> int:
        """How many frames ``open`` would have to render first."""
        folder = folder_of(places.data, self.domain, seed=_SEED, height=size[0], width=size[1])
        return len(missing(folder, self.first, self.count))


@dataclass(frozen=True, kw_only=True)
class StoredSet:
    """A split of a data set on disk, at the size that its files have."""

    disk_set: DataSet
    role: Role
    folder: str
    """Its name under the data folder."""
    labelled: bool = True
    every: int = 1
    """Of the split's frames, each n-th one only."""
    most: int | None = None
    """Of these, only the first so many."""

    @property
    def origin(self) -> str:
        """See ``FrameSet``."""
        options = [*self.disk_set.options, ("labelled", self.labelled), ("every", self.every)]
        chosen = ", ".join(f"{name} {value}" for name, value in options)
        return f"{self.disk_set.facts.title} ({chosen}, most {self.most})"

    def open(self, places: Places, size: tuple[int, int]) -> DiskFrames:
        """The frames.

        Raises:
            Problem: the set is not there, or not whole.
        """
        files = self.disk_set.find(places.root(self.role, self.folder))
        return DiskFrames(self.disk_set, files[:: self.every][: self.most], labelled=self.labelled)

    def limited(self, count: int) -> StoredSet:
        """The first so many of its frames."""
        return replace(self, most=count)
