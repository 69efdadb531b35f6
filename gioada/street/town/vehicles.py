"""Cars, vans, lorries and buses as convex bodies; sizes in metres, heading along z."""

from __future__ import annotations

import numpy as np

from gioada.street.town.stage import Colour, Maker, Place, Rng, Stage, Stuff, pick, rgb

CAR, TRUCK, BUS = 26, 27, 28
PAINTS = ((176, 178, 182), (150, 153, 158), (120, 124, 130), (34, 36, 40), (24, 24, 28),
          (226, 226, 224), (238, 238, 238), (70, 74, 80), (28, 38, 70), (36, 58, 110),
          (120, 22, 26), (160, 30, 30), (92, 20, 30), (30, 60, 50), (160, 150, 128),
          (52, 92, 140), (190, 192, 196), (40, 44, 50))  # fmt: skip
LOUD = ((200, 40, 30), (220, 160, 30), (40, 120, 70), (30, 90, 180), (220, 200, 40), (110, 60, 130))
BUSES = ((190, 30, 36), (224, 222, 214), (40, 90, 160), (30, 60, 110), (230, 160, 40),
         (60, 120, 70), (120, 160, 200), (210, 210, 206))  # fmt: skip
CARGO = ((222, 222, 220), (200, 198, 190), (150, 40, 36), (50, 80, 130), (190, 170, 120),
         (90, 94, 98), (60, 110, 80), (230, 190, 60))  # fmt: skip
GLASS = rgb(22, 26, 30)


def planes(*faces: tuple[tuple[float, float, float], tuple[float, float, float]]) -> np.ndarray:
    """Planes (normal, offset) from pairs of a normal, of any length, and a point."""
    found = []
    for normal, point in faces:
        n = np.array(normal, float)
        n /= np.linalg.norm(n)
        found.append((*n, float(n @ np.array(point))))
    return np.array(found)


def box(width: float, low: float, high: float, back: float, front: float, *, round_: float = 0.2,
        tumble: float = 0.06, nose: float = 0.1, tail: float = 0.06) -> np.ndarray:  # fmt: skip
    """A rounded box about the origin: sides that lean in, and cut corners and edges.

    low, high: y of bottom and top; back, front: z; round_: metres cut off corners; tumble,
    nose, tail: how far the sides, the front and the back lean.
    """
    half, r = width / 2, round_
    faces = [((0, -1, 0), (0, low, 0)), ((0, 1, 0), (0, high, 0)),
             ((0, nose, 1), (0, (low + high) / 2, front)), ((0, tail, -1), (0, (low + high) / 2, back)),
             ((0, 1, 1), (0, high, front - r)), ((0, 1, -1), (0, high, back + r)),
             ((0, -1, 1.4), (0, low, front - r * 0.7)), ((0, -1, -1.4), (0, low, back + r * 0.7))]  # fmt: skip
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
            make.ball(side * (width / 2 - 0.1), radius, z, (0.12, radius, radius), Stuff.WHEEL,
                      rgb(26, 26, 27), rgb(140, 142, 146), traits=(radius,))  # fmt: skip


def car(stage: Stage, rng: Rng, place: Place, *, braking: bool = False) -> None:
    """A hatchback, saloon, estate, off-roader or people carrier."""
    make = Maker(stage=stage, place=place, label=CAR)
    kind = int(rng.choice(5, p=(0.4, 0.22, 0.17, 0.11, 0.1)))
    length = (rng.uniform(3.55, 4.2), rng.uniform(4.3, 4.75), rng.uniform(4.3, 4.75),
              rng.uniform(4.3, 4.7), rng.uniform(4.2, 4.6))[kind]  # fmt: skip
    width = rng.uniform(1.62, 1.84) + (0.06 if kind == 3 else 0)
    tall = (rng.uniform(1.38, 1.5), rng.uniform(1.38, 1.45), rng.uniform(1.42, 1.5),
            rng.uniform(1.68, 1.84), rng.uniform(1.58, 1.7))[kind]  # fmt: skip
    waist = tall * rng.uniform(0.595, 0.65)
    end = length / 2
    paint = pick(rng, LOUD if rng.random() < 0.08 else PAINTS, 0.12)
    hood = end - length * rng.uniform(0.24, 0.3) * (0.8 if kind == 4 else 1.0)
    rear = (-end + 0.12, -end + length * 0.2, -end + 0.1, -end + 0.08, -end + 0.1)[kind]
    lean = (0.62, 0.95, 0.35, 0.16, 0.3)[kind] * rng.uniform(0.8, 1.25)
    slope = rng.uniform(0.1, 0.16)
    body = box(width, 0.2, waist, -end, end, round_=rng.uniform(0.14, 0.26), nose=0.28, tail=0.1,
               tumble=0.1)  # fmt: skip
    bonnet = planes(((0, 1, slope), (0, waist, hood - 0.1)))
    if kind == 1:
        bonnet = np.concatenate([bonnet, planes(((0, 1, -0.06), (0, waist, rear)))])
    middle = (0.0, 0.0, 0.0)
    half = (width / 2 + 0.03, tall, end + 0.08)
    seed = rng.random()
    traits = (end, width / 2, 0.31 + 0.03 * (kind == 3), length * 0.31, seed, float(braking),
              waist, float(rng.random() < 0.25))  # fmt: skip
    make.hull(*middle, np.concatenate([body, bonnet]), half, Stuff.CAR_BODY, paint, GLASS,
              traits=traits)  # fmt: skip
    screen = rng.uniform(1.0, 1.5) * (0.75 if kind in (3, 4) else 1.0)
    w = width * 0.475
    cabin = planes(
        ((0, -1, 0), (0, waist - 0.06, 0)), ((0, 1, 0.03), (0, tall, 0)),
        ((0, screen, 1), (0, waist, hood + 0.02)), ((0, lean, -1), (0, waist, rear)),
        ((1, 0.32, 0), (w, waist, 0)), ((-1, 0.32, 0), (-w, waist, 0)),
        ((0, 1, 0.5), (0, tall - 0.03, hood - (tall - waist) * screen - 0.05)),
        ((0, 1, -0.45), (0, tall - 0.03, rear + (tall - waist) * lean + 0.1)),
        ((1, 0.9, 0), (w - 0.14, tall - 0.02, 0)), ((-1, 0.9, 0), (-w + 0.14, tall - 0.02, 0)),
        ((1, 0.5, 0.7), (w - 0.06, waist, hood - 0.05)), ((-1, 0.5, 0.7), (-w + 0.06, waist, hood - 0.05)),
        ((1, 0.3, -0.7), (w - 0.05, waist, rear + 0.03)), ((-1, 0.3, -0.7), (-w + 0.05, waist, rear + 0.03)),
    )  # fmt: skip
    make.hull(*middle, cabin, half, Stuff.CAR_CABIN, paint, GLASS,
              traits=(tall, waist, seed, (hood + rear) / 2 - 0.1))  # fmt: skip
    for side in (-1, 1):
        make.ball(side * (w + 0.12), waist + 0.05, hood - 0.35, (0.1, 0.07, 0.06), Stuff.PLAIN,
                  paint if seed < 0.6 else rgb(30, 30, 32))  # fmt: skip
    wheels(make, width, 0.31 + 0.03 * (kind == 3), (-length * 0.31, length * 0.31))
    make.shade(width / 2 + 0.02, end + 0.02, 0.95)


def van(stage: Stage, rng: Rng, place: Place, *, braking: bool = False) -> None:
    """A delivery van or a minibus."""
    make = Maker(stage=stage, place=place, label=CAR)
    length, width, tall = rng.uniform(4.4, 5.8), rng.uniform(1.8, 2.0), rng.uniform(1.85, 2.5)
    end = length / 2
    paint = pick(rng, PAINTS if rng.random() < 0.4 else ((236, 236, 234), (226, 226, 226)), 0.1)
    shape = box(width, 0.25, tall, -end, end, round_=0.16, nose=0.12, tail=0.03, tumble=0.05)
    hood = planes(
        ((0, 0.9, 1), (0, tall * 0.52, end - 0.25)), ((0, 1, 0.3), (0, tall * 0.56, end - 0.5))
    )
    keep = planes(((0, 0.75, 1), (0, tall * 0.55, end - 0.55)))
    make.hull(0, 0, 0, np.concatenate([shape, hood[:1] if rng.random() < 0.4 else keep]),
              (width / 2 + 0.06, tall + 0.05, end + 0.1), Stuff.VAN, paint, GLASS,
              traits=(end, width / 2, 0.33, length * 0.31, rng.random(), float(braking), tall,
                      float(rng.random() < 0.2)))  # fmt: skip
    wheels(make, width, 0.33, (-length * 0.31, length * 0.31))
    make.shade(width / 2, end, 0.95)


def lorry(stage: Stage, rng: Rng, place: Place) -> None:
    """A lorry with a box, a tarpaulin or a tank."""
    make = Maker(stage=stage, place=place, label=TRUCK)
    width, long, high = rng.uniform(2.2, 2.5), rng.uniform(4.5, 9.0), rng.uniform(2.1, 2.8)
    front = long / 2 + 1.1
    cab, cargo = pick(rng, (*PAINTS, *LOUD)), pick(rng, CARGO)
    dark = rgb(28, 28, 30)
    make.block(0, 0.5, 0.3, (width * 0.8, 0.45, long + 2.0), Stuff.PLAIN, dark)
    if rng.random() < 0.15:
        tank = box(
            width * 0.96, 0.95, 3.0, -long / 2 - 0.2, long / 2 - 0.2, round_=0.5, tumble=0.15
        )
        make.hull(0, 0, 0, tank, (width / 2 + 0.2, 3.1, long / 2 + 0.4), Stuff.METAL,
                  pick(rng, ((200, 200, 198), (150, 152, 156), (60, 90, 120))))  # fmt: skip
    else:
        make.block(0, 0.95, -0.2, (width, high, long), Stuff.BOARD, cargo, pick(rng, LOUD),
                   traits=(rng.random(),))  # fmt: skip
    tall = rng.uniform(2.2, 2.7)
    shape = box(width * 0.98, -tall / 2, tall / 2, -0.95, 0.95, round_=0.16, nose=0.05, tumble=0.02)
    make.hull(0, 0.4 + tall / 2, front, shape, (width / 2 + 0.05, tall / 2 + 0.05, 1.1), Stuff.BUS,
              cab, GLASS, traits=(0.95, width / 2, 9, 1.05, rng.random(), 1.0, 0.62))  # fmt: skip
    for side in (-1, 1):
        make.block(side * width * 0.38, 0.6, -long / 2 - 0.3, (0.32, 0.16, 0.1), Stuff.GLOW,
                   rgb(150, 20, 20))  # fmt: skip
        make.block(side * width * 0.38, 0.65, front + 0.95, (0.32, 0.2, 0.1), Stuff.PLAIN,
                   rgb(210, 210, 204))  # fmt: skip
    make.block(0, 0.45, -long / 2 - 0.25, (width * 0.9, 0.14, 0.1), Stuff.STRIPES, rgb(200, 40, 30),
               rgb(220, 200, 60))  # fmt: skip
    wheels(make, width, 0.48, (-0.36 * long, -0.36 * long + 1.1, front))
    make.shade(width / 2, long / 2 + 1.8, 0.95)


def bus(stage: Stage, rng: Rng, place: Place) -> None:
    """A bus of one deck or two, or a coach."""
    make = Maker(stage=stage, place=place, label=BUS)
    double = rng.random() < 0.4
    width, long = rng.uniform(2.45, 2.55), rng.uniform(9.5, 12)
    high = rng.uniform(4.1, 4.4) if double else rng.uniform(2.9, 3.3)
    shape = box(
        width, 0.3, high, -long / 2, long / 2, round_=0.22, nose=0.03, tail=0.02, tumble=0.02
    )
    paint, second = pick(rng, BUSES), pick(rng, BUSES)
    make.hull(0, 0, 0, shape, (width / 2 + 0.1, high + 0.1, long / 2 + 0.2), Stuff.BUS, paint, second,
              traits=(long / 2, width / 2, high, 2.0 if double else 1.0, rng.random(), 0.0,
                      rng.uniform(0.42, 0.55), float(rng.random() < 0.5)))  # fmt: skip
    wheels(make, width, 0.48, (-0.28 * long, 0.32 * long))
    make.shade(width / 2, long / 2, 0.95)


def vehicle(stage: Stage, rng: Rng, place: Place, *, heavy: float = 0.05) -> float:
    """Any vehicle; returns its half length."""
    draw = rng.random()
    if draw < heavy:
        (bus if rng.random() < 0.5 else lorry)(stage, rng, place)
        return 6.5
    if draw < heavy + 0.13:
        van(stage, rng, place, braking=bool(rng.random() < 0.3))
        return 2.9
    car(stage, rng, place, braking=bool(rng.random() < 0.3))
    return 2.4


def bonnet(
    stage: Stage, rng: Rng, colour: Colour, x: float, y: float, z: float, yaw: float
) -> None:
    """The bonnet of the car that carries the camera."""
    make = Maker(stage=stage, place=Place(x=x, z=z, yaw=yaw), label=1)
    make.ball(rng.uniform(-0.3, 0.3), y - rng.uniform(0.85, 1.0), 1.3, (1.0, 0.28, 1.1),
              Stuff.PLAIN, colour)  # fmt: skip
