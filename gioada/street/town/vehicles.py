"""Cars, vans, lorries and buses as convex bodies; sizes in metres, heading along z."""

from __future__ import annotations

import numpy as np

from gioada.street.town.bodies import GLASS, LOUD, PAINTS, box, planes, wheels
from gioada.street.town.heavy import bus, lorry
from gioada.street.town.maker import Maker, pick, rgb
from gioada.street.town.stage import Colour, Place, Rng, Stage, Stuff

CAR = 26


def car(stage: Stage, rng: Rng, place: Place, *, braking: bool = False) -> None:
    """A hatchback, saloon, estate, off-roader or people carrier."""
    make = Maker(stage=stage, place=place, label=CAR)
    kind = int(rng.choice(5, p=(0.4, 0.22, 0.17, 0.11, 0.1)))
    length = (
        rng.uniform(3.55, 4.2),
        rng.uniform(4.3, 4.75),
        rng.uniform(4.3, 4.75),
        rng.uniform(4.3, 4.7),
        rng.uniform(4.2, 4.6),
    )[kind]
    width = rng.uniform(1.62, 1.84) + (0.06 if kind == 3 else 0)
    tall = (
        rng.uniform(1.38, 1.5),
        rng.uniform(1.38, 1.45),
        rng.uniform(1.42, 1.5),
        rng.uniform(1.68, 1.84),
        rng.uniform(1.58, 1.7),
    )[kind]
    waist = tall * rng.uniform(0.595, 0.65)
    end = length / 2
    paint = pick(rng, LOUD if rng.random() < 0.08 else PAINTS, 0.12)
    hood = end - length * rng.uniform(0.24, 0.3) * (0.8 if kind == 4 else 1.0)
    rear = (-end + 0.12, -end + length * 0.2, -end + 0.1, -end + 0.08, -end + 0.1)[kind]
    lean = (0.62, 0.95, 0.35, 0.16, 0.3)[kind] * rng.uniform(0.8, 1.25)
    slope = rng.uniform(0.1, 0.16)
    body = box(
        width,
        0.2,
        waist,
        -end,
        end,
        round_=rng.uniform(0.14, 0.26),
        nose=0.28,
        tail=0.1,
        tumble=0.1,
    )
    bonnet = planes(((0, 1, slope), (0, waist, hood - 0.1)))
    if kind == 1:
        bonnet = np.concatenate([bonnet, planes(((0, 1, -0.06), (0, waist, rear)))])
    middle = (0.0, 0.0, 0.0)
    half = (width / 2 + 0.03, tall, end + 0.08)
    seed = rng.random()
    traits = (
        end,
        width / 2,
        0.31 + 0.03 * (kind == 3),
        length * 0.31,
        seed,
        float(braking),
        waist,
        float(rng.random() < 0.25),
    )
    make.hull(
        *middle, np.concatenate([body, bonnet]), half, Stuff.CAR_BODY, paint, GLASS, traits=traits
    )
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
    make.hull(
        *middle,
        cabin,
        half,
        Stuff.CAR_CABIN,
        paint,
        GLASS,
        traits=(tall, waist, seed, (hood + rear) / 2 - 0.1),
    )
    for side in (-1, 1):
        make.ball(
            side * (w + 0.12),
            waist + 0.05,
            hood - 0.35,
            (0.1, 0.07, 0.06),
            Stuff.PLAIN,
            paint if seed < 0.6 else rgb(30, 30, 32),
        )
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
    make.hull(
        0,
        0,
        0,
        np.concatenate([shape, hood[:1] if rng.random() < 0.4 else keep]),
        (width / 2 + 0.06, tall + 0.05, end + 0.1),
        Stuff.VAN,
        paint,
        GLASS,
        traits=(
            end,
            width / 2,
            0.33,
            length * 0.31,
            rng.random(),
            float(braking),
            tall,
            float(rng.random() < 0.2),
        ),
    )
    wheels(make, width, 0.33, (-length * 0.31, length * 0.31))
    make.shade(width / 2, end, 0.95)


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
    make.ball(
        rng.uniform(-0.3, 0.3),
        y - rng.uniform(0.85, 1.0),
        1.3,
        (1.0, 0.28, 1.1),
        Stuff.PLAIN,
        colour,
    )
