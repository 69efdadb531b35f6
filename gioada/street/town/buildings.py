"""Terraces, shops, flats, offices, sheds and houses.

A building stands at a place of which z points away from the road: its front is at z = 0 and x
runs along the road.
"""

from __future__ import annotations

import numpy as np

from gioada.street.town.faces import (
    BANDS,
    BRICKS,
    PANELS,
    RENDER,
    SHOPS,
    Face,
)
from gioada.street.town.maker import Maker, pick, rgb
from gioada.street.town.stage import Place, Rng, Stage, Stuff

BUILDING, SIGN, VEGETATION = 11, 20, 21


def row(
    stage: Stage, rng: Rng, place: Place, length: float, look: Face, depth: float = 9.0
) -> None:
    """A building `length` metres long with its roof and what sticks out of it."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    high = look.storeys * look.storey + (0.5 if look.shop else 0.0) + (0.6 if not look.roof else 0)
    kind = 1.0 if look.shop else 0.0
    traits = (
        look.seed,
        look.storey,
        look.bay,
        look.walls,
        *look.window,
        kind,
        float(rng.random() < 0.3),
    )
    make.block(
        0, 0, depth / 2, (length, high, depth), Stuff.FACADE, look.colour, look.trim, traits=traits
    )
    stage.footprints.append((place.shifted(0, depth / 2), length / 2 + 0.4, depth / 2 + 0.5, 0.75))
    covering(make, rng, look, length, high, depth)
    if look.bays:
        oriels(make, rng, look, length, high)
    if look.shop:
        awnings(make, rng, length)
    elif rng.random() < 0.3:
        make.block(
            rng.uniform(-0.4, 0.4) * length, 2.4, -0.5, (1.6, 0.15, 1.0), Stuff.PLAIN, look.trim
        )
    relief(make, rng, look, length, high)


def relief(make: Maker, rng: Rng, look: Face, length: float, high: float) -> None:
    """String courses, rain pipes, balconies, ivy, alarm boxes: what breaks a front's plane."""
    draw = rng.random()
    if draw < 0.3:
        level = look.storey + (0.5 if look.shop else -0.1)
        make.block(0, level, -0.05, (length, 0.22, 0.16), Stuff.PLAIN, look.trim)
    elif draw < 0.4:
        make.block(0, high - 0.45, -0.12, (length, 0.4, 0.3), Stuff.PLAIN, look.trim)
    if rng.random() < 0.55:
        dark = rgb(40, 40, 42) if rng.random() < 0.6 else rgb(200, 200, 196)
        for x in (-length / 2 + 0.2, length / 2 - 0.2)[: int(rng.integers(1, 3))]:
            make.post(x, 0, -0.06, 0.06, high, Stuff.PLAIN, dark)
    if look.walls in (RENDER, BANDS) and look.storeys > 2 and rng.random() < 0.25:
        for level in range(1, look.storeys):
            for x in np.arange(-length / 2 + 2, length / 2 - 1, look.bay * 2):
                make.block(x, level * look.storey, -0.55, (2.2, 0.15, 1.1), Stuff.PLAIN, look.trim)
                make.block(
                    x, level * look.storey, -1.05, (2.2, 1.0, 0.06), Stuff.PLAIN, look.colour
                )
    if rng.random() < 0.05:
        wide = rng.uniform(2, min(length, 7) + 0.1)
        make.veil(
            rng.uniform(-0.3, 0.3) * length,
            0,
            -0.2,
            (wide, high * rng.uniform(0.4, 0.95)),
            ("bush", int(rng.integers(5))),
            pick(rng, ((50, 66, 34), (70, 80, 40), (104, 52, 34))),
            rgb(66, 58, 52),
            label=VEGETATION,
        )
    if rng.random() < 0.15:
        make.block(
            rng.uniform(-0.4, 0.4) * length,
            high * 0.7,
            -0.12,
            (0.35, 0.4, 0.2),
            Stuff.PLAIN,
            pick(rng, SHOPS),
        )


def covering(make: Maker, rng: Rng, look: Face, length: float, high: float, depth: float) -> None:
    """The roof with gutters, chimneys and dormers, or a parapet."""
    if not look.roof:
        make.block(0, high, depth / 2, (length + 0.2, 0.3, depth + 0.2), Stuff.PLAIN, look.trim)
        if rng.random() < 0.4:
            make.block(
                rng.uniform(-0.3, 0.3) * length,
                high,
                depth / 2,
                (length * 0.25, rng.uniform(1.2, 2.6), depth * 0.4),
                Stuff.SHED,
                pick(rng, PANELS),
            )
        return
    gable = rng.random() < 0.15 and length < 14
    taper = (0.02, 1.0) if gable else ((0.55 if look.hipped else 1.0), 0.02)
    make.block(
        0,
        high,
        depth / 2,
        (length + 0.3, look.roof, depth + 0.9),
        Stuff.ROOF,
        look.roof_colour,
        traits=(look.seed,),
        taper=taper,
    )
    make.block(0, high - 0.12, -0.3, (length + 0.2, 0.14, 0.16), Stuff.PLAIN, rgb(60, 60, 62))
    if gable:
        make.block(
            0,
            high,
            depth / 2,
            (length, look.roof - 0.3, depth),
            Stuff.FACADE,
            look.colour,
            look.trim,
            traits=(look.seed, 9.0, 9.0, look.walls, 0.1, 0.1, 0, 0),
            taper=(0.05, 1.0),
        )
    if look.chimneys:
        for x in np.arange(-length / 2 + 0.5, length / 2, max(5.0, length / 3)):
            wide = rng.uniform(0.7, 1.5)
            make.block(
                x,
                high + 0.4,
                depth / 2,
                (0.7, look.roof + 0.9, wide),
                Stuff.BRICK,
                pick(rng, BRICKS),
            )
            for z in np.arange(-wide / 2 + 0.2, wide / 2, 0.35):
                make.post(
                    x,
                    high + look.roof + 1.3,
                    depth / 2 + z,
                    0.12,
                    0.5,
                    Stuff.PLAIN,
                    rgb(150, 90, 64),
                    taper=0.8,
                )
    if rng.random() < 0.25 and not gable:
        for x in np.arange(-length / 2 + 2, length / 2 - 1, 4.2):
            make.block(
                x,
                high + 0.3,
                depth * 0.2,
                (1.6, 1.5, 1.8),
                Stuff.FACADE,
                look.trim,
                look.trim,
                traits=(look.seed, 1.5, 1.6, 0, 0.7, 0.6, 0, 0),
            )


def oriels(make: Maker, rng: Rng, look: Face, length: float, high: float) -> None:
    """Bay windows on the ground floor, or up to the eaves."""
    tall = high - 0.4 if rng.random() < 0.4 else look.storey
    step = max(look.bay * 2, 4.5)
    traits = (look.seed, look.storey, 1.25, look.walls, 0.7, 0.6, 0, 1.0)
    for x in np.arange(-length / 2 + step / 2, length / 2 - 1, step):
        make.block(
            x,
            0,
            -0.3,
            (2.5, tall, 0.9),
            Stuff.FACADE,
            look.colour,
            look.trim,
            traits=traits,
            taper=(1.0, 1.0),
        )
        make.block(x, tall, -0.3, (2.7, 0.35, 1.1), Stuff.ROOF, look.roof_colour, taper=(0.8, 0.5))


def awnings(make: Maker, rng: Rng, length: float) -> None:
    """Awnings and boards that stick out above shops."""
    for x in np.arange(-length / 2 + 2.5, length / 2 - 1, 5.0):
        draw = rng.random()
        if draw < 0.3:
            out = rng.uniform(0.9, 1.8)
            make.block(
                x,
                2.35,
                -out / 2,
                (4.2, 0.5, out),
                Stuff.STRIPES,
                pick(rng, SHOPS),
                (0.8, 0.8, 0.78),
                taper=(1.0, 0.15),
            )
        elif draw < 0.62:
            make.block(
                x,
                rng.uniform(2.8, 4),
                -0.55,
                (0.1, rng.uniform(0.5, 1.0), 0.8),
                Stuff.BOARD,
                pick(rng, SHOPS),
                label=SIGN,
            )


def scaffold(stage: Stage, rng: Rng, place: Place, length: float, high: float) -> None:
    """A scaffold before a front."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    for level in range(int(high / 2)):
        make.veil(
            0,
            2.0 * level,
            -0.9,
            (length, 2.0),
            ("scaffold", 0),
            rgb(150, 150, 148),
            rgb(150, 120, 80),
            repeat=length / 2,
        )
