"""Convex bodies on wheels: what vehicles have in common."""

from __future__ import annotations

import numpy as np

from gioada.street.town.maker import Maker, rgb
from gioada.street.town.stage import Stuff

PAINTS = (
    (176, 178, 182),
    (150, 153, 158),
    (120, 124, 130),
    (34, 36, 40),
    (24, 24, 28),
    (226, 226, 224),
    (238, 238, 238),
    (70, 74, 80),
    (28, 38, 70),
    (36, 58, 110),
    (120, 22, 26),
    (160, 30, 30),
    (92, 20, 30),
    (30, 60, 50),
    (160, 150, 128),
    (52, 92, 140),
    (190, 192, 196),
    (40, 44, 50),
)
LOUD = ((200, 40, 30), (220, 160, 30), (40, 120, 70), (30, 90, 180), (220, 200, 40), (110, 60, 130))
GLASS = rgb(22, 26, 30)


def planes(*faces: tuple[tuple[float, float, float], tuple[float, float, float]]) -> np.ndarray:
    """Planes (normal, offset) from pairs of a normal, of any length, and a point."""
    found = []
    for normal, point in faces:
        n = np.array(normal, float)
        n /= np.linalg.norm(n)
        found.append((*n, float(n @ np.array(point))))
    return np.array(found)


def box(
    width: float,
    low: float,
    high: float,
    back: float,
    front: float,
    *,
    round_: float = 0.2,
    tumble: float = 0.06,
    nose: float = 0.1,
    tail: float = 0.06,
) -> np.ndarray:
    """A rounded box about the origin: sides that lean in, and cut corners and edges.

    low, high: y of bottom and top; back, front: z; round_: metres cut off corners; tumble,
    nose, tail: how far the sides, the front and the back lean.
    """
    half, r = width / 2, round_
    faces = [
        ((0, -1, 0), (0, low, 0)),
        ((0, 1, 0), (0, high, 0)),
        ((0, nose, 1), (0, (low + high) / 2, front)),
        ((0, tail, -1), (0, (low + high) / 2, back)),
        ((0, 1, 1), (0, high, front - r)),
        ((0, 1, -1), (0, high, back + r)),
        ((0, -1, 1.4), (0, low, front - r * 0.7)),
        ((0, -1, -1.4), (0, low, back + r * 0.7)),
    ]
    for side in (-1, 1):
        faces += [
            ((side, tumble, 0), (side * half, (low + high) / 2, 0)),
            ((side, 0.05, 0.8), (side * (half - r * 0.9), 0, front)),
            ((side, 0.05, -0.8), (side * (half - r * 0.8), 0, back)),
            ((side, 0.8, 0), (side * half, high - r * 0.4, 0)),
        ]
    return planes(*faces)


def wheels(make: Maker, width: float, radius: float, axles: tuple[float, ...]) -> None:
    """A pair of wheels at every axle."""
    for z in axles:
        for side in (-1, 1):
            make.ball(
                side * (width / 2 - 0.1),
                radius,
                z,
                (0.12, radius, radius),
                Stuff.WHEEL,
                rgb(26, 26, 27),
                rgb(140, 142, 146),
                traits=(radius,),
            )
