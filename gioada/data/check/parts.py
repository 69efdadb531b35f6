"""The parts of a pair, each as a data set on disk: what it should be, where, and what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from gioada.data.depth_encodings import decode
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.framesets import FrameSet, RenderedSet, StoredSet
from gioada.data.pairs import Pair, Part
from gioada.data.places import Places
from gioada.data.raster import read_raster
from gioada.data.rendered import PARTS as FILES
from gioada.data.rendered import WORLDS, RenderedFrames, folder_of, path
from gioada.data.sets.disk import DiskSet, Facts, FrameFiles, Labelling, SetProblem
from gioada.data.sets.reading import labelling, read_grey

Kind = Literal["image", "labels", "depth"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, kw_only=True)
class Lot:
    """A part of a pair."""

    part: Part
    disk_set: DiskSet
    root: Path
    """The folder that is searched."""
    labelled: bool
    """Whether whoever uses this part reads labels and depth."""
    needs: tuple[Kind, ...]
    """What its frames cannot be without."""
    every: int = 1
    """Of the set's frames, each n-th one only."""

    def list(self) -> tuple[Sequence[FrameFiles], int]:
        """The part's frames, and the number of frames that the set has here.

        Raises:
            ValueError: the set is not there, or not whole.
        """
        files = self.disk_set.find(self.root)
        return files[:: self.every], len(files)

    def make(self, files: Sequence[FrameFiles]) -> None:
        """Render those of the frames that are to be rendered and are not there yet."""
        if isinstance(self.disk_set, Street):
            self.disk_set.render(self.root, files)


def lots(pair: Pair, places: Places) -> list[Lot]:
    """The parts that a pair has."""
    frame_sets = {
        "source": pair.source.train,
        "target": pair.target.train,
        "evaluation": pair.target.evaluation,
        "validation": pair.target.validation,
        "held_out": pair.source.held_out,
    }
    return [
        _lot(part, frame_set, places, pair.target.size)
        for part in PARTS
        if (frame_set := frame_sets[part]) is not None
    ]


def _lot(part: Part, frame_set: FrameSet, places: Places, size: tuple[int, int]) -> Lot:
    maps: tuple[Kind, ...] = ("labels", "depth") if part in ("source", "held_out") else ("labels",)
    needs = () if part == "target" else maps
    if isinstance(frame_set, RenderedSet):
        street = Street(frames=frame_set, size=size)
        labelled = frame_set.labelled
        return Lot(part=part, disk_set=street, root=places.data, labelled=labelled, needs=needs)
    if not isinstance(frame_set, StoredSet):
        raise TypeError(f"Frames of {type(frame_set).__name__} cannot be checked.")
    return Lot(
        part=part,
        disk_set=frame_set.disk_set,
        root=places.root(frame_set.role, frame_set.folder),
        labelled=frame_set.labelled,
        needs=needs,
        every=frame_set.every,
    )


@dataclass(frozen=True, kw_only=True)
class Street:
    """Rendered frames, as a data set that lies in the data folder or will."""

    frames: RenderedSet
    size: tuple[int, int]
    """Height and width at which they are rendered."""

    @property
    def facts(self) -> Facts:
        height, width = self.size
        return Facts(
            title=f"Rendered here: {self.frames.domain}",
            where="the renderer, when it is first needed",
            layout=(
                f"{WORLDS[self.frames.domain].folder}/{height}x{width}/seed0/{self.frames.domain}/image/000000.png",
            ),
            count=None,
            sizes=(self.size,),
            licence="this project's own",
        )

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All frames of the stretch, rendered already or not."""
        height, width = self.size
        folder = folder_of(root, self.frames.domain, seed=0, height=height, width=width)
        numbers = range(self.frames.first, self.frames.first + self.frames.count)
        return [
            FrameFiles(
                name=f"{number:06d}",
                image=path(folder, "image", number),
                labels=path(folder, "labels", number) if self.frames.labelled else None,
                depth=path(folder, "depth", number) if self.frames.labelled else None,
            )
            for number in numbers
        ]

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Labels of a frame; see ``DiskSet.read_labels``."""
        if files.labels is None:
            raise SetProblem(f"{files.name} was listed without labels.")
        values = read_grey(files.labels, "the street world's labels")
        return labelling(values, LABEL_ENCODINGS["cityscapes-ids"])

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Depth of a frame, H W metres; see ``DiskSet.read_depth``."""
        if files.depth is None:
            raise SetProblem(f"{files.name} was listed without depth.")
        return decode(read_raster(files.depth).values, "centimetres-16bit")

    def render(self, root: Path, files: Sequence[FrameFiles]) -> None:
        """Render those of the frames that are not there yet, and none beside."""
        if len(files) == self.frames.count:
            self.frames.open(Places(data=root), self.size)  # on all cores, with a bar
            return
        for each in files:
            folders = each.image.parent.parent
            if not all((folders / part / each.image.name).exists() for part in FILES):
                RenderedFrames(
                    root,
                    self.frames.domain,
                    seed=0,
                    first=int(each.name),
                    count=1,
                    height=self.size[0],
                    width=self.size[1],
                    progress=False,
                )
