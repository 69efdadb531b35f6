"""How label maps out there write a class, and which Cityscapes id each value means.

Sources: cityscapesScripts' label table; SYNTHIA-RAND-CITYSCAPES' README; SegNet's CamVid; CARLA's
list of semantic tags, which was renumbered between 0.9.13 and 0.9.14, and its CityScapesPalette;
Virtual KITTI 2's fixed class colours, which 1.3.1 shares except for its vehicles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gioada.data.labels import CITYSCAPES, RGB, VOID, LabelSpace

UNLABELED = 0
"""Cityscapes id of things without one; it is in no class of any space."""


@dataclass(frozen=True, kw_only=True)
class LabelEncoding:
    """One way of writing label maps.

    Attributes:
        name: what people choose it by.
        description: half a sentence for people who choose.
        kind: ``index`` if a pixel is one number, ``colour`` if it is an RGB colour.
        table: number, or RGB colour packed as (r << 16) | (g << 8) | b -> Cityscapes id.
    """

    name: str
    description: str
    kind: Literal["index", "colour"]
    table: Mapping[int, int]

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        keys = np.array(sorted(self.table), np.int64)
        return keys, np.array([self.table[int(key)] for key in keys], np.uint8)

    @cached_property
    def _direct(self) -> NDArray[np.uint8]:
        """Id plus one of every 8-bit number, 0 for what is not in the table."""
        return self._searched(np.arange(256))

    def to_ids(self, values: NDArray[np.integer]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Read a map.

        Args:
            values: integer H W for ``index``; for ``colour`` uint8 H W 3, or 4 of which the last
                is not looked at, or uint32 H W, each the four bytes of a pixel.

        Returns:
            Cityscapes ids uint8 H W (0, unlabeled, where the value is not in the table) and
            bool H W: the value is in the table.
        """
        if self.kind == "colour":
            found = self._coloured(values)
        elif values.dtype == np.uint8:
            found = np.take(self._direct, values)
        else:
            found = self._searched(values)
        known = found > 0
        found -= known
        return found, known

    def _searched(self, numbers: NDArray[np.integer]) -> NDArray[np.uint8]:
        keys, ids = self._sorted
        place = np.minimum(np.searchsorted(keys, numbers), len(keys) - 1)
        return np.where(keys[place] == numbers, ids[place] + np.uint8(1), np.uint8(0))

    def _coloured(self, values: NDArray[np.integer]) -> NDArray[np.uint8]:
        """Looked at is one pixel per run of equal ones, as a map of classes has long runs."""
        if values.dtype != np.uint32:
            whole = np.zeros((*values.shape[:2], 4), np.uint8)
            whole[..., :3] = values[..., :3]
            values = whole.view(np.uint32)[..., 0]
        flat = values.ravel()
        if not flat.size:
            return np.zeros(values.shape, np.uint8)
        starts = np.flatnonzero(np.concatenate(([True], flat[1:] != flat[:-1])))
        # The bytes red, green, blue and one of no meaning, as a number from the left.
        colours = (flat[starts].view(">u4") >> 8).astype(np.int64)
        lengths = np.diff(starts, append=flat.size)
        return np.repeat(self._searched(colours), lengths).reshape(values.shape)


def pack_colours(colours: NDArray[np.integer]) -> NDArray[np.int64]:
    """RGB ... 3 -> (r << 16) | (g << 8) | b."""
    red, green, blue = (colours[..., channel].astype(np.int64) for channel in range(3))
    return (red << 16) | (green << 8) | blue


def _packed(table: Mapping[RGB, int]) -> dict[int, int]:
    return {int(pack_colours(np.array(colour))): id_ for colour, id_ in table.items()}


Van = Literal["car", "ignore", "truck"]
SmallVegetation = Literal["vegetation", "terrain", "ignore"]
LaneMarking = Literal["ignore", "road"]


@dataclass(frozen=True, kw_only=True)
class LabelChoices:
    """Where a class of a source goes. Each choice moves the IoU of the classes that it names."""

    van: Van = "car"
    """Virtual KITTI's Van. By Cityscapes' definition a van is a car."""
    small_vegetation: SmallVegetation = "vegetation"
    """Virtual KITTI's Vegetation beside its Tree, which is vegetation in any case."""
    lane_marking: LaneMarking = "ignore"
    """SYNTHIA's lane marking. Published 16-class results ignore it."""


_TRAIN_IDS = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33)

# 13 parking-slot, 14 road-work, 22 lane marking. Published 16-class maps ignore lane markings.
_SYNTHIA = (0, 23, 11, 7, 8, 13, 21, 17, 26, 20, 24, 33, 32, 9, 0, 19, 22, 25, 27, 28, 31, 12, 0)

_CAMVID = (23, 11, 17, 7, 8, 21, 20, 13, 26, 24, 25, UNLABELED)

# none, building, fence, other, pedestrian, pole, road line, road, sidewalk, vegetation, vehicle,
# wall, traffic sign, sky, ground, bridge, rail track, guard rail, traffic light, static,
# dynamic, water, terrain. Riders are pedestrians and all vehicles are one tag.
_CARLA_0_9_10 = (0, 11, 13, 0, 24, 17, 7, 7, 8, 21, 26, 12, 20, 23, 6, 15, 10, 14, 19, 4, 5, 0, 22)

# none, then the nineteen train ids plus one, then static, dynamic, other, water, road line,
# ground, bridge, rail track, guard rail.
_CARLA_0_9_14 = (0, *_TRAIN_IDS, 4, 5, 0, 0, 7, 6, 15, 10, 14)

# Colours of CARLA's palettes that Cityscapes does not have or gives to something else.
_CARLA_COLOURS: Mapping[RGB, int] = {
    (100, 40, 40): 13,  # fence, 0.9.10 to 0.9.13
    (55, 90, 80): 0,  # other
    (157, 234, 50): 7,  # road line
    (110, 190, 160): 4,  # static
    (170, 120, 50): 5,  # dynamic
    (45, 60, 150): 0,  # water
    (145, 170, 100): 22,  # terrain, 0.9.10 to 0.9.13
    (180, 130, 70): 0,  # rock
}

_VIRTUAL_KITTI: Mapping[RGB, int] = {
    (0, 0, 0): 0,
    (210, 0, 200): 22,
    (90, 200, 255): 23,
    (0, 199, 0): 21,  # tree
    (90, 240, 0): 21,
    (140, 140, 140): 11,
    (100, 60, 100): 7,
    (250, 100, 255): 14,
    (255, 100, 255): 14,  # guard rail of 1.3.1
    (255, 255, 0): 20,
    (200, 200, 0): 19,
    (255, 130, 0): 17,
    (80, 80, 80): 0,  # misc
    (160, 60, 60): 27,
    (255, 127, 80): 26,
    (0, 139, 139): 26,  # van: a car by Cityscapes' definition
}


def _cityscapes_colours() -> dict[RGB, int]:
    # Several ids share black, and pole and polegroup share grey: the lower id, the usual one.
    table: dict[RGB, int] = {}
    for id_, (_, colour) in CITYSCAPES.items():
        table.setdefault(colour, id_)
    return {**table, **_CARLA_COLOURS}


def _indexed(name: str, description: str, ids: tuple[int, ...], *void: int) -> LabelEncoding:
    table = dict(enumerate(ids)) | dict.fromkeys(void, UNLABELED)
    return LabelEncoding(
        name=name, description=description, kind="index", table=MappingProxyType(table)
    )


def _coloured(name: str, description: str, colours: Mapping[RGB, int]) -> LabelEncoding:
    return LabelEncoding(
        name=name,
        description=description,
        kind="colour",
        table=MappingProxyType(_packed(colours)),
    )


_FIXED: tuple[LabelEncoding, ...] = (
    # A licence plate is -1, which 8 bits turn into 255.
    _indexed("cityscapes-ids", "Cityscapes or KITTI labelIds, 0 to 33", tuple(CITYSCAPES), VOID),
    _indexed("cityscapes-train-ids", "Cityscapes trainIds, 0 to 18 and 255", _TRAIN_IDS, VOID),
    _indexed("synthia", "SYNTHIA ids, 0 to 22, in the red channel of a 16-bit PNG", _SYNTHIA),
    _indexed("camvid", "CamVid in SegNet's version, 0 to 11", _CAMVID),
    _indexed("carla-0.9.10", "CARLA tags of 0.9.10 to 0.9.13, 0 to 22", _CARLA_0_9_10),
    _indexed("carla-0.9.14", "CARLA tags since 0.9.14, 0 to 28", _CARLA_0_9_14),
    _coloured("colour", "colours of Cityscapes or CARLA", _cityscapes_colours()),
    _coloured("virtual-kitti-colour", "Virtual KITTI's fixed class colours", _VIRTUAL_KITTI),
)

LABEL_ENCODINGS: Mapping[str, LabelEncoding] = MappingProxyType(
    {encoding.name: encoding for encoding in _FIXED}
)
"""The encodings that no label space is needed for, by name."""


def label_encodings(space: LabelSpace) -> dict[str, LabelEncoding]:
    """All encodings by name; ``class-index`` and ``class-colour`` are those of the space."""
    first_ids = tuple(group[0] for group in space.ids)
    own = (
        _indexed("class-index", f"class indices of {space.name}, and 255", first_ids, VOID),
        _coloured(
            "class-colour",
            f"class colours of {space.name}",
            {(0, 0, 0): UNLABELED} | dict(zip(space.colours, first_ids, strict=True)),
        ),
    )
    return {encoding.name: encoding for encoding in (*_FIXED, *own)}
