"""Virtual KITTI 2.0.3: the frames of version 1 rendered anew, for two cameras.

Sources: the set's page and the READMEs within the archives. Images are JPEG, and the label maps
have one fixed colour per class. The paper used version 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gioada.data.sets.choices import SmallVegetation, Van, category_ids
from gioada.data.sets.colour_table import ColourTable, read_pixels
from gioada.data.sets.disk import Facts, FrameFiles, Labelling, SetProblem
from gioada.data.sets.virtual_kitti_folders import VARIATIONS, VERSION_2
from gioada.data.sets.virtual_kitti_frames import (
    check_selection,
    find_frames,
    read_centimetres,
    said_of,
    without,
)

SCENES = tuple(VERSION_2.worlds)
CAMERAS = ("Camera_0", "Camera_1")

_COLOURS: Mapping[str, int] = MappingProxyType(
    {
        "Undefined": 0x000000,
        "Terrain": 0xD200C8,
        "Sky": 0x5AC8FF,
        "Tree": 0x00C700,
        "Vegetation": 0x5AF000,
        "Building": 0x8C8C8C,
        "Road": 0x643C64,
        "GuardRail": 0xFA64FF,
        "TrafficSign": 0xFFFF00,
        "TrafficLight": 0xC8C800,
        "Pole": 0xFF8200,
        "Misc": 0x505050,
        "Truck": 0xA03C3C,
        "Car": 0xFF7F50,
        "Van": 0x008B8B,
    }
)
"""Name of a class and its colour, packed."""


@dataclass(frozen=True, kw_only=True)
class VirtualKitti2:
    """Virtual KITTI 2.0.3, or the videos of some scenes and variations."""

    scenes: tuple[str, ...] = SCENES
    variations: tuple[str, ...] = VARIATIONS
    cameras: tuple[str, ...] = ("Camera_0",)
    """The second camera sees the same street from half a metre to the right."""
    van: Van = "car"
    """What a van is. By Cityscapes' definition, and so in KITTI's labels, it is a car."""
    small_vegetation: SmallVegetation = "vegetation"
    """What the class Vegetation is, which is bushes and the like; Tree is always vegetation."""

    def __post_init__(self) -> None:
        check_selection("scenes", self.scenes, SCENES)
        check_selection("variations", self.variations, VARIATIONS)
        check_selection("cameras", self.cameras, CAMERAS)
        category_ids(self.van, self.small_vegetation)

    @property
    def facts(self) -> Facts:
        frames = sum(VERSION_2.worlds[scene] for scene in self.scenes)
        video = "<scene>/<variation>/frames"
        return Facts(
            title=VERSION_2.title,
            where=VERSION_2.where,
            layout=(
                f"{video}/rgb/<camera>/rgb_00000.jpg",
                f"{video}/classSegmentation/<camera>/classgt_00000.png",
                f"{video}/depth/<camera>/depth_00000.png",
            ),
            count=frames * len(self.variations) * len(self.cameras),
            sizes=((375, 1242),),
            licence="CC BY-NC-SA 3.0",
        )

    def hold_out(self, scene: str = "Scene02") -> tuple[VirtualKitti2, VirtualKitti2]:
        """The videos of the other scenes, to train on, and those of this one, to choose on.

        Raises:
            ValueError: the scene is not among this set's, or is its only one.
        """
        rest = without(self.scenes, scene, "Scene")
        return replace(self, scenes=rest), replace(self, scenes=(scene,))

    def found_in(self, root: Path) -> str:
        """Which folders are taken; raises SetProblem if there are none."""
        return said_of(root, VERSION_2)

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All frames of the videos, by video and number; see ``DiskSet.find``."""
        videos = [
            f"{scene}/{variation}/{camera}"
            for scene in self.scenes
            for variation in self.variations
            for camera in self.cameras
        ]
        return find_frames(root, VERSION_2, videos)

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Labels of a frame; see ``DiskSet.read_labels``."""
        if files.labels is None:
            raise SetProblem(f"{files.name} was listed without labels; list the folder anew.")
        pixels = read_pixels(files.labels, "the labels of Virtual KITTI 2.0.3")
        return _table(self.van, self.small_vegetation).look_up(pixels)

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Depth of a frame, H W metres; see ``DiskSet.read_depth``."""
        return read_centimetres(files, VERSION_2)


@lru_cache
def _table(van: Van, small_vegetation: SmallVegetation) -> ColourTable:
    ids = category_ids(van, small_vegetation)
    return ColourTable({colour: ids[name] for name, colour in _COLOURS.items()})
