"""What stands in a street: solids with two colours and traits, and see-through veils."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, auto
from functools import cached_property

import numpy as np

from gioada.street.scene import Kind, Table
from gioada.street.town.axes import upright_yaw

Rng = np.random.Generator
Colour = tuple[float, float, float]
"""Linear light in [0, 1]."""
TRAITS = 8


class Stuff(IntEnum):
    """What a surface is made of: which painter draws it."""

    PLAIN = 0
    FACADE = auto()
    SHED = auto()
    GLASS_FRONT = auto()
    ROOF = auto()
    BRICK = auto()
    STONE = auto()
    CONCRETE = auto()
    WOOD = auto()
    LEAVES = auto()
    BARK = auto()
    METAL = auto()
    CLOTH = auto()
    SKIN = auto()
    CAR_BODY = auto()
    CAR_CABIN = auto()
    VAN = auto()
    BUS = auto()
    WHEEL = auto()
    SIGN_ROUND = auto()
    SIGN_TRIANGLE = auto()
    SIGN_PLATE = auto()
    BOARD = auto()
    LIGHT_BOX = auto()
    GLOW = auto()
    GLASS = auto()
    STRIPES = auto()
    # The ground's, painted from its map.
    ASPHALT = auto()
    PAVING = auto()
    KERB = auto()
    GRASS = auto()
    SOIL = auto()


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


@dataclass(frozen=True, kw_only=True)
class Veil:
    """An upright card of which a drawn picture lets rays through.

    centre: bottom middle; wide, high: metres; yaw: 0 faces -z; picture: name and number in the
    sprite book; repeat: copies across; label: class of the covered region, or None where it is
    too thin to be labelled; round: turned towards whoever looks at it, as a crown is.
    """

    centre: tuple[float, float, float]
    wide: float
    high: float
    yaw: float
    picture: tuple[str, int]
    colour: Colour
    second: Colour
    repeat: float = 1.0
    label: int | None = None
    round: bool = False
    flip: bool = False


@dataclass
class Stage:
    """Collects what stands in a street."""

    rows: list[tuple] = field(default_factory=list)
    hulls: dict[int, np.ndarray] = field(default_factory=dict)
    veils: list[Veil] = field(default_factory=list)
    footprints: list[tuple[Place, float, float, float]] = field(default_factory=list)
    """Place, half width, half length and strength of what darkens the ground under it."""

    def solid(
        self,
        kind: Kind,
        centre: tuple[float, float, float],
        half: tuple[float, float, float],
        turn: np.ndarray,
        stuff: Stuff,
        label: int,
        colour: Colour,
        second: Colour = (0.5, 0.5, 0.5),
        traits: tuple[float, ...] = (),
        taper: tuple[float, float] = (1.0, 1.0),
        planes: np.ndarray | None = None,
    ) -> None:
        """Add a primitive; `turn` holds its axes as columns."""
        if planes is not None:
            self.hulls[len(self.rows)] = planes.astype(np.float32)
        traits = (*traits, *(0.5,) * TRAITS)[:TRAITS]
        self.rows.append(
            (kind, centre, half, taper, turn, stuff, label, (*colour, *second, *traits))
        )

    @cached_property
    def table(self) -> Table:
        """The solids as arrays; tone holds both colours and the traits."""
        kind, centre, half, taper, turn, stuff, label, tone = zip(*self.rows, strict=True)
        return Table(
            kind=np.array(kind, np.int8),
            centre=np.array(centre, np.float32),
            half=np.array(half, np.float32),
            taper=np.array(taper, np.float32),
            yaw=upright_yaw(np.array(turn)),
            material=np.array(stuff, np.uint8),
            label=np.array(label, np.uint8),
            tone=np.array(tone, np.float32),
            turn=np.array(turn, np.float32),
            hulls=self.hulls,
        )
