"""Virtual KITTI 1.3.1: 21260 rendered frames of five KITTI drives in ten variations.

Sources: the READMEs within the archives. Every video has a table of its own that names the colours
of its label maps: one per class, and one per car and van, so that a colour may mean a car in one
video and something else in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gioada.data.sets.choices import SmallVegetation, Van, category_ids
from gioada.data.sets.colour_table import ColourTable, read_pixels
from gioada.data.sets.disk import Facts, FrameFiles, Labelling, SetProblem
from gioada.data.sets.matching import shown
from gioada.data.sets.virtual_kitti_folders import VARIATIONS, VERSION_1
from gioada.data.sets.virtual_kitti_frames import (
    check_selection,
    find_frames,
    read_centimetres,
    said_of,
    without,
)

WORLDS = tuple(VERSION_1.worlds)

_LABELS = VERSION_1.archives["labels"].file
_HEADER = "Category"
_VIDEOS = 50


@dataclass(frozen=True, kw_only=True)
class VirtualKitti:
    """Virtual KITTI 1.3.1, or the videos of some worlds and variations."""

    worlds: tuple[str, ...] = WORLDS
    variations: tuple[str, ...] = VARIATIONS
    """The paper trains on all ten, as its count of frames says."""
    van: Van = "car"
    """What a van is. By Cityscapes' definition, and so in KITTI's labels, it is a car."""
    small_vegetation: SmallVegetation = "vegetation"
    """What the class Vegetation is, which is bushes and the like; Tree is always vegetation."""

    def __post_init__(self) -> None:
        check_selection("worlds", self.worlds, WORLDS)
        check_selection("variations", self.variations, VARIATIONS)
        category_ids(self.van, self.small_vegetation)

    @property
    def facts(self) -> Facts:
        frames = sum(VERSION_1.worlds[world] for world in self.worlds)
        video = "<world>/<variation>"
        return Facts(
            title=VERSION_1.title,
            where=VERSION_1.where,
            layout=(
                f"vkitti_1.3.1_rgb/{video}/00000.png",
                f"vkitti_1.3.1_scenegt/{video}/00000.png",
                "vkitti_1.3.1_scenegt/<world>_<variation>_scenegt_rgb_encoding.txt",
                f"vkitti_1.3.1_depthgt/{video}/00000.png",
            ),
            count=frames * len(self.variations),
            sizes=((375, 1242),),
            licence="CC BY-NC-SA 3.0",
        )

    def hold_out(self, world: str = "0002") -> tuple[VirtualKitti, VirtualKitti]:
        """The videos of the other worlds, to train on, and those of this one, to choose on.

        Raises:
            ValueError: the world is not among this set's, or is its only one.
        """
        rest = without(self.worlds, world, "World")
        return replace(self, worlds=rest), replace(self, worlds=(world,))

    def found_in(self, root: Path) -> str:
        """Which folders are taken; raises SetProblem if there are none."""
        return said_of(root, VERSION_1)

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All frames of the videos, by video and number; see ``DiskSet.find``."""
        videos = [f"{world}/{one}" for world in self.worlds for one in self.variations]
        files = find_frames(root, VERSION_1, videos)
        tables = {_table_of(one.labels): None for one in files if one.labels is not None}
        missing = [path for path in tables if not path.is_file()]
        if missing:
            have = "has" if len(missing) == 1 else "have"
            raise SetProblem(
                f"{len(missing)} of the {len(tables)} videos {have} no colour table (the first: "
                f"{shown(missing[0])}); unpack {_LABELS} again."
            )
        return files

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Labels of a frame; see ``DiskSet.read_labels``.

        A colour is unknown if the video's table lacks it, if its name is none of the fourteen
        classes, or if the table gives it to several classes with different ids.
        """
        if files.labels is None:
            raise SetProblem(f"{files.name} was listed without labels; list the folder anew.")
        table = _colours(_table_of(files.labels), self.van, self.small_vegetation)
        return table.look_up(read_pixels(files.labels, "Virtual KITTI's labels"))

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Depth of a frame, H W metres; see ``DiskSet.read_depth``."""
        return read_centimetres(files, VERSION_1)


def _table_of(labels: Path) -> Path:
    """The table of the video that a label file is in."""
    variation = labels.parent
    world = variation.parent
    return world.parent / f"{world.name}_{variation.name}_scenegt_rgb_encoding.txt"


@lru_cache(maxsize=2 * _VIDEOS)
def _colours(path: Path, van: Van, small_vegetation: SmallVegetation) -> ColourTable:
    try:
        rows = path.read_text("utf-8-sig", errors="replace").splitlines()
    except OSError as error:
        raise SetProblem(
            f"{path.name} cannot be read ({error.strerror}); unpack {_LABELS} again."
        ) from error
    ids = category_ids(van, small_vegetation)
    found: dict[int, set[int]] = {}
    for number, row in enumerate(rows, start=1):
        if not row.strip() or row.startswith(_HEADER):
            continue
        name, colour = _entry(path, number, row)
        if name in ids:
            found.setdefault(colour, set()).add(ids[name])
    if not found:
        raise SetProblem(f"{path.name} names no class; unpack {_LABELS} again.")
    return ColourTable({colour: min(one) for colour, one in found.items() if len(one) == 1})


def _entry(path: Path, number: int, row: str) -> tuple[str, int]:
    """Class and packed colour of a row ``Car:12 200 8 31``."""
    words = row.split()
    values = [int(word) if word.isascii() and word.isdigit() else 256 for word in words[1:]]
    if len(values) != 3 or max(values) > 255:
        raise SetProblem(
            f"Line {number} of {path.name} is {row.strip()!r}, but expected is a name and three "
            f"numbers from 0 to 255; unpack {_LABELS} again."
        )
    red, green, blue = values
    return words[0].partition(":")[0], (red << 16) | (green << 8) | blue
