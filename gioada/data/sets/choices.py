"""The classes of Virtual KITTI that published work maps in different ways."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from gioada.data.encodings import UNLABELED

Van = Literal["car", "ignore", "truck"]
SmallVegetation = Literal["vegetation", "terrain", "ignore"]

_CERTAIN: Mapping[str, int] = MappingProxyType(
    {
        "Undefined": UNLABELED,
        "Misc": UNLABELED,
        "Road": 7,
        "Building": 11,
        "GuardRail": 14,
        "Pole": 17,
        "TrafficLight": 19,
        "TrafficSign": 20,
        "Tree": 21,
        "Terrain": 22,
        "Sky": 23,
        "Car": 26,
        "Truck": 27,
    }
)
# By Cityscapes' definition a van is a car: a truck needs a loading space apart from the driver's.
_VAN: Mapping[str, int] = MappingProxyType({"car": 26, "truck": 27, "ignore": UNLABELED})
# Bushes and tall grass, where Tree is trees alone. It decides much of the terrain's score.
_SMALL: Mapping[str, int] = MappingProxyType({"vegetation": 21, "terrain": 22, "ignore": UNLABELED})


def category_ids(
    van: Van = "car", small_vegetation: SmallVegetation = "vegetation"
) -> dict[str, int]:
    """Virtual KITTI's name of a class -> Cityscapes id.

    Raises:
        ValueError: a choice that there is not.
    """
    if van not in _VAN:
        raise ValueError(f"There is no choice {van!r} for vans; choose {', '.join(_VAN)}.")
    if small_vegetation not in _SMALL:
        raise ValueError(
            f"There is no choice {small_vegetation!r} for small vegetation; choose "
            f"{', '.join(_SMALL)}."
        )
    return {**_CERTAIN, "Van": _VAN[van], "Vegetation": _SMALL[small_vegetation]}
