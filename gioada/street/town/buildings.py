"""Terraces, shops, flats, offices, sheds and houses.

A building stands at a place of which z points away from the road: its front is at z = 0 and x
runs along the road.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gioada.street.town.stage import Colour, Maker, Place, Rng, Stage, Stuff, pick, rgb

BUILDING, SIGN, VEGETATION = 11, 20, 21
RENDER, BRICKWORK, ASHLAR, BANDS = range(4)
BRICKS = ((150, 92, 70), (168, 120, 88), (186, 158, 112), (140, 84, 66), (172, 142, 104),
          (120, 76, 62), (196, 172, 128), (104, 84, 76))  # fmt: skip
RENDERS = ((214, 208, 196), (226, 220, 204), (188, 182, 170), (222, 206, 172), (170, 166, 160),
           (232, 230, 226), (206, 190, 168), (150, 148, 146), (204, 188, 190), (178, 190, 196),
           (220, 196, 140), (190, 150, 130))  # fmt: skip
STONES = ((172, 160, 138), (150, 142, 128), (190, 178, 150), (128, 122, 114), (108, 100, 92))
PANELS = ((176, 174, 168), (150, 150, 150), (120, 122, 126), (196, 190, 178), (140, 120, 100),
          (92, 96, 104), (214, 212, 206))  # fmt: skip
FRAMES = ((226, 224, 218), (232, 232, 230), (60, 58, 56), (110, 84, 60), (40, 44, 50), (90, 92, 96))
SLATES = ((84, 84, 90), (104, 98, 94), (120, 76, 60), (134, 84, 62), (96, 74, 62), (74, 72, 74),
          (150, 98, 74))  # fmt: skip
SHOPS = ((24, 40, 84), (140, 24, 28), (20, 66, 44), (30, 30, 32), (226, 224, 216), (200, 60, 30),
         (60, 20, 60), (228, 190, 40), (20, 90, 130), (90, 60, 40), (196, 30, 90))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Face:
    """How a row of buildings looks; drawn once for neighbours of one design."""

    walls: int
    colour: Colour
    trim: Colour
    roof_colour: Colour
    storeys: int
    storey: float
    bay: float
    window: tuple[float, float]
    roof: float
    shop: bool
    bays: bool
    chimneys: bool
    hipped: bool
    seed: float


def face(rng: Rng, *, storeys: tuple[int, int], shop: float, flat: float) -> Face:
    """Draw the look of a row: `shop` and `flat` are probabilities."""
    walls = int(rng.choice(4, p=(0.36, 0.42, 0.12, 0.1)))
    palettes = (RENDERS, BRICKS, STONES, PANELS)
    flat_roof = walls == BANDS or rng.random() < flat
    floors = int(rng.integers(storeys[0], storeys[1] + 1))
    return Face(
        walls=walls,
        colour=pick(rng, palettes[walls], 0.2),
        trim=pick(rng, FRAMES, 0.05),
        roof_colour=pick(rng, SLATES, 0.2),
        storeys=floors,
        storey=rng.uniform(2.7, 3.5),
        bay=rng.uniform(1.5, 3.4) if walls != BANDS else rng.uniform(1.2, 2.4),
        window=(rng.uniform(0.34, 0.62), rng.uniform(0.42, 0.66)),
        roof=0.0 if flat_roof else rng.uniform(1.8, 4.2),
        shop=bool(rng.random() < shop),
        bays=bool(rng.random() < 0.3) and walls != BANDS,
        chimneys=bool(rng.random() < 0.65),
        hipped=bool(rng.random() < 0.25),
        seed=rng.random(),
    )


def row(
    stage: Stage, rng: Rng, place: Place, length: float, look: Face, depth: float = 9.0
) -> None:
    """A building `length` metres long with its roof and what sticks out of it."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    high = look.storeys * look.storey + (0.5 if look.shop else 0.0) + (0.6 if not look.roof else 0)
    kind = 1.0 if look.shop else 0.0
    traits = (look.seed, look.storey, look.bay, look.walls, *look.window, kind,
              float(rng.random() < 0.3))  # fmt: skip
    make.block(0, 0, depth / 2, (length, high, depth), Stuff.FACADE, look.colour, look.trim,
               traits=traits)  # fmt: skip
    stage.footprints.append((place.shifted(0, depth / 2), length / 2 + 0.4, depth / 2 + 0.5, 0.75))
    covering(make, rng, look, length, high, depth)
    if look.bays:
        oriels(make, rng, look, length, high)
    if look.shop:
        awnings(make, rng, length)
    elif rng.random() < 0.3:
        make.block(rng.uniform(-0.4, 0.4) * length, 2.4, -0.5, (1.6, 0.15, 1.0), Stuff.PLAIN,
                   look.trim)  # fmt: skip
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
        make.veil(rng.uniform(-0.3, 0.3) * length, 0, -0.2, (wide, high * rng.uniform(0.4, 0.95)),
                  ("bush", int(rng.integers(5))), pick(rng, ((50, 66, 34), (70, 80, 40), (104, 52, 34))),
                  rgb(66, 58, 52), label=VEGETATION)  # fmt: skip
    if rng.random() < 0.15:
        make.block(rng.uniform(-0.4, 0.4) * length, high * 0.7, -0.12, (0.35, 0.4, 0.2), Stuff.PLAIN,
                   pick(rng, SHOPS))  # fmt: skip


def covering(make: Maker, rng: Rng, look: Face, length: float, high: float, depth: float) -> None:
    """The roof with gutters, chimneys and dormers, or a parapet."""
    if not look.roof:
        make.block(0, high, depth / 2, (length + 0.2, 0.3, depth + 0.2), Stuff.PLAIN, look.trim)
        if rng.random() < 0.4:
            make.block(rng.uniform(-0.3, 0.3) * length, high, depth / 2,
                       (length * 0.25, rng.uniform(1.2, 2.6), depth * 0.4), Stuff.SHED,
                       pick(rng, PANELS))  # fmt: skip
        return
    gable = rng.random() < 0.15 and length < 14
    taper = (0.02, 1.0) if gable else ((0.55 if look.hipped else 1.0), 0.02)
    make.block(0, high, depth / 2, (length + 0.3, look.roof, depth + 0.9), Stuff.ROOF,
               look.roof_colour, traits=(look.seed,), taper=taper)  # fmt: skip
    make.block(0, high - 0.12, -0.3, (length + 0.2, 0.14, 0.16), Stuff.PLAIN, rgb(60, 60, 62))
    if gable:
        make.block(0, high, depth / 2, (length, look.roof - 0.3, depth), Stuff.FACADE, look.colour,
                   look.trim, traits=(look.seed, 9.0, 9.0, look.walls, 0.1, 0.1, 0, 0),
                   taper=(0.05, 1.0))  # fmt: skip
    if look.chimneys:
        for x in np.arange(-length / 2 + 0.5, length / 2, max(5.0, length / 3)):
            wide = rng.uniform(0.7, 1.5)
            make.block(x, high + 0.4, depth / 2, (0.7, look.roof + 0.9, wide), Stuff.BRICK,
                       pick(rng, BRICKS))  # fmt: skip
            for z in np.arange(-wide / 2 + 0.2, wide / 2, 0.35):
                make.post(x, high + look.roof + 1.3, depth / 2 + z, 0.12, 0.5, Stuff.PLAIN,
                          rgb(150, 90, 64), taper=0.8)  # fmt: skip
    if rng.random() < 0.25 and not gable:
        for x in np.arange(-length / 2 + 2, length / 2 - 1, 4.2):
            make.block(x, high + 0.3, depth * 0.2, (1.6, 1.5, 1.8), Stuff.FACADE, look.trim,
                       look.trim, traits=(look.seed, 1.5, 1.6, 0, 0.7, 0.6, 0, 0))  # fmt: skip


def oriels(make: Maker, rng: Rng, look: Face, length: float, high: float) -> None:
    """Bay windows on the ground floor, or up to the eaves."""
    tall = high - 0.4 if rng.random() < 0.4 else look.storey
    step = max(look.bay * 2, 4.5)
    traits = (look.seed, look.storey, 1.25, look.walls, 0.7, 0.6, 0, 1.0)
    for x in np.arange(-length / 2 + step / 2, length / 2 - 1, step):
        make.block(x, 0, -0.3, (2.5, tall, 0.9), Stuff.FACADE, look.colour, look.trim,
                   traits=traits, taper=(1.0, 1.0))  # fmt: skip
        make.block(x, tall, -0.3, (2.7, 0.35, 1.1), Stuff.ROOF, look.roof_colour, taper=(0.8, 0.5))


def awnings(make: Maker, rng: Rng, length: float) -> None:
    """Awnings and boards that stick out above shops."""
    for x in np.arange(-length / 2 + 2.5, length / 2 - 1, 5.0):
        draw = rng.random()
        if draw < 0.3:
            out = rng.uniform(0.9, 1.8)
            make.block(x, 2.35, -out / 2, (4.2, 0.5, out), Stuff.STRIPES, pick(rng, SHOPS),
                       (0.8, 0.8, 0.78), taper=(1.0, 0.15))  # fmt: skip
        elif draw < 0.55:
            make.block(x, rng.uniform(2.8, 4), -0.55, (0.1, rng.uniform(0.5, 1.0), 0.8),
                       Stuff.BOARD, pick(rng, SHOPS), label=SIGN)  # fmt: skip


def office(stage: Stage, rng: Rng, place: Place, length: float, storeys: int) -> None:
    """A block with bands of windows or a wall of glass."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    depth, storey = rng.uniform(10, 18), rng.uniform(3.0, 3.8)
    high = storeys * storey + 0.8
    glass = rng.random() < 0.35
    traits = (rng.random(), storey, rng.uniform(1.2, 3.2), BANDS, rng.uniform(0.7, 1.0),
              rng.uniform(0.4, 0.62), float(rng.random() < 0.35), 1.0)  # fmt: skip
    stuff = Stuff.GLASS_FRONT if glass else Stuff.FACADE
    colour = pick(rng, PANELS if rng.random() < 0.6 else BRICKS)
    make.block(0, 0, depth / 2, (length, high, depth), stuff, colour, pick(rng, FRAMES),
               traits=traits)  # fmt: skip
    make.block(0, high, depth / 2, (length + 0.3, 0.35, depth + 0.3), Stuff.PLAIN, colour)
    stage.footprints.append((place.shifted(0, depth / 2), length / 2, depth / 2 + 0.4, 0.75))
    if rng.random() < 0.4:
        make.block(rng.uniform(-0.3, 0.3) * length, 2.9, -1.2, (5, 0.3, 2.4), Stuff.PLAIN,
                   pick(rng, PANELS))  # fmt: skip


def shed(stage: Stage, rng: Rng, place: Place, length: float) -> None:
    """A supermarket or a warehouse: low, long, with a canopy."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    high, depth = rng.uniform(4.5, 8), rng.uniform(15, 25)
    colour = pick(rng, PANELS)
    make.block(0, 0, depth / 2, (length, high, depth), Stuff.SHED, colour, pick(rng, SHOPS),
               traits=(rng.random(),))  # fmt: skip
    make.block(0, 0, -0.03, (length * 0.5, 3.0, 0.1), Stuff.GLASS_FRONT, colour, rgb(60, 60, 64),
               traits=(rng.random(), 3.0, 1.4))  # fmt: skip
    make.block(0, high - 0.4, depth / 2, (length + 1.5, 0.5, depth + 1.5), Stuff.PLAIN,
               pick(rng, PANELS))  # fmt: skip
    if rng.random() < 0.6:
        make.block(0, 3.2, -1.8, (length * 0.8, 0.3, 3.6), Stuff.PLAIN, (0.7, 0.7, 0.7))
        for x in np.arange(-length * 0.38, length * 0.4, 5):
            make.post(x, 0, -3.2, 0.1, 3.2, Stuff.METAL, (0.6, 0.6, 0.6))
    make.block(length * 0.15, high - 1.8, -0.1, (rng.uniform(3, 8), 1.2, 0.15), Stuff.BOARD,
               pick(rng, SHOPS))  # fmt: skip


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
        make.block(9, tall, 6, (5.6, rng.uniform(4, 14), 5.6), Stuff.ROOF, pick(rng, SLATES),
                   taper=(0.03, 0.03))  # fmt: skip
    else:
        for x in (6.4, 11.6):
            make.block(x, tall, 3.4, (0.8, 2.4, 0.8), Stuff.STONE, colour, taper=(0.2, 0.2))


def scaffold(stage: Stage, rng: Rng, place: Place, length: float, high: float) -> None:
    """A scaffold before a front."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    for level in range(int(high / 2)):
        make.veil(0, 2.0 * level, -0.9, (length, 2.0), ("scaffold", 0), rgb(150, 150, 148),
                  rgb(150, 120, 80), repeat=length / 2)  # fmt: skip


def varied(rng: Rng, look: Face) -> Face:
    """A neighbour's face in a terrace: the same design, perhaps painted otherwise."""
    if rng.random() < 0.5:
        return look
    palettes = (RENDERS, BRICKS, STONES, PANELS)
    return replace(look, colour=pick(rng, palettes[look.walls]), trim=pick(rng, FRAMES, 0.05))
