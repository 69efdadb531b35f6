"""Adds the primitives of an object to a stage, and mixes colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.street.scene import Kind
from gioada.street.town.axes import pointed, yawed
from gioada.street.town.stage import Colour, Place, Rng, Stage, Veil


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Adds primitives of one object: they share its place and class."""

    stage: Stage
    place: Place
    label: int

    def block(
        self,
        x,
        y,
        z,
        size,
        stuff,
        colour,
        second=(0.5, 0.5, 0.5),
        *,
        traits=(),
        taper=(1.0, 1.0),
        yaw=0.0,
        label=None,
    ) -> None:
        """A block of width, height, length `size` whose bottom centre is (x, y, z)."""
        wide, high, long = size
        self._add(
            Kind.BLOCK,
            (x, y + high / 2, z),
            (wide / 2, high / 2, long / 2),
            yawed(self.place.yaw + yaw),
            stuff,
            colour,
            second,
            traits,
            taper,
            None,
            label,
        )

    def ball(
        self,
        x,
        y,
        z,
        half,
        stuff,
        colour,
        second=(0.5, 0.5, 0.5),
        *,
        traits=(),
        yaw=0.0,
        label=None,
    ) -> None:
        """An ellipsoid centred at (x, y, z)."""
        self._add(
            Kind.ELLIPSOID,
            (x, y, z),
            half,
            yawed(self.place.yaw + yaw),
            stuff,
            colour,
            second,
            traits,
            (1.0, 1.0),
            None,
            label,
        )

    def post(
        self,
        x,
        y,
        z,
        radius,
        high,
        stuff,
        colour,
        second=(0.5, 0.5, 0.5),
        *,
        traits=(),
        taper=1.0,
        label=None,
    ) -> None:
        """An upright cone or cylinder whose bottom centre is (x, y, z)."""
        self._add(
            Kind.CONE,
            (x, y + high / 2, z),
            (radius, high / 2, radius),
            yawed(self.place.yaw),
            stuff,
            colour,
            second,
            traits,
            (taper, taper),
            None,
            label,
        )

    def limb(self, start, end, radius, stuff, colour, *, flat=1.0, label=None) -> None:
        """An ellipsoid stretched from one point to another, both in the object's axes."""
        a, b = np.array(start, float), np.array(end, float)
        turn = yawed(self.place.yaw) @ pointed(b - a)
        half = (radius, float(np.linalg.norm(b - a)) / 2 + radius * 0.6, radius * flat)
        self._add(
            Kind.ELLIPSOID,
            tuple((a + b) / 2),
            half,
            turn,
            stuff,
            colour,
            (0.5, 0.5, 0.5),
            (),
            (1.0, 1.0),
            None,
            label,
        )

    def bar(self, start, end, radius, stuff, colour, *, label=None) -> None:
        """A cylinder from one point to another, both in the object's axes."""
        a, b = np.array(start, float), np.array(end, float)
        turn = yawed(self.place.yaw) @ pointed(b - a)
        half = (radius, float(np.linalg.norm(b - a)) / 2, radius)
        self._add(
            Kind.CONE,
            tuple((a + b) / 2),
            half,
            turn,
            stuff,
            colour,
            (0.5, 0.5, 0.5),
            (),
            (1.0, 1.0),
            None,
            label,
        )

    def hull(
        self,
        x,
        y,
        z,
        planes,
        half,
        stuff,
        colour,
        second=(0.5, 0.5, 0.5),
        *,
        traits=(),
        yaw=0.0,
        label=None,
    ) -> None:
        """A convex solid given by planes about (x, y, z) inside a box of half extents."""
        self._add(
            Kind.HULL,
            (x, y, z),
            half,
            yawed(self.place.yaw + yaw),
            stuff,
            colour,
            second,
            traits,
            (1.0, 1.0),
            planes,
            label,
        )

    def _add(self, kind, centre, half, turn, stuff, colour, second, traits, taper, planes, label):
        self.stage.solid(
            kind,
            self.place.at(*centre),
            half,
            turn,
            stuff,
            self.label if label is None else label,
            colour,
            second,
            traits,
            taper,
            planes,
        )

    def veil(self, x, y, z, size, picture, colour, second=(0.3, 0.3, 0.3), *, yaw=0.0, **more):
        """A card of width, height `size` whose bottom middle is (x, y, z)."""
        more.setdefault("label", self.label)
        self.stage.veils.append(
            Veil(
                centre=self.place.at(x, y, z),
                wide=size[0],
                high=size[1],
                yaw=self.place.yaw + yaw,
                picture=picture,
                colour=colour,
                second=second,
                **more,
            )
        )

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
