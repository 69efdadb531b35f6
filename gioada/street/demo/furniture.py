"""What stands beside a road: lamps, lights, signs, trees, walls and fences; sizes in metres."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gioada.street import scene as ids
from gioada.street.demo.objects import maker
from gioada.street.scene import Material, Place, Primitive, Rng

M = Material


def lamp(rng: Rng, place: Place, side: int) -> list[Primitive]:
    """A street lamp; side -1 or 1 says at which side of the road it stands."""
    make = maker(rng, place, ids.POLE)
    high, arm = rng.uniform(6, 9), rng.uniform(1.2, 2.2)
    return [
        make.post(0, 0, 0, 0.15, high, M.METAL, 0.6),
        make.post(0, 0, 0, 0.2, 0.9, M.METAL),
        make.block(-side * arm / 2, high - 0.15, 0, (arm, 0.12, 0.12), M.METAL),
        make.block(-side * arm, high - 0.22, 0, (0.8, 0.18, 0.3), M.METAL),
    ]


def line_pole(rng: Rng, place: Place) -> list[Primitive]:
    """A pole that carries wires."""
    make = maker(rng, place, ids.POLE)
    high = rng.uniform(7, 9)
    return [
        make.post(0, 0, 0, 0.17, high, M.METAL, 0.7),
        make.block(0, high - 0.8, 0, (1.8, 0.14, 0.14), M.METAL),
    ]


def light_box(rng: Rng, place: Place, bottom: float, x: float = 0.0) -> list[Primitive]:
    """Three lamps in a box; the box faces backwards, towards traffic that heads along yaw."""
    make = maker(rng, place, ids.LIGHT)
    red = rng.random() < 0.5
    lamps = (M.LAMP_OFF if red else M.LAMP_GREEN, M.LAMP_OFF, M.LAMP_RED if red else M.LAMP_OFF)
    parts = [make.block(x, bottom, 0, (0.46, 1.2, 0.3), M.LIGHT_BOX)]
    parts += [
        make.ball(x, bottom + 0.22 + 0.38 * n, -0.13, (0.15, 0.15, 0.1), material)
        for n, material in enumerate(lamps)
    ]
    return parts


def traffic_light(rng: Rng, place: Place, reach: float = 0.0) -> list[Primitive]:
    """A traffic light on a pole; with reach, a second one on an arm that long over the road.

    reach: metres towards positive x of the place, negative for the other side.
    """
    make = maker(rng, place, ids.POLE)
    parts = [
        make.post(0, 0, 0, 0.11, 6.2 if reach else 3.6, M.METAL),
        *light_box(rng, place, 2.45, 0.0),
    ]
    if reach:
        parts.append(make.block(reach / 2, 5.9, 0, (abs(reach), 0.15, 0.15), M.METAL))
        parts += light_box(rng, place, 5.0, reach)
    # The box hangs before the pole, seen from the traffic that it is for.
    return [part if part.label == ids.POLE else shifted(part, place, -0.24) for part in parts]


def shifted(part: Primitive, place: Place, z: float) -> Primitive:
    """The same primitive moved along the heading of its place."""
    x, y, ahead = part.centre
    return replace(part, centre=(x + np.sin(place.yaw) * z, y, ahead + np.cos(place.yaw) * z))


def sign(rng: Rng, place: Place) -> list[Primitive]:
    """A traffic sign: a disc, a triangle or a plate, sometimes two."""
    pole, plate = maker(rng, place, ids.POLE), maker(rng, place, ids.SIGN)
    high = rng.uniform(2.1, 2.5)
    form, half = int(rng.integers(3)), rng.uniform(0.36, 0.45)
    parts = [pole.post(0, 0, 0, 0.07, high + 0.8, M.METAL)]
    if form == 0:
        parts += [
            plate.ball(0, high + half, -0.1, (half, half, 0.03), M.SIGN_RIM),
            plate.ball(0, high + half, -0.14, (half * 0.74, half * 0.74, 0.02), M.SIGN_FACE),
        ]
    elif form == 1:
        parts += [
            plate.block(0, high, -0.1, (2.3 * half, 2 * half, 0.04), M.SIGN_RIM, (0.02, 1)),
            plate.block(
                0, high + 0.12, -0.14, (1.4 * half, 1.2 * half, 0.02), M.SIGN_FACE, (0.02, 1)
            ),
        ]
    else:
        parts += [
            plate.block(0, high, -0.1, (2 * half, 2 * half, 0.04), M.SIGN_RIM),
            plate.block(0, high + 0.1, -0.14, (2 * half - 0.2, 2 * half - 0.2, 0.02), M.SIGN_FACE),
        ]
    if rng.random() < 0.3:
        parts.append(plate.block(0, high - 0.4, -0.1, (0.7, 0.32, 0.04), M.SIGN_FACE))
    return parts


def direction_board(rng: Rng, place: Place, side: int) -> list[Primitive]:
    """A large board with directions on two posts."""
    pole, plate = maker(rng, place, ids.POLE), maker(rng, place, ids.SIGN)
    width = rng.uniform(1.8, 2.8)
    return [
        pole.post(-width / 3, 0, 0, 0.09, 4.0, M.METAL),
        pole.post(width / 3, 0, 0, 0.09, 4.0, M.METAL),
        plate.block(0, 2.3, -0.14, (width, 1.5, 0.06), M.SIGN_FACE),
        plate.block(0, 3.2, -0.19, (width * 0.8, 0.2, 0.03), M.SIGN_RIM),
        plate.block(-side * 0.2, 2.7, -0.19, (width * 0.5, 0.2, 0.03), M.SIGN_RIM),
    ]


def tree(rng: Rng, place: Place, high: float) -> list[Primitive]:
    """A broad-leaved tree of height `high`."""
    make = maker(rng, place, ids.VEGETATION)
    trunk = high * rng.uniform(0.25, 0.4)
    wide = high * rng.uniform(0.2, 0.3)
    middle = (trunk + high) / 2
    parts = [make.post(0, 0, 0, 0.02 * high + 0.05, middle, M.BARK, 0.6)]
    for n in range(int(rng.integers(4, 8))):
        angle, out = rng.uniform(0, 2 * np.pi), (0.0 if n == 0 else rng.uniform(0.3, 0.8) * wide)
        size = 1.0 if n == 0 else rng.uniform(0.5, 0.8)
        y = middle if n == 0 else rng.uniform(trunk + 0.1 * high, high * 0.92)
        half = (wide * size, (high - trunk) * 0.5 * size, wide * size)
        parts.append(make.ball(out * np.cos(angle), y, out * np.sin(angle), half, M.LEAVES))
    return parts


def conifer(rng: Rng, place: Place, high: float) -> list[Primitive]:
    """A tree of three stacked cones."""
    make = maker(rng, place, ids.VEGETATION)
    wide = 0.2 * high
    return [
        make.post(0, 0, 0, 0.2, 0.2 * high, M.BARK),
        *(
            make.post(
                0, high * (0.12 + 0.27 * n), 0, wide * (1 - 0.25 * n), 0.45 * high, M.LEAVES, 0.03
            )
            for n in range(3)
        ),
    ]


def bush(rng: Rng, place: Place, wide: float) -> list[Primitive]:
    """A few round bushes."""
    make = maker(rng, place, ids.VEGETATION)
    return [
        make.ball(
            rng.uniform(-0.5, 0.5) * wide,
            0.3 * wide,
            rng.uniform(-0.8, 0.8) * wide,
            (wide * 0.6, wide * rng.uniform(0.4, 0.7), wide * 0.7),
            M.BUSH,
        )
        for _ in range(3)
    ]


def hedge(rng: Rng, place: Place, length: float) -> list[Primitive]:
    """A hedge along z."""
    make = maker(rng, place, ids.VEGETATION)
    return [make.block(0, 0, 0, (0.9, rng.uniform(1.0, 1.8), length), M.BUSH, (0.9, 0.98))]


def wall(rng: Rng, place: Place, length: float) -> list[Primitive]:
    """A wall along z with a coping."""
    make = maker(rng, place, ids.WALL)
    high = rng.uniform(1.0, 2.2)
    return [
        make.block(0, 0, 0, (0.3, high, length), M.WALL),
        make.block(0, high, 0, (0.4, 0.12, length), M.TRIM),
    ]


def fence(rng: Rng, place: Place, length: float) -> list[Primitive]:
    """A fence along z: posts with rails, or boards."""
    make = maker(rng, place, ids.FENCE)
    high = rng.uniform(1.0, 1.6)
    posts = [
        make.block(0, 0, -length / 2 + z, (0.12, high, 0.12), M.FENCE)
        for z in np.arange(0.1, length, 2.2)
    ]
    if rng.random() < 0.5:
        return [*posts, make.block(0, 0.1, 0, (0.06, high - 0.2, length), M.FENCE)]
    return posts + [
        make.block(0, level * high, 0, (0.06, 0.14, length), M.FENCE) for level in (0.2, 0.5, 0.82)
    ]
