"""What stands in a street: solids with two colours and traits, and see-through veils."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np

from gioada.street.scene import Kind, Place, Rng, Table

Colour = tuple[float, float, float]
"""Linear light in [0, 1]."""
TRAITS = 8
PALE: Colour = (0.5, 0.5, 0.5)


Stuff = IntEnum(
    "Stuff",
    "PLAIN FACADE SHED GLASS_FRONT ROOF BRICK STONE CONCRETE WOOD LEAVES BARK METAL CLOTH "
    "SKIN CAR_BODY CAR_CABIN VAN BUS WHEEL SIGN_ROUND SIGN_TRIANGLE SIGN_PLATE BOARD "
    "LIGHT_BOX GLOW GLASS STRIPES ASPHALT PAVING KERB GRASS SOIL",
    start=0,
)
"""What a surface is made of: which painter draws it; the last five are the ground's."""


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
        second: Colour = PALE,
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
        names = ("kind", "centre", "half", "taper", "turn", "material", "label", "tone")
        columns: dict[str, Any] = dict(zip(names, zip(*self.rows, strict=True), strict=True))
        turn = np.array(columns.pop("turn"))
        columns |= {"turn": turn.astype(np.float32), "hulls": self.hulls}
        return Table.of(**columns, yaw=upright_yaw(turn))


def upright_yaw(turn: np.ndarray) -> np.ndarray:
    """Yaw of each of N axes, float32; NaN for those that lean."""
    upright = turn[:, 1, 1] > 1 - 1e-9
    return np.where(upright, np.arctan2(turn[:, 0, 2], turn[:, 2, 2]), np.nan).astype(np.float32)


def yawed(yaw: float) -> np.ndarray:
    """Axes of something that heads along yaw."""
    cos, sin = np.cos(yaw), np.sin(yaw)
    return np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])


def pointed(direction: np.ndarray) -> np.ndarray:
    """Axes of which y runs along a direction."""
    # In plain numbers: thousands of limbs are pointed, and numpy is slow on three of them.
    x, y, z = (float(part) for part in direction)
    length = (x * x + y * y + z * z) ** 0.5
    x, y, z = x / length, y / length, z / length
    a, b, c = (y, -x, 0.0) if abs(z) < 0.9 else (0.0, z, -y)
    length = (a * a + b * b + c * c) ** 0.5
    a, b, c = a / length, b / length, c / length
    third = (b * z - c * y, c * x - a * z, a * y - b * x)
    return np.array([(a, x, third[0]), (b, y, third[1]), (c, z, third[2])])


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Adds primitives of one object: they share its place and class.

    Every shape takes its stuff, its colour and perhaps a second one; by name the ``traits`` that
    its painter reads, a ``taper``, and a ``label`` other than the object's.
    """

    stage: Stage
    place: Place
    label: int

    def block(self, x, y, z, size, stuff, colour, second=PALE, *, yaw=0.0, **more) -> None:
        """A block of width, height, length `size` whose bottom centre is (x, y, z)."""
        wide, high, long = size
        centre, half = (x, y + high / 2, z), (wide / 2, high / 2, long / 2)
        self._add(Kind.BLOCK, centre, half, self._yawed(yaw), stuff, colour, second, **more)

    def ball(self, x, y, z, half, stuff, colour, second=PALE, *, yaw=0.0, **more) -> None:
        """An ellipsoid centred at (x, y, z)."""
        self._add(Kind.ELLIPSOID, (x, y, z), half, self._yawed(yaw), stuff, colour, second, **more)

    def post(self, x, y, z, radius, high, stuff, colour, second=PALE, *, taper=1.0) -> None:
        """An upright cone or cylinder whose bottom centre is (x, y, z)."""
        centre, half = (x, y + high / 2, z), (radius, high / 2, radius)
        self._add(
            Kind.CONE, centre, half, self._yawed(), stuff, colour, second, taper=(taper, taper)
        )

    def limb(self, start, end, radius, stuff, colour, *, flat=1.0) -> None:
        """An ellipsoid stretched from one point to another, both in the object's axes."""
        a, b = np.array(start, float), np.array(end, float)
        half = (radius, float(np.linalg.norm(b - a)) / 2 + radius * 0.6, radius * flat)
        self._add(
            Kind.ELLIPSOID, tuple((a + b) / 2), half, self._yawed() @ pointed(b - a), stuff, colour
        )

    def bar(self, start, end, radius, stuff, colour) -> None:
        """A cylinder from one point to another, both in the object's axes."""
        a, b = np.array(start, float), np.array(end, float)
        half = (radius, float(np.linalg.norm(b - a)) / 2, radius)
        self._add(
            Kind.CONE, tuple((a + b) / 2), half, self._yawed() @ pointed(b - a), stuff, colour
        )

    def hull(self, x, y, z, planes, half, stuff, colour, second=PALE, **more) -> None:
        """A convex solid given by planes about (x, y, z) inside a box of half extents."""
        self._add(
            Kind.HULL, (x, y, z), half, self._yawed(), stuff, colour, second, planes=planes, **more
        )

    def _add(self, kind, centre, half, turn, stuff, colour, second=PALE, *, label=None, **more):
        own = self.label if label is None else label
        at = self.place.at(*centre)
        self.stage.solid(kind, at, half, turn, stuff, own, colour, second, **more)

    def _yawed(self, yaw: float = 0.0) -> np.ndarray:
        return yawed(self.place.yaw + yaw)

    def veil(self, x, y, z, size, picture, colour, second=(0.3, 0.3, 0.3), *, yaw=0.0, **more):
        """A card of width, height `size` whose bottom middle is (x, y, z)."""
        card = {"centre": self.place.at(x, y, z), "wide": size[0], "high": size[1]}
        card |= {"yaw": self.place.yaw + yaw, "picture": picture, "label": self.label, **more}
        self.stage.veils.append(Veil(colour=colour, second=second, **card))

    def shade(self, half_width: float, half_length: float, strength: float = 0.7) -> None:
        """Darken the ground under the object."""
        self.stage.footprints.append((self.place, half_width, half_length, strength))


def rgb(red: int, green: int, blue: int) -> Colour:
    """Linear light of an 8-bit display colour."""
    return tuple(float((value / 255) ** 2.2) for value in (red, green, blue))  # type: ignore


def pick(rng: Rng, options: tuple, spread: float = 0.15) -> Colour:
    """One of several 8-bit colours, a little changed, as linear light."""
    colour = np.array(options[int(rng.integers(len(options)))], float)
    colour = colour * rng.normal(1, spread * 0.6) + rng.normal(0, spread * 18, 3)
    return rgb(*np.clip(colour, 4, 250))
