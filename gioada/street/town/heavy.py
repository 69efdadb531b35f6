"""Lorries and buses; sizes in metres, heading along z."""

from __future__ import annotations

from gioada.street.town.bodies import GLASS, LOUD, PAINTS, box, wheels
from gioada.street.town.maker import Maker, pick, rgb
from gioada.street.town.stage import Place, Rng, Stage, Stuff

TRUCK, BUS = 27, 28
BUSES = (
    (190, 30, 36),
    (224, 222, 214),
    (40, 90, 160),
    (30, 60, 110),
    (230, 160, 40),
    (60, 120, 70),
    (120, 160, 200),
    (210, 210, 206),
)
CARGO = (
    (222, 222, 220),
    (200, 198, 190),
    (150, 40, 36),
    (50, 80, 130),
    (190, 170, 120),
    (90, 94, 98),
    (60, 110, 80),
    (230, 190, 60),
)


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
        make.hull(
            0,
            0,
            0,
            tank,
            (width / 2 + 0.2, 3.1, long / 2 + 0.4),
            Stuff.METAL,
            pick(rng, ((200, 200, 198), (150, 152, 156), (60, 90, 120))),
        )
    else:
        make.block(
            0,
            0.95,
            -0.2,
            (width, high, long),
            Stuff.BOARD,
            cargo,
            pick(rng, LOUD),
            traits=(rng.random(),),
        )
    tall = rng.uniform(2.2, 2.7)
    shape = box(width * 0.98, -tall / 2, tall / 2, -0.95, 0.95, round_=0.16, nose=0.05, tumble=0.02)
    make.hull(
        0,
        0.4 + tall / 2,
        front,
        shape,
        (width / 2 + 0.05, tall / 2 + 0.05, 1.1),
        Stuff.BUS,
        cab,
        GLASS,
        traits=(0.95, width / 2, 9, 1.05, rng.random(), 1.0, 0.62),
    )
    for side in (-1, 1):
        make.block(
            side * width * 0.38,
            0.6,
            -long / 2 - 0.3,
            (0.32, 0.16, 0.1),
            Stuff.GLOW,
            rgb(150, 20, 20),
        )
        make.block(
            side * width * 0.38,
            0.65,
            front + 0.95,
            (0.32, 0.2, 0.1),
            Stuff.PLAIN,
            rgb(210, 210, 204),
        )
    make.block(
        0,
        0.45,
        -long / 2 - 0.25,
        (width * 0.9, 0.14, 0.1),
        Stuff.STRIPES,
        rgb(200, 40, 30),
        rgb(220, 200, 60),
    )
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
    make.hull(
        0,
        0,
        0,
        shape,
        (width / 2 + 0.1, high + 0.1, long / 2 + 0.2),
        Stuff.BUS,
        paint,
        second,
        traits=(
            long / 2,
            width / 2,
            high,
            2.0 if double else 1.0,
            rng.random(),
            0.0,
            rng.uniform(0.42, 0.55),
            float(rng.random() < 0.5),
        ),
    )
    wheels(make, width, 0.48, (-0.28 * long, 0.32 * long))
    make.shade(width / 2, long / 2, 0.95)
