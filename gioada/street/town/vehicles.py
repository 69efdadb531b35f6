"""Cars, vans, lorries and buses as convex bodies on wheels; sizes in metres, heading along z."""

from __future__ import annotations

import numpy as np

from gioada.street.scene import BUS, CAR, TRUCK, Place, Rng, palette
from gioada.street.town.stage import Colour, Maker, Stage, Stuff, pick, rgb

PAINTS = palette(
    "b0b2b6 96999e 787c82 222428 18181c e2e2e0 eeeeee 464a50 1c2646 243a6e 78161a a01e1e "
    "5c141e 1e3c32 a09680 345c8c bec0c4 282c32"
)
LOUD = palette("c8281e dca01e 287846 1e5ab4 dcc828 6e3c82")
BUSES = palette("be1e24 e0ded6 285aa0 1e3c6e e6a028 3c7846 78a0c8 d2d2ce")
CARGO = palette("dededc c8c6be 962824 325082 beaa78 5a5e62 3c6e50 e6be3c")
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
    tyre, rim, half = rgb(26, 26, 27), rgb(140, 142, 146), (0.12, radius, radius)
    for z in axles:
        for side in (-1, 1):
            x = side * (width / 2 - 0.1)
            make.ball(x, radius, z, half, Stuff.WHEEL, tyre, rim, traits=(radius,))


def car(stage: Stage, rng: Rng, place: Place, *, braking: bool = False) -> None:
    """A hatchback, saloon, estate, off-roader or people carrier."""
    make = Maker(stage=stage, place=place, label=CAR)
    kind = int(rng.choice(5, p=(0.4, 0.22, 0.17, 0.11, 0.1)))
    lengths = ((3.55, 4.2), (4.3, 4.75), (4.3, 4.75), (4.3, 4.7), (4.2, 4.6))
    heights = ((1.38, 1.5), (1.38, 1.45), (1.42, 1.5), (1.68, 1.84), (1.58, 1.7))
    length = [rng.uniform(*limits) for limits in lengths][kind]
    width = rng.uniform(1.62, 1.84) + (0.06 if kind == 3 else 0)
    tall = [rng.uniform(*limits) for limits in heights][kind]
    waist = tall * rng.uniform(0.595, 0.65)
    end = length / 2
    paint = pick(rng, LOUD if rng.random() < 0.08 else PAINTS, 0.12)
    hood = end - length * rng.uniform(0.24, 0.3) * (0.8 if kind == 4 else 1.0)
    rear = (-end + 0.12, -end + length * 0.2, -end + 0.1, -end + 0.08, -end + 0.1)[kind]
    lean = (0.62, 0.95, 0.35, 0.16, 0.3)[kind] * rng.uniform(0.8, 1.25)
    slope = rng.uniform(0.1, 0.16)
    round_ = rng.uniform(0.14, 0.26)
    body = box(width, 0.2, waist, -end, end, round_=round_, nose=0.28, tail=0.1, tumble=0.1)
    bonnet = planes(((0, 1, slope), (0, waist, hood - 0.1)))
    if kind == 1:
        bonnet = np.concatenate([bonnet, planes(((0, 1, -0.06), (0, waist, rear)))])
    half = (width / 2 + 0.03, tall, end + 0.08)
    seed = rng.random()
    radius, axle = 0.31 + 0.03 * (kind == 3), length * 0.31
    traits = (end, width / 2, radius, axle, seed, float(braking), waist, float(rng.random() < 0.25))
    shell = np.concatenate([body, bonnet])
    make.hull(0, 0, 0, shell, half, Stuff.CAR_BODY, paint, GLASS, traits=traits)
    screen = rng.uniform(1.0, 1.5) * (0.75 if kind in (3, 4) else 1.0)
    w = width * 0.475
    cabin = planes(
        ((0, -1, 0), (0, waist - 0.06, 0)),
        ((0, 1, 0.03), (0, tall, 0)),
        ((0, screen, 1), (0, waist, hood + 0.02)),
        ((0, lean, -1), (0, waist, rear)),
        ((1, 0.32, 0), (w, waist, 0)),
        ((-1, 0.32, 0), (-w, waist, 0)),
        ((0, 1, 0.5), (0, tall - 0.03, hood - (tall - waist) * screen - 0.05)),
        ((0, 1, -0.45), (0, tall - 0.03, rear + (tall - waist) * lean + 0.1)),
        ((1, 0.9, 0), (w - 0.14, tall - 0.02, 0)),
        ((-1, 0.9, 0), (-w + 0.14, tall - 0.02, 0)),
        ((1, 0.5, 0.7), (w - 0.06, waist, hood - 0.05)),
        ((-1, 0.5, 0.7), (-w + 0.06, waist, hood - 0.05)),
        ((1, 0.3, -0.7), (w - 0.05, waist, rear + 0.03)),
        ((-1, 0.3, -0.7), (-w + 0.05, waist, rear + 0.03)),
    )
    traits = (tall, waist, seed, (hood + rear) / 2 - 0.1)
    make.hull(0, 0, 0, cabin, half, Stuff.CAR_CABIN, paint, GLASS, traits=traits)
    mirror = paint if seed < 0.6 else rgb(30, 30, 32)
    for side in (-1, 1):
        x = side * (w + 0.12)
        make.ball(x, waist + 0.05, hood - 0.35, (0.1, 0.07, 0.06), Stuff.PLAIN, mirror)
    wheels(make, width, radius, (-length * 0.31, length * 0.31))
    make.shade(width / 2 + 0.02, end + 0.02, 0.95)


def van(stage: Stage, rng: Rng, place: Place, *, braking: bool = False) -> None:
    """A delivery van or a minibus."""
    make = Maker(stage=stage, place=place, label=CAR)
    length, width, tall = rng.uniform(4.4, 5.8), rng.uniform(1.8, 2.0), rng.uniform(1.85, 2.5)
    end = length / 2
    paint = pick(rng, PAINTS if rng.random() < 0.4 else palette("ececea e2e2e2"), 0.1)
    shape = box(width, 0.25, tall, -end, end, round_=0.16, nose=0.12, tail=0.03, tumble=0.05)
    hood = planes(((0, 0.9, 1), (0, tall * 0.52, end - 0.25)))
    keep = planes(((0, 0.75, 1), (0, tall * 0.55, end - 0.55)))
    shape = np.concatenate([shape, hood if rng.random() < 0.4 else keep])
    half = (width / 2 + 0.06, tall + 0.05, end + 0.1)
    traits = (end, width / 2, 0.33, length * 0.31, rng.random(), float(braking), tall)
    traits = (*traits, float(rng.random() < 0.2))
    make.hull(0, 0, 0, shape, half, Stuff.VAN, paint, GLASS, traits=traits)
    wheels(make, width, 0.33, (-length * 0.31, length * 0.31))
    make.shade(width / 2, end, 0.95)


def lorry(stage: Stage, rng: Rng, place: Place) -> None:
    """A lorry with a box, a tarpaulin or a tank."""
    make = Maker(stage=stage, place=place, label=TRUCK)
    width, long, high = rng.uniform(2.2, 2.5), rng.uniform(4.5, 9.0), rng.uniform(2.1, 2.8)
    front, back = long / 2 + 1.1, -long / 2
    cab, cargo = pick(rng, (*PAINTS, *LOUD)), pick(rng, CARGO)
    make.block(0, 0.5, 0.3, (width * 0.8, 0.45, long + 2.0), Stuff.PLAIN, rgb(28, 28, 30))
    if rng.random() < 0.15:
        tank = box(width * 0.96, 0.95, 3.0, back - 0.2, -back - 0.2, round_=0.5, tumble=0.15)
        half = (width / 2 + 0.2, 3.1, long / 2 + 0.4)
        steel = pick(rng, palette("c8c8c6 96989c 3c5a78"))
        make.hull(0, 0, 0, tank, half, Stuff.METAL, steel)
    else:
        size, loud = (width, high, long), pick(rng, LOUD)
        make.block(0, 0.95, -0.2, size, Stuff.BOARD, cargo, loud, traits=(rng.random(),))
    tall = rng.uniform(2.2, 2.7)
    shape = box(width * 0.98, -tall / 2, tall / 2, -0.95, 0.95, round_=0.16, nose=0.05, tumble=0.02)
    half = (width / 2 + 0.05, tall / 2 + 0.05, 1.1)
    traits = (0.95, width / 2, 9, 1.05, rng.random(), 1.0, 0.62)
    make.hull(0, 0.4 + tall / 2, front, shape, half, Stuff.BUS, cab, GLASS, traits=traits)
    for side in (-1, 1):
        x = side * width * 0.38
        make.block(x, 0.6, back - 0.3, (0.32, 0.16, 0.1), Stuff.GLOW, rgb(150, 20, 20))
        make.block(x, 0.65, front + 0.95, (0.32, 0.2, 0.1), Stuff.PLAIN, rgb(210, 210, 204))
    red, yellow = rgb(200, 40, 30), rgb(220, 200, 60)
    make.block(0, 0.45, back - 0.25, (width * 0.9, 0.14, 0.1), Stuff.STRIPES, red, yellow)
    wheels(make, width, 0.48, (-0.36 * long, -0.36 * long + 1.1, front))
    make.shade(width / 2, long / 2 + 1.8, 0.95)


def bus(stage: Stage, rng: Rng, place: Place) -> None:
    """A bus of one deck or two, or a coach."""
    make = Maker(stage=stage, place=place, label=BUS)
    double = rng.random() < 0.4
    width, long = rng.uniform(2.45, 2.55), rng.uniform(9.5, 12)
    high, end = rng.uniform(4.1, 4.4) if double else rng.uniform(2.9, 3.3), long / 2
    shape = box(width, 0.3, high, -end, end, round_=0.22, nose=0.03, tail=0.02, tumble=0.02)
    paint, second = pick(rng, BUSES), pick(rng, BUSES)
    half = (width / 2 + 0.1, high + 0.1, long / 2 + 0.2)
    traits = (end, width / 2, high, 2.0 if double else 1.0, rng.random(), 0.0)
    traits = (*traits, rng.uniform(0.42, 0.55), float(rng.random() < 0.5))
    make.hull(0, 0, 0, shape, half, Stuff.BUS, paint, second, traits=traits)
    wheels(make, width, 0.48, (-0.28 * long, 0.32 * long))
    make.shade(width / 2, long / 2, 0.95)


def vehicle(stage: Stage, rng: Rng, place: Place, *, heavy: float = 0.05) -> float:
    """Any vehicle; returns its half length."""
    draw = rng.random()
    if draw < heavy:
        (bus if rng.random() < 0.5 else lorry)(stage, rng, place)
        return 6.5
    light, half = (van, 2.9) if draw < heavy + 0.13 else (car, 2.4)
    light(stage, rng, place, braking=bool(rng.random() < 0.3))
    return half


def bonnet(
    stage: Stage, rng: Rng, colour: Colour, x: float, y: float, z: float, yaw: float
) -> None:
    """The bonnet of the car that carries the camera."""
    make = Maker(stage=stage, place=Place(x=x, z=z, yaw=yaw), label=1)
    aside, under = rng.uniform(-0.3, 0.3), y - rng.uniform(0.85, 1.0)
    make.ball(aside, under, 1.3, (1.0, 0.28, 1.1), Stuff.PLAIN, colour)
