"""Offices, sheds and churches; placed as other buildings are."""

from __future__ import annotations

import numpy as np

from gioada.street.town.faces import (
    ASHLAR,
    BANDS,
    BRICKS,
    FRAMES,
    PANELS,
    SHOPS,
    SLATES,
    STONES,
)
from gioada.street.town.maker import Maker, pick, rgb
from gioada.street.town.stage import Place, Rng, Stage, Stuff

BUILDING = 11


def office(stage: Stage, rng: Rng, place: Place, length: float, storeys: int) -> None:
    """A block with bands of windows or a wall of glass."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    depth, storey = rng.uniform(10, 18), rng.uniform(3.0, 3.8)
    high = storeys * storey + 0.8
    glass = rng.random() < 0.35
    traits = (
        rng.random(),
        storey,
        rng.uniform(1.2, 3.2),
        BANDS,
        rng.uniform(0.7, 1.0),
        rng.uniform(0.4, 0.62),
        float(rng.random() < 0.35),
        1.0,
    )
    stuff = Stuff.GLASS_FRONT if glass else Stuff.FACADE
    colour = pick(rng, PANELS if rng.random() < 0.6 else BRICKS)
    make.block(
        0, 0, depth / 2, (length, high, depth), stuff, colour, pick(rng, FRAMES), traits=traits
    )
    make.block(0, high, depth / 2, (length + 0.3, 0.35, depth + 0.3), Stuff.PLAIN, colour)
    stage.footprints.append((place.shifted(0, depth / 2), length / 2, depth / 2 + 0.4, 0.75))
    if rng.random() < 0.4:
        make.block(
            rng.uniform(-0.3, 0.3) * length,
            2.9,
            -1.2,
            (5, 0.3, 2.4),
            Stuff.PLAIN,
            pick(rng, PANELS),
        )


def shed(stage: Stage, rng: Rng, place: Place, length: float) -> None:
    """A supermarket or a warehouse: low, long, with a canopy."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    high, depth = rng.uniform(4.5, 8), rng.uniform(15, 25)
    colour = pick(rng, PANELS)
    make.block(
        0,
        0,
        depth / 2,
        (length, high, depth),
        Stuff.SHED,
        colour,
        pick(rng, SHOPS),
        traits=(rng.random(),),
    )
    make.block(
        0,
        0,
        -0.03,
        (length * 0.5, 3.0, 0.1),
        Stuff.GLASS_FRONT,
        colour,
        rgb(60, 60, 64),
        traits=(rng.random(), 3.0, 1.4),
    )
    make.block(
        0, high - 0.4, depth / 2, (length + 1.5, 0.5, depth + 1.5), Stuff.PLAIN, pick(rng, PANELS)
    )
    if rng.random() < 0.6:
        make.block(0, 3.2, -1.8, (length * 0.8, 0.3, 3.6), Stuff.PLAIN, (0.7, 0.7, 0.7))
        for x in np.arange(-length * 0.38, length * 0.4, 5):
            make.post(x, 0, -3.2, 0.1, 3.2, Stuff.METAL, (0.6, 0.6, 0.6))
    make.block(
        length * 0.15,
        high - 1.8,
        -0.1,
        (rng.uniform(3, 8), 1.2, 0.15),
        Stuff.BOARD,
        pick(rng, SHOPS),
    )


def church(stage: Stage, rng: Rng, place: Place) -> None:
    """A nave and a tower of stone."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    colour = pick(rng, STONES)
    tall = rng.uniform(14, 26)
    traits = (rng.random(), 6.0, 3.5, ASHLAR, 0.35, 0.7, 0, 1.0)
    make.block(0, 0, 10, (16, 9, 14), Stuff.FACADE, colour, colour, traits=traits)
    make.block(0, 9, 10, (16.5, 6, 15), Stuff.ROOF, pick(rng, SLATES), taper=(1.0, 0.02))
    make.block(9, 0, 6, (6, tall, 6), Stuff.FACADE, colour, colour, traits=traits)
    if rng.random() < 0.6:
        make.block(
            9,
            tall,
            6,
            (5.6, rng.uniform(4, 14), 5.6),
            Stuff.ROOF,
            pick(rng, SLATES),
            taper=(0.03, 0.03),
        )
    else:
        for x in (6.4, 11.6):
            make.block(x, tall, 3.4, (0.8, 2.4, 0.8), Stuff.STONE, colour, taper=(0.2, 0.2))
