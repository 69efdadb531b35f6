"""Another set of class colours, told apart by people who see red and green alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from gioada.data.labels import RGB, LabelSpace

COLOUR_BLIND_SAFE: Mapping[str, RGB] = MappingProxyType(
    {
        "road": (90, 90, 90),
        "sidewalk": (187, 187, 187),
        "building": (136, 34, 85),
        "wall": (170, 68, 153),
        "fence": (204, 102, 119),
        "pole": (240, 228, 66),
        "traffic light": (213, 94, 0),
        "traffic sign": (238, 165, 0),
        "vegetation": (17, 119, 51),
        "terrain": (176, 176, 90),
        "sky": (136, 204, 238),
        "person": (255, 120, 190),
        "rider": (230, 200, 220),
        "bicyclist": (0, 158, 115),
        "car": (0, 68, 136),
        "truck": (51, 34, 136),
        "bus": (0, 114, 178),
        "motorcycle": (68, 170, 153),
        "bicycle": (0, 158, 115),
    }
)
"""Class -> RGB, from the schemes of Okabe and Ito and of Tol, which differ in lightness and along
blue and yellow rather than along red and green."""


def colour_blind_safe(space: LabelSpace) -> LabelSpace:
    """The space in these colours; a class that is not listed keeps its own."""
    own = zip(space.classes, space.colours, strict=True)
    return replace(
        space, colours=tuple(COLOUR_BLIND_SAFE.get(name, colour) for name, colour in own)
    )
