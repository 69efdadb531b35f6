"""Stretches of frames by name: rendered ones, and splits of data sets on disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from gioada.data.frame import Frames
from gioada.data.places import Places
from gioada.data.rendered import Domain, RenderedFrames, folder_of, missing
from gioada.data.sets.disk import DiskFrames, DiskSet

Role = Literal["source", "target"]

DEMO_IDS = frozenset((7, 8, 11, 12, 13, 17, *range(19, 29), 32, 33))
"""Cityscapes ids that occur in the demo world."""
STREET_IDS = DEMO_IDS
"""Those that occur in the street, beside the void of its bonnet and its letter boxes."""
_SEED = 0


class FrameSet(Protocol):
    """A stretch of frames that can be opened where it lies."""

    def open(self, places: Places, size: tuple[int, int]) -> Frames:
        """The frames.

        Args:
            places: where data lies.
            size: height and width at which to render, where frames are rendered.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class RenderedSet:
    """A stretch of a rendered world."""

    domain: Domain
    first: int
    count: int
    labelled: bool = True

    def open(self, places: Places, size: tuple[int, int]) -> Frames:
        """The frames, rendered into the data folder where they are missing."""
        return RenderedFrames(
            places.data,
            self.domain,
            seed=_SEED,
            first=self.first,
            count=self.count,
            height=size[0],
            width=size[1],
            labelled=self.labelled,
        )

    def missing(self, places: Places, size: tuple[int, int]) -> int:
        """How many frames ``open`` would have to render first."""
        folder = folder_of(places.data, self.domain, seed=_SEED, height=size[0], width=size[1])
        return len(missing(folder, self.first, self.count))


@dataclass(frozen=True, kw_only=True)
class StoredSet:
    """A split of a data set on disk, at the size that its files have."""

    disk_set: DiskSet
    role: Role
    folder: str
    """Its name under the data folder."""
    labelled: bool = True
    every: int = 1
    """Of the split's frames, each n-th one only."""

    def open(self, places: Places, size: tuple[int, int]) -> DiskFrames:
        """The frames.

        Raises:
            SetProblem: the set is not there, or not whole.
        """
        files = self.disk_set.find(places.root(self.role, self.folder))
        return DiskFrames(self.disk_set, files[:: self.every], labelled=self.labelled)
