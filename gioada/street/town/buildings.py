"""Terraces, shops, flats, houses, offices, sheds and churches.

A building stands at a place of which z points away from the road: its front is at z = 0 and x
runs along the road.
"""

from __future__ import annotations

import numpy as np

from gioada.street.scene import BUILDING, SIGN, VEGETATION, Place, Rng, palette
from gioada.street.town.faces import (
    ASHLAR,
    BANDS,
    BRICKS,
    FRAMES,
    PANELS,
    RENDER,
    SHOPS,
    SLATES,
    STONES,
    Face,
)
from gioada.street.town.stage import Maker, Stage, Stuff, pick, rgb


def row(
    stage: Stage, rng: Rng, place: Place, length: float, look: Face, depth: float = 9.0
) -> None:
    """A building `length` metres long with its roof and what sticks out of it."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    high = look.storeys * look.storey + (0.5 if look.shop else 0.0) + (0.6 if not look.roof else 0)
    traits = (look.seed, look.storey, look.bay, look.walls, *look.window, float(look.shop))
    traits = (*traits, float(rng.random() < 0.3))
    size, back = (length, high, depth), depth / 2
    make.block(0, 0, back, size, Stuff.FACADE, look.colour, look.trim, traits=traits)
    stage.footprints.append((place.shifted(0, back), length / 2 + 0.4, back + 0.5, 0.75))
    covering(make, rng, look, length, high, depth)
    if look.bays:
        oriels(make, rng, look, length, high)
    if look.shop:
        awnings(make, rng, length)
    elif rng.random() < 0.3:
        x = rng.uniform(-0.4, 0.4) * length
        make.block(x, 2.4, -0.5, (1.6, 0.15, 1.0), Stuff.PLAIN, look.trim)
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
            y = level * look.storey
            for x in np.arange(-length / 2 + 2, length / 2 - 1, look.bay * 2):
                make.block(x, y, -0.55, (2.2, 0.15, 1.1), Stuff.PLAIN, look.trim)
                make.block(x, y, -1.05, (2.2, 1.0, 0.06), Stuff.PLAIN, look.colour)
    if rng.random() < 0.05:
        wide = rng.uniform(2, min(length, 7) + 0.1)
        x, size = rng.uniform(-0.3, 0.3) * length, (wide, high * rng.uniform(0.4, 0.95))
        ivy, green = ("bush", int(rng.integers(5))), pick(rng, palette("324222 465028 683422"))
        make.veil(x, 0, -0.2, size, ivy, green, rgb(66, 58, 52), label=VEGETATION)
    if rng.random() < 0.15:
        x = rng.uniform(-0.4, 0.4) * length
        make.block(x, high * 0.7, -0.12, (0.35, 0.4, 0.2), Stuff.PLAIN, pick(rng, SHOPS))


def covering(make: Maker, rng: Rng, look: Face, length: float, high: float, depth: float) -> None:
    """The roof with gutters, chimneys and dormers, or a parapet."""
    middle = depth / 2
    if not look.roof:
        make.block(0, high, middle, (length + 0.2, 0.3, depth + 0.2), Stuff.PLAIN, look.trim)
        if rng.random() < 0.4:
            x = rng.uniform(-0.3, 0.3) * length
            size = (length * 0.25, rng.uniform(1.2, 2.6), depth * 0.4)
            make.block(x, high, middle, size, Stuff.SHED, pick(rng, PANELS))
        return
    gable = rng.random() < 0.15 and length < 14
    taper = (0.02, 1.0) if gable else ((0.55 if look.hipped else 1.0), 0.02)
    size, seed = (length + 0.3, look.roof, depth + 0.9), (look.seed,)
    make.block(0, high, middle, size, Stuff.ROOF, look.roof_colour, traits=seed, taper=taper)
    make.block(0, high - 0.12, -0.3, (length + 0.2, 0.14, 0.16), Stuff.PLAIN, rgb(60, 60, 62))
    if gable:
        traits, wall = (look.seed, 9.0, 9.0, look.walls, 0.1, 0.1, 0, 0), (look.colour, look.trim)
        size, taper = (length, look.roof - 0.3, depth), (0.05, 1.0)
        make.block(0, high, middle, size, Stuff.FACADE, *wall, traits=traits, taper=taper)
    if look.chimneys:
        for x in np.arange(-length / 2 + 0.5, length / 2, max(5.0, length / 3)):
            wide = rng.uniform(0.7, 1.5)
            size = (0.7, look.roof + 0.9, wide)
            make.block(x, high + 0.4, middle, size, Stuff.BRICK, pick(rng, BRICKS))
            y, clay = high + look.roof + 1.3, rgb(150, 90, 64)
            for z in np.arange(-wide / 2 + 0.2, wide / 2, 0.35):
                make.post(x, y, middle + z, 0.12, 0.5, Stuff.PLAIN, clay, taper=0.8)
    if rng.random() < 0.25 and not gable:
        size, traits = (1.6, 1.5, 1.8), (look.seed, 1.5, 1.6, 0, 0.7, 0.6, 0, 0)
        y, z, trim = high + 0.3, depth * 0.2, look.trim
        for x in np.arange(-length / 2 + 2, length / 2 - 1, 4.2):
            make.block(x, y, z, size, Stuff.FACADE, trim, trim, traits=traits)


def oriels(make: Maker, rng: Rng, look: Face, length: float, high: float) -> None:
    """Bay windows on the ground floor, or up to the eaves."""
    tall = high - 0.4 if rng.random() < 0.4 else look.storey
    step, size = max(look.bay * 2, 4.5), (2.5, tall, 0.9)
    traits = (look.seed, look.storey, 1.25, look.walls, 0.7, 0.6, 0, 1.0)
    for x in np.arange(-length / 2 + step / 2, length / 2 - 1, step):
        make.block(x, 0, -0.3, size, Stuff.FACADE, look.colour, look.trim, traits=traits)
        make.block(x, tall, -0.3, (2.7, 0.35, 1.1), Stuff.ROOF, look.roof_colour, taper=(0.8, 0.5))


def awnings(make: Maker, rng: Rng, length: float) -> None:
    """Awnings and boards that stick out above shops."""
    for x in np.arange(-length / 2 + 2.5, length / 2 - 1, 5.0):
        draw = rng.random()
        if draw < 0.3:
            out, white, taper = rng.uniform(0.9, 1.8), (0.8, 0.8, 0.78), (1.0, 0.15)
            size, cloth = (4.2, 0.5, out), pick(rng, SHOPS)
            make.block(x, 2.35, -out / 2, size, Stuff.STRIPES, cloth, white, taper=taper)
        elif draw < 0.62:
            y, size = rng.uniform(2.8, 4), (0.1, rng.uniform(0.5, 1.0), 0.8)
            make.block(x, y, -0.55, size, Stuff.BOARD, pick(rng, SHOPS), label=SIGN)


def scaffold(stage: Stage, rng: Rng, place: Place, length: float, high: float) -> None:
    """A scaffold before a front."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    tile, steel, wood = ("scaffold", 0), rgb(150, 150, 148), rgb(150, 120, 80)
    for level in range(int(high / 2)):
        make.veil(0, 2.0 * level, -0.9, (length, 2.0), tile, steel, wood, repeat=length / 2)


def office(stage: Stage, rng: Rng, place: Place, length: float, storeys: int) -> None:
    """A block with bands of windows or a wall of glass."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    depth, storey = rng.uniform(10, 18), rng.uniform(3.0, 3.8)
    high = storeys * storey + 0.8
    stuff = Stuff.GLASS_FRONT if rng.random() < 0.35 else Stuff.FACADE
    traits = (rng.random(), storey, rng.uniform(1.2, 3.2), BANDS, rng.uniform(0.7, 1.0))
    traits = (*traits, rng.uniform(0.4, 0.62), float(rng.random() < 0.35), 1.0)
    colour = pick(rng, PANELS if rng.random() < 0.6 else BRICKS)
    size = (length, high, depth)
    make.block(0, 0, depth / 2, size, stuff, colour, pick(rng, FRAMES), traits=traits)
    make.block(0, high, depth / 2, (length + 0.3, 0.35, depth + 0.3), Stuff.PLAIN, colour)
    stage.footprints.append((place.shifted(0, depth / 2), length / 2, depth / 2 + 0.4, 0.75))
    if rng.random() < 0.4:
        x = rng.uniform(-0.3, 0.3) * length
        make.block(x, 2.9, -1.2, (5, 0.3, 2.4), Stuff.PLAIN, pick(rng, PANELS))


def shed(stage: Stage, rng: Rng, place: Place, length: float) -> None:
    """A supermarket or a warehouse: low, long, with a canopy."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    high, depth = rng.uniform(4.5, 8), rng.uniform(15, 25)
    colour, band, size = pick(rng, PANELS), pick(rng, SHOPS), (length, high, depth)
    make.block(0, 0, depth / 2, size, Stuff.SHED, colour, band, traits=(rng.random(),))
    size, frame, traits = (length * 0.5, 3.0, 0.1), rgb(60, 60, 64), (rng.random(), 3.0, 1.4)
    make.block(0, 0, -0.03, size, Stuff.GLASS_FRONT, colour, frame, traits=traits)
    size = (length + 1.5, 0.5, depth + 1.5)
    make.block(0, high - 0.4, depth / 2, size, Stuff.PLAIN, pick(rng, PANELS))
    if rng.random() < 0.6:
        make.block(0, 3.2, -1.8, (length * 0.8, 0.3, 3.6), Stuff.PLAIN, (0.7, 0.7, 0.7))
        for x in np.arange(-length * 0.38, length * 0.4, 5):
            make.post(x, 0, -3.2, 0.1, 3.2, Stuff.METAL, (0.6, 0.6, 0.6))
    size = (rng.uniform(3, 8), 1.2, 0.15)
    make.block(length * 0.15, high - 1.8, -0.1, size, Stuff.BOARD, pick(rng, SHOPS))


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
        size = (5.6, rng.uniform(4, 14), 5.6)
        make.block(9, tall, 6, size, Stuff.ROOF, pick(rng, SLATES), taper=(0.03, 0.03))
    else:
        for x in (6.4, 11.6):
            make.block(x, tall, 3.4, (0.8, 2.4, 0.8), Stuff.STONE, colour, taper=(0.2, 0.2))
