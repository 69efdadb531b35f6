"""What stands beside a road: lamps, lights, signs, bollards, railings, walls; sizes in metres."""

from __future__ import annotations

import numpy as np

from gioada.street.scene import BUILDING, FENCE, POLE, SIGN, WALL, Place, Rng, palette
from gioada.street.town.book import COUNTS
from gioada.street.town.stage import Maker, Stage, Stuff, pick, rgb

GREYS = palette("787a7a 5a5e5c 969694 3c3e3e 2c3630 1e2022 a4a6a8")
STONES = ((140, 132, 120), (126, 120, 112), (160, 146, 120), (112, 108, 102))
BRICKS = ((150, 92, 70), (168, 120, 88), (180, 152, 112), (130, 84, 66), (120, 100, 84))
WOODS = ((110, 86, 62), (130, 112, 90), (90, 74, 60), (140, 130, 116), (70, 62, 54))


def lamp(stage: Stage, rng: Rng, place: Place, side: int, grown: bool) -> None:
    """A street lamp; side says at which side of the road; grown ones carry an arm."""
    make = Maker(stage=stage, place=place, label=POLE)
    grey = pick(rng, GREYS, 0.05)
    high = rng.uniform(7, 11) if grown else rng.uniform(4, 6.5)
    make.post(0, 0, 0, 0.1 if grown else 0.07, high, Stuff.METAL, grey, taper=0.6)
    make.post(0, 0, 0, 0.14 if grown else 0.1, 1.1, Stuff.METAL, grey)
    if not grown:
        make.ball(0, high + 0.15, 0, (0.22, 0.28, 0.22), Stuff.PLAIN, rgb(190, 190, 184))
        return
    for way in (-side,) if rng.random() < 0.8 else (-1, 1):
        reach = rng.uniform(0.8, 2.4)
        make.bar((0, high - 0.1, 0), (way * reach, high + 0.35, 0), 0.05, Stuff.METAL, grey)
        make.ball(way * reach, high + 0.32, 0, (0.45, 0.1, 0.17), Stuff.PLAIN, rgb(150, 150, 148))


def telegraph(stage: Stage, rng: Rng, place: Place, span: float) -> None:
    """A wooden pole, with wires to the next one `span` metres ahead."""
    make = Maker(stage=stage, place=place, label=POLE)
    high = rng.uniform(7, 9)
    wood, dark, number = rgb(96, 80, 64), rgb(40, 40, 42), int(rng.integers(2))
    make.post(0, 0, 0, 0.15, high, Stuff.WOOD, wood, taper=0.7)
    make.block(0, high - 0.7, 0, (1.6, 0.12, 0.12), Stuff.WOOD, wood)
    wires, size, across = ("wires", number), (span, 2.0), np.pi / 2
    make.veil(0, high - 2.4, span / 2, size, wires, dark, yaw=across, label=None)


def bollard(stage: Stage, rng: Rng, place: Place) -> None:
    """A bollard."""
    make = Maker(stage=stage, place=place, label=POLE)
    dark = pick(rng, ((26, 26, 28), (60, 62, 64), (150, 150, 150), (90, 70, 50), (120, 118, 112)))
    make.post(0, 0, 0, rng.uniform(0.06, 0.11), rng.uniform(0.75, 1.05), Stuff.METAL, dark)


def cabinet(stage: Stage, rng: Rng, place: Place) -> None:
    """A letter box, a bin, or a cabinet: none of the classes, so void."""
    make = Maker(stage=stage, place=place, label=4)
    draw = rng.random()
    if draw < 0.3:
        make.post(0, 0, 0, 0.24, 1.5, Stuff.PLAIN, rgb(170, 24, 28))
        make.ball(0, 1.5, 0, (0.26, 0.12, 0.26), Stuff.PLAIN, rgb(170, 24, 28))
    elif draw < 0.65:
        make.post(0, 0, 0, 0.27, 0.95, Stuff.PLAIN, rgb(30, 34, 32))
    else:
        make.block(0, 0, 0, (0.9, 1.2, 0.4), Stuff.PLAIN, rgb(60, 76, 66))
    make.shade(0.4, 0.3, 0.6)


def shelter(stage: Stage, rng: Rng, place: Place, side: int) -> None:
    """A bus stop with a roof."""
    make = Maker(stage=stage, place=place, label=BUILDING)
    grey = rgb(70, 72, 74)
    make.block(side * 0.7, 2.35, 0, (1.6, 0.12, 4.2), Stuff.PLAIN, grey)
    make.block(side * 1.4, 0.25, 0, (0.05, 2.1, 4.0), Stuff.GLASS, rgb(60, 66, 70))
    for z in (-2, 2):
        make.post(side * 1.4, 0, z, 0.05, 2.4, Stuff.METAL, grey)
        make.post(side * 0.1, 0, z, 0.05, 2.4, Stuff.METAL, grey)
    size, colour, white = (1.2, 1.7, 0.15), pick(rng, GREYS), rgb(220, 216, 200)
    traits = (rng.random(),)
    make.block(side * 0.8, 0.4, 2, size, Stuff.BOARD, colour, white, traits=traits, label=SIGN)


def barrier(stage: Stage, rng: Rng, place: Place, length: float, kind: str) -> None:
    """A see-through fence along z: railing, mesh, picket, guard or wire."""
    make = Maker(stage=stage, place=place, label=FENCE)
    high, tile = {
        "railing": (rng.uniform(0.9, 2.3), 1.5),
        "mesh": (rng.uniform(1.6, 2.4), 2.4),
        "picket": (rng.uniform(0.8, 1.3), 1.1),
        "guard": (1.05, 1.9),
        "wire": (1.2, 2.6),
    }[kind]
    colours = {
        "railing": ((24, 26, 28), (40, 50, 44), (90, 92, 92), (30, 40, 60)),
        "mesh": ((130, 134, 132), (40, 70, 50)),
        "picket": (*WOODS, (224, 222, 214)),
        "guard": ((150, 152, 152), (110, 112, 112), (40, 44, 42)),
        "wire": WOODS,
    }[kind]
    picture, colour = (kind, int(rng.integers(COUNTS[kind]))), pick(rng, colours)
    repeat = max(1.0, length / tile)
    make.veil(0, 0, 0, (length, high), picture, colour, yaw=np.pi / 2, repeat=repeat)


def boards(stage: Stage, rng: Rng, place: Place, length: float) -> None:
    """A closed wooden fence along z."""
    make = Maker(stage=stage, place=place, label=FENCE)
    high, wood = rng.uniform(1.3, 2.0), pick(rng, WOODS)
    make.block(0, 0, 0, (0.05, high, length), Stuff.WOOD, wood, traits=(rng.random(),))
    for z in np.arange(-length / 2, length / 2 + 0.1, 1.9):
        make.block(0, 0, z, (0.12, high + 0.08, 0.12), Stuff.WOOD, wood)


def wall(stage: Stage, rng: Rng, place: Place, length: float, *, railed: bool = False) -> None:
    """A wall along z with a coping, low ones perhaps with a railing on top."""
    make = Maker(stage=stage, place=place, label=WALL)
    high = rng.uniform(0.45, 0.9) if railed else rng.uniform(0.8, 2.4)
    brick = rng.random() < 0.6
    stuff = Stuff.BRICK if brick else Stuff.STONE
    colour = pick(rng, BRICKS if brick else STONES, 0.2)
    make.block(0, 0, 0, (0.3, high, length), stuff, colour, traits=(rng.random(),))
    make.block(0, high, 0, (0.4, 0.1, length), Stuff.STONE, pick(rng, STONES))
    make.shade(0.25, length / 2, 0.5)
    if railed:
        top = Place(x=place.x, z=place.z, y=place.y + high + 0.08, yaw=place.yaw)
        barrier(stage, rng, top, length, "railing")
