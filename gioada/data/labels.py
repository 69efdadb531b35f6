"""Label spaces: which Cityscapes ids are which class, in which order and colour.

Every source is first brought to Cityscapes ids (0..33), the finest vocabulary that all of them
share; a label space then groups ids into the classes that a network predicts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gioada.errors import Problem

VOID = 255
"""Class index of pixels that belong to no class: neither trained on nor scored."""

RGB = tuple[int, int, int]

CITYSCAPES: Mapping[int, tuple[str, RGB]] = MappingProxyType(
    {
        0: ("unlabeled", (0, 0, 0)),
        1: ("ego vehicle", (0, 0, 0)),
        2: ("rectification border", (0, 0, 0)),
        3: ("out of roi", (0, 0, 0)),
        4: ("static", (0, 0, 0)),
        5: ("dynamic", (111, 74, 0)),
        6: ("ground", (81, 0, 81)),
        7: ("road", (128, 64, 128)),
        8: ("sidewalk", (244, 35, 232)),
        9: ("parking", (250, 170, 160)),
        10: ("rail track", (230, 150, 140)),
        11: ("building", (70, 70, 70)),
        12: ("wall", (102, 102, 156)),
        13: ("fence", (190, 153, 153)),
        14: ("guard rail", (180, 165, 180)),
        15: ("bridge", (150, 100, 100)),
        16: ("tunnel", (150, 120, 90)),
        17: ("pole", (153, 153, 153)),
        18: ("polegroup", (153, 153, 153)),
        19: ("traffic light", (250, 170, 30)),
        20: ("traffic sign", (220, 220, 0)),
        21: ("vegetation", (107, 142, 35)),
        22: ("terrain", (152, 251, 152)),
        23: ("sky", (70, 130, 180)),
        24: ("person", (220, 20, 60)),
        25: ("rider", (255, 0, 0)),
        26: ("car", (0, 0, 142)),
        27: ("truck", (0, 0, 70)),
        28: ("bus", (0, 60, 100)),
        29: ("caravan", (0, 0, 90)),
        30: ("trailer", (0, 0, 110)),
        31: ("train", (0, 80, 100)),
        32: ("motorcycle", (0, 0, 230)),
        33: ("bicycle", (119, 11, 32)),
    }
)
"""Cityscapes id -> (name, RGB), as in cityscapesScripts."""


@dataclass(frozen=True, kw_only=True)
class LabelSpace:
    """The classes of a protocol, by index.

    Attributes:
        name: what ``find_space`` finds it by.
        classes: name of each class.
        colours: RGB of each class.
        ids: the Cityscapes ids that fall into each class; ids in no class become ``VOID``.
        means: (name of a mean, indices of the classes it is taken over).
    """

    name: str
    classes: tuple[str, ...]
    colours: tuple[RGB, ...]
    ids: tuple[tuple[int, ...], ...]
    means: tuple[tuple[str, tuple[int, ...]], ...]

    def __post_init__(self) -> None:
        if not len(self.classes) == len(self.colours) == len(self.ids):
            raise ValueError(
                f"Label space {self.name}: {len(self.classes)} classes, {len(self.colours)} "
                f"colours and {len(self.ids)} groups of ids; give one of each per class."
            )

    @property
    def num_classes(self) -> int:
        return len(self.classes)

    @cached_property
    def _class_of_id(self) -> NDArray[np.uint8]:
        table = np.full(256, VOID, np.uint8)
        for index, group in enumerate(self.ids):
            table[list(group)] = index
        return table

    @cached_property
    def _colour_of_class(self) -> NDArray[np.uint8]:
        table = np.zeros((256, 3), np.uint8)
        table[: self.num_classes] = self.colours
        return table

    def from_ids(self, ids: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Cityscapes ids, uint8 of any shape -> class indices of that shape, 255 for void.

        Raises:
            ValueError: the array is not uint8.
        """
        return self._class_of_id[_as_uint8(ids, "Cityscapes ids")]

    def to_ids(self, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Class indices uint8 of any shape -> the first Cityscapes id of each; void becomes 0.

        Raises:
            ValueError: the array is not uint8.
        """
        table = np.zeros(256, np.uint8)
        table[: self.num_classes] = [group[0] for group in self.ids]
        return table[_as_uint8(labels, "class indices")]

    def colourise(self, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Class indices uint8 H W -> RGB uint8 H W 3; void is black.

        Raises:
            ValueError: the array is not uint8.
        """
        return self._colour_of_class[_as_uint8(labels, "class indices")]


def _as_uint8(values: NDArray[np.uint8], what: str) -> NDArray[np.uint8]:
    if values.dtype != np.uint8:
        # -1 or 256 would silently wrap into some class.
        raise ValueError(f"The {what} are {values.dtype}; convert them to uint8 (void is 255).")
    return values


def _cityscapes_space(
    name: str, ids: tuple[int, ...], means: tuple[tuple[str, tuple[int, ...]], ...]
) -> LabelSpace:
    """A space with one Cityscapes id per class, under its own name and colour."""
    return LabelSpace(
        name=name,
        classes=tuple(CITYSCAPES[i][0] for i in ids),
        colours=tuple(CITYSCAPES[i][1] for i in ids),
        ids=tuple((i,) for i in ids),
        means=means,
    )


KITTI10 = _cityscapes_space(
    "kitti10", (7, 11, 17, 19, 20, 21, 22, 23, 26, 27), (("mIoU", tuple(range(10))),)
)
"""Virtual KITTI -> KITTI: the ten classes of the paper's table 1."""

CITYSCAPES16 = _cityscapes_space(
    "cityscapes16",
    (7, 8, 11, 12, 13, 17, 19, 20, 21, 23, 24, 25, 26, 28, 32, 33),
    (
        ("mIoU16", tuple(range(16))),
        # Without wall, fence and pole, read off the same 16-class confusion matrix.
        ("mIoU13", tuple(i for i in range(16) if i not in (3, 4, 5))),
    ),
)
"""SYNTHIA -> Cityscapes: the sixteen classes of the paper's table 4."""

# CamVid's eleven classes merge finer originals, hence several ids each: its building takes in
# walls, its sign traffic lights, its vegetation grass, its car every larger vehicle, its bicyclist
# rider and machine.
_CAMVID: tuple[tuple[str, RGB, tuple[int, ...]], ...] = (
    ("sky", (128, 128, 128), (23,)),
    ("building", (128, 0, 0), (11, 12)),
    ("pole", (192, 192, 128), (17, 18)),
    ("road", (128, 64, 128), (7,)),
    ("sidewalk", (60, 40, 222), (8,)),
    ("vegetation", (128, 128, 0), (21, 22)),
    ("traffic sign", (192, 128, 128), (20, 19)),
    ("fence", (64, 64, 128), (13,)),
    ("car", (64, 0, 128), (26, 27, 28)),
    ("person", (64, 64, 0), (24,)),
    ("bicyclist", (0, 128, 192), (25, 33, 32)),
)

CAMVID11 = LabelSpace(
    name="camvid11",
    classes=tuple(name for name, _, _ in _CAMVID),
    colours=tuple(colour for _, colour, _ in _CAMVID),
    ids=tuple(ids for _, _, ids in _CAMVID),
    means=(("mIoU", tuple(range(11))),),
)
"""Any source -> CamVid: the eleven classes of its SegNet version, in its order and colours."""

LABEL_SPACES: Mapping[str, LabelSpace] = MappingProxyType(
    {space.name: space for space in (KITTI10, CITYSCAPES16, CAMVID11)}
)


def find_space(name: str) -> LabelSpace:
    """The label space of that name: ``kitti10``, or a part of one: ``cityscapes16[road,car]``.

    Raises:
        Problem: ``data.space`` or ``data.classes``, naming what there is.
    """
    whole, bracket, listed = name.removesuffix("]").partition("[")
    if whole not in LABEL_SPACES:
        what = "there is no label space {space}; there are: {known}"
        raise Problem("data.space", what, space=repr(whole), known=" ".join(LABEL_SPACES))
    return part_of(LABEL_SPACES[whole], listed.split(",")) if bracket else LABEL_SPACES[whole]


def part_of(space: LabelSpace, classes: Collection[str]) -> LabelSpace:
    """The space with some of its classes only, in its order; the others become void.

    Its means are taken over what is left of each; one that loses nothing keeps its name, and
    another says how many classes it is over: ``mIoU of 9``.

    Raises:
        Problem: ``data.classes``, a class that the space lacks, or none at all.
    """
    unknown = [name for name in classes if name not in space.classes]
    if unknown or not classes:
        raise Problem(
            "data.classes",
            "{unknown} is no part of {space}, whose classes are {classes}.",
            unknown=", ".join(unknown) or "nothing",
            space=space.name,
            classes=", ".join(space.classes),
        )
    kept = [index for index, name in enumerate(space.classes) if name in classes]
    if len(kept) == space.num_classes:
        return space
    means = {}
    for name, indices in space.means:
        left = tuple(kept.index(index) for index in indices if index in kept)
        means[name if len(left) == len(indices) else f"mIoU of {len(left)}"] = left
    return LabelSpace(
        name=f"{space.name}[{','.join(space.classes[index] for index in kept)}]",
        classes=tuple(space.classes[index] for index in kept),
        colours=tuple(space.colours[index] for index in kept),
        ids=tuple(space.ids[index] for index in kept),
        means=tuple(means.items()),
    )


COLOUR_BLIND_SAFE: Mapping[str, RGB] = MappingProxyType(
    {
        "road": (32, 63, 97),
        "sidewalk": (232, 226, 234),
        "building": (117, 79, 0),
        "wall": (155, 94, 174),
        "fence": (223, 151, 117),
        "pole": (255, 255, 154),
        "traffic light": (220, 144, 27),
        "traffic sign": (255, 253, 5),
        "vegetation": (0, 39, 17),
        "terrain": (153, 173, 119),
        "sky": (120, 200, 255),
        "person": (255, 59, 140),
        "rider": (189, 10, 73),
        "bicyclist": (166, 118, 255),
        "car": (17, 82, 237),
        "truck": (6, 11, 122),
        "bus": (16, 75, 181),
        "motorcycle": (41, 175, 172),
        "bicycle": (166, 118, 255),
    }
)
"""Class -> RGB, searched so that any two classes of a label space are at least 22 apart in CIE Lab
for people without red, without green and with all cones; Cityscapes' own come as close as 3."""


def colour_blind_safe(space: LabelSpace) -> LabelSpace:
    """The space in these colours; a class that is not listed keeps its own."""
    own = zip(space.classes, space.colours, strict=True)
    return replace(
        space, colours=tuple(COLOUR_BLIND_SAFE.get(name, colour) for name, colour in own)
    )
