"""What a street scene is made of, primitives, ground, a camera and a sun, and its picture.

World axes: x right, y up, z forward, in metres; the road runs along z and lies at y = 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np

SKY_DEPTH = 655.35
"""Metres that stand for the sky: the largest value of a 16-bit map in centimetres."""
ROAD, SIDEWALK, BUILDING, WALL, FENCE, POLE = 7, 8, 11, 12, 13, 17
LIGHT, SIGN, VEGETATION, TERRAIN, SKY = 19, 20, 21, 22, 23
PERSON, RIDER, CAR, TRUCK, BUS, MOTORCYCLE, BICYCLE = 24, 25, 26, 27, 28, 32, 33
"""Cityscapes ids."""

Rng = np.random.Generator


def palette(words: str) -> tuple[tuple[int, int, int], ...]:
    """8-bit colours written in hexadecimal: ``1c2646 b0b2b6``."""
    return tuple(tuple(bytes.fromhex(word)) for word in words.split())  # type: ignore


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One rendered frame.

    image: uint8 H W 3, RGB; ids: uint8 H W, Cityscapes ids; depth: float32 H W, metres along the
    optical axis (planar z), the sky SKY_DEPTH.
    """

    image: np.ndarray
    ids: np.ndarray
    depth: np.ndarray


def check_request(seed: int, index: int, height: int, width: int) -> None:
    """Raise ValueError for negative numbers or a size below 8 x 8."""
    if seed < 0 or index < 0:
        raise ValueError(f"seed and index must not be negative, found {seed} and {index}.")
    if height < 8 or width < 8:
        raise ValueError(f"A frame is at least 8 x 8 pixels, found {height} x {width}.")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an object stands and where it heads (yaw 0 heads along z, metres)."""

    x: float
    z: float
    y: float = 0.0
    yaw: float = 0.0

    def at(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """World position of a point given in the object's axes."""
        cos, sin = np.cos(self.yaw), np.sin(self.yaw)
        return (self.x + cos * x + sin * z, self.y + y, self.z + cos * z - sin * x)

    def shifted(self, x: float, z: float, *, y: float = 0.0, turn: float = 0.0) -> Place:
        """A place given in the axes of this one."""
        px, py, pz = self.at(x, y, z)
        return Place(x=px, y=py, z=pz, yaw=self.yaw + turn)


class Kind(IntEnum):
    """Shape of a primitive."""

    BLOCK = 0
    ELLIPSOID = 1
    CONE = 2
    HULL = 3


Material = IntEnum(
    "Material",
    "ASPHALT MARKING PAVING KERB GRASS FACADE SHOP TRIM ROOF WALL FENCE METAL LIGHT_BOX "
    "LAMP_OFF LAMP_RED LAMP_GREEN SIGN_RIM SIGN_FACE BARK LEAVES BUSH HILL SKIN CLOTH "
    "TROUSERS CAR_PAINT GLASS TYRE DARK HEAD_LAMP TAIL_LAMP PLATE TRUCK_CAB CARGO BUS_PAINT "
    "FRAME",
    start=0,
)
"""What a surface is made of; each look has its own colours for every material."""
LEAFY = (Material.LEAVES, Material.BUSH)
"""Materials of which the outline is ragged."""


@dataclass(frozen=True, kw_only=True)
class Primitive:
    """A solid turned by yaw about the vertical through its centre.

    half: half extents in metres along its own x, y, z; of a cone x and z are the radius.
    taper: extent at the top over extent at the bottom, along x and z (blocks and cones).
    tone: three numbers in [0, 1) from which a look draws the object's own colour.
    """

    kind: Kind
    centre: tuple[float, float, float]
    half: tuple[float, float, float]
    material: Material
    label: int
    yaw: float = 0.0
    taper: tuple[float, float] = (1.0, 1.0)
    tone: tuple[float, float, float] = (0.5, 0.5, 0.5)


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A rectangle painted on the ground y = 0; later patches cover earlier ones.

    With period > 0 only the first `duty` metres of every `period` metres along `axis` (0 = x,
    1 = z) are painted.
    """

    x: tuple[float, float]
    z: tuple[float, float]
    material: Material
    label: int
    period: float = 0.0
    duty: float = 0.0
    axis: int = 1


@dataclass(frozen=True, kw_only=True)
class Camera:
    """A pinhole camera with the proportions of KITTI.

    x, y, z: position in metres; heading: radians to the right; pitch: radians downwards; focal:
    focal length over picture width; horizon: row of the optical axis over height; roll: radians
    by which the camera is turned clockwise.
    """

    x: float = 1.6
    y: float = 1.65
    z: float = 0.0
    heading: float = 0.0
    pitch: float = 0.0
    focal: float = 725 / 1242
    horizon: float = 187 / 375
    roll: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Table:
    """The primitives of a scene as arrays of N rows.

    turn: float32 N 3 3, of which column k is the direction of a primitive's own axis k in the
    world, where yaw is NaN for those that lean; None where yaw says it all. hulls: of the convex
    hulls, by row, K planes as (normal, offset), in the primitive's own axes with normals
    outwards: float32 K 4.
    """

    kind: np.ndarray
    centre: np.ndarray
    half: np.ndarray
    taper: np.ndarray
    yaw: np.ndarray
    material: np.ndarray
    label: np.ndarray
    tone: np.ndarray
    turn: np.ndarray | None = None
    hulls: Mapping[int, np.ndarray] = field(default_factory=dict)

    @classmethod
    def of(cls, **columns: Any) -> Table:
        """A table of columns that hold any kind of numbers; turn and hulls are as they will be."""
        for name in _COLUMNS.keys() & columns:
            kind, *width = _COLUMNS[name]
            column = np.array(columns[name], kind)
            columns[name] = column if column.size else column.reshape(0, *width)
        return cls(**columns)


_COLUMNS: dict[str, tuple] = {
    **{"kind": (np.int8,), "centre": (np.float32, 3), "half": (np.float32, 3)},
    **{"taper": (np.float32, 2), "yaw": (np.float32,), "material": (np.uint8,)},
    **{"label": (np.uint8,), "tone": (np.float32, 3)},
}
"""Of each column its type, and how wide it is where there are no rows."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A street: solids, ground patches over grass, the sun, the camera.

    sun: unit vector towards the sun. ragged: how far noise eats into the outline of leaves,
    0 (smooth) to 1.
    """

    primitives: tuple[Primitive, ...]
    patches: tuple[Patch, ...]
    sun: tuple[float, float, float]
    camera: Camera = field(default_factory=Camera)
    ragged: float = 0.5

    @cached_property
    def table(self) -> Table:
        """The primitives as arrays."""
        return Table.of(
            **{name: [getattr(row, name) for row in self.primitives] for name in _COLUMNS}
        )
