"""What stands beside a road: lamps, lights, signs, bollards, railings, walls; sizes in metres."""

from __future__ import annotations

import numpy as np

from gioada.street.town.stage import Colour, Maker, Place, Rng, Stage, Stuff, pick, rgb

BUILDING, WALL, FENCE, POLE, LIGHT, SIGN, VEGETATION = 11, 12, 13, 17, 19, 20, 21
GREYS = ((120, 122, 122), (90, 94, 92), (150, 150, 148), (60, 62, 62), (44, 54, 48), (30, 32, 34),
         (164, 166, 168))  # fmt: skip
PLATES = ((24, 70, 150), (20, 96, 60), (224, 222, 214), (226, 190, 40), (24, 50, 110),
          (120, 70, 40), (230, 228, 224), (210, 90, 30))  # fmt: skip
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
    make.post(0, 0, 0, 0.15, high, Stuff.WOOD, rgb(96, 80, 64), taper=0.7)
    make.block(0, high - 0.7, 0, (1.6, 0.12, 0.12), Stuff.WOOD, rgb(96, 80, 64))
    make.veil(0, high - 2.4, span / 2, (span, 2.0), ("wires", int(rng.integers(2))),
              rgb(40, 40, 42), yaw=np.pi / 2, label=None)  # fmt: skip


def traffic_light(stage: Stage, rng: Rng, place: Place, reach: float = 0.0) -> None:
    """A light that faces -z; with reach a second one hangs over the road that far to the right."""
    make = Maker(stage=stage, place=place, label=POLE)
    grey = pick(rng, GREYS, 0.05)
    make.post(0, 0, 0, 0.09 if reach else 0.06, 6.0 if reach else 3.5, Stuff.METAL, grey)
    heads = [(0.0, rng.uniform(2.2, 2.6))]
    if reach:
        make.bar((0, 5.9, 0), (reach, 5.9, 0), 0.08, Stuff.METAL, grey)
        heads.append((reach, 5.1))
    state, board = int(rng.integers(3)), rng.random() < 0.6
    for x, y in heads:
        box = Maker(stage=stage, place=place, label=LIGHT)
        black = rgb(18, 18, 20)
        if board:
            box.block(x, y - 0.12, -0.08, (0.62, 1.25, 0.03), Stuff.PLAIN, black)
            box.block(x, y - 0.16, -0.07, (0.7, 1.33, 0.03), Stuff.PLAIN, rgb(160, 160, 158))
        box.block(x, y, -0.2, (0.32, 1.0, 0.24), Stuff.PLAIN, black)
        for n, colour in enumerate(((60, 255, 170), (255, 170, 40), (255, 50, 36))):
            lit = n == (0, 2, 2)[state]
            light = rgb(*colour) if lit else rgb(36, 32, 30)
            box.ball(x, y + 0.18 + 0.32 * n, -0.33, (0.11, 0.11, 0.05),
                     Stuff.GLOW if lit else Stuff.PLAIN, light)  # fmt: skip


def sign(stage: Stage, rng: Rng, place: Place, *, back: bool = False) -> None:
    """One to three plates on a post; they face -z, or show their grey backs."""
    make = Maker(stage=stage, place=place, label=POLE)
    grey = pick(rng, GREYS, 0.05)
    y = rng.uniform(1.9, 2.6)
    count = int(rng.choice((1, 2, 3), p=(0.62, 0.28, 0.1)))
    heights = []
    for _ in range(count):
        heights.append(plate(stage, rng, place, y, back))
        y += heights[-1] + 0.06
    make.post(0, 0, 0, rng.uniform(0.035, 0.05), y + 0.05, Stuff.METAL, grey)


def plate(stage: Stage, rng: Rng, place: Place, y: float, back: bool) -> float:
    """One plate with its lower edge at y; returns its height."""
    make = Maker(stage=stage, place=place, label=SIGN)
    draw, size, seed = rng.random(), rng.uniform(0.24, 0.46), rng.random()
    red, white = rgb(186, 26, 34), rgb(226, 224, 220)
    grey = rgb(120, 120, 122)
    if draw < 0.38:
        rim, face = (red, white) if rng.random() < 0.7 else (rgb(24, 70, 160), rgb(24, 70, 160))
        make.ball(0, y + size, -0.07, (size, size, 0.025), Stuff.PLAIN if back else Stuff.SIGN_ROUND,
                  grey if back else rim, face, traits=(seed, size))  # fmt: skip
        return 2 * size
    if draw < 0.62:
        upside = rng.random() < 0.25
        taper = (40.0, 1.0) if upside else (0.02, 1.0)
        wide = 0.05 * size if upside else 2.2 * size
        make.block(0, y, -0.07, (wide, 1.9 * size, 0.03),
                   Stuff.PLAIN if back else Stuff.SIGN_TRIANGLE, grey if back else red,
                   rgb(226, 224, 220) if rng.random() < 0.8 else rgb(236, 190, 40),
                   traits=(seed, size, float(upside)), taper=taper)  # fmt: skip
        return 1.9 * size
    wide, high = rng.uniform(0.4, 0.9), rng.uniform(0.3, 1.0)
    make.block(0, y, -0.07, (wide, high, 0.03), Stuff.PLAIN if back else Stuff.SIGN_PLATE,
               grey if back else pick(rng, PLATES), white, traits=(seed,))  # fmt: skip
    return high


def direction_board(stage: Stage, rng: Rng, place: Place) -> None:
    """A large board with directions on posts, facing -z."""
    make = Maker(stage=stage, place=place, label=SIGN)
    wide, high = rng.uniform(1.4, 3.2), rng.uniform(0.9, 2.2)
    base = rng.uniform(0.9, 2.4)
    make.block(0, base, -0.1, (wide, high, 0.05), Stuff.SIGN_PLATE, pick(rng, PLATES[:6]),
               rgb(230, 228, 222), traits=(rng.random(),))  # fmt: skip
    post = Maker(stage=stage, place=place, label=POLE)
    for x in (-wide / 3, wide / 3):
        post.post(x, 0, 0, 0.06, base + high, Stuff.METAL, pick(rng, GREYS, 0.05))


def totem(stage: Stage, rng: Rng, place: Place) -> None:
    """A tall coloured board, a flag or an advertisement."""
    make = Maker(stage=stage, place=place, label=SIGN)
    colour = pick(
        rng, ((20, 50, 140), (200, 60, 20), (180, 20, 30), (20, 100, 60), (230, 228, 224))
    )
    draw = rng.random()
    if draw < 0.5:
        make.block(0, 0.1, 0, (rng.uniform(0.6, 1.3), rng.uniform(1.5, 3.4), 0.2), Stuff.BOARD,
                   colour, rgb(230, 230, 226), traits=(rng.random(),))  # fmt: skip
    elif draw < 0.75:
        post = Maker(stage=stage, place=place, label=POLE)
        post.post(0, 0, 0, 0.06, 7.0, Stuff.METAL, rgb(190, 190, 190))
        make.block(0.55, 4.2, 0, (0.9, 2.6, 0.03), Stuff.BOARD, colour, rgb(230, 230, 226),
                   traits=(rng.random(),))  # fmt: skip
    else:
        make.block(0, 0.5, 0, (1.3, 1.9, 0.25), Stuff.BOARD, colour, rgb(220, 210, 180),
                   traits=(rng.random(),))  # fmt: skip


def bollard(stage: Stage, rng: Rng, place: Place) -> None:
    """A bollard."""
    make = Maker(stage=stage, place=place, label=POLE)
    dark = pick(rng, ((26, 26, 28), (60, 62, 64), (150, 150, 150), (90, 70, 50), (120, 118, 112)))
    make.post(0, 0, 0, rng.uniform(0.06, 0.11), rng.uniform(0.75, 1.05), Stuff.METAL, dark)


def island_bollard(stage: Stage, rng: Rng, place: Place) -> None:
    """A lit bollard of a traffic island, with a blue arrow."""
    make = Maker(stage=stage, place=place, label=SIGN)
    make.block(0, 0, 0, (0.42, 1.05, 0.3), Stuff.PLAIN, rgb(226, 222, 200))
    make.ball(0, 0.75, -0.16, (0.17, 0.17, 0.02), Stuff.SIGN_ROUND, rgb(20, 70, 170),
              rgb(220, 220, 220), traits=(0.2, 0.17))  # fmt: skip


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
    make.block(side * 0.8, 0.4, 2.0, (1.2, 1.7, 0.15), Stuff.BOARD, pick(rng, PLATES),
               rgb(220, 216, 200), traits=(rng.random(),), label=SIGN)  # fmt: skip


def barrier(stage: Stage, rng: Rng, place: Place, length: float, kind: str) -> None:
    """A see-through fence along z: railing, mesh, picket, guard or wire."""
    make = Maker(stage=stage, place=place, label=FENCE)
    high, tile = {"railing": (rng.uniform(0.9, 1.6), 1.5), "mesh": (rng.uniform(1.6, 2.4), 2.4),
                  "picket": (rng.uniform(0.8, 1.3), 1.1), "guard": (1.05, 1.9),
                  "wire": (1.2, 2.6)}[kind]  # fmt: skip
    colours = {
        "railing": ((24, 26, 28), (40, 50, 44), (90, 92, 92), (30, 40, 60)),
        "mesh": ((130, 134, 132), (40, 70, 50)),
        "picket": (*WOODS, (224, 222, 214)),
        "guard": ((150, 152, 152), (110, 112, 112), (40, 44, 42)),
        "wire": WOODS,
    }[kind]
    from gioada.street.town.book import COUNTS

    make.veil(0, 0, 0, (length, high), (kind, int(rng.integers(COUNTS[kind]))), pick(rng, colours),
              yaw=np.pi / 2, repeat=max(1.0, length / tile))  # fmt: skip


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
    colour: Colour = pick(rng, BRICKS if brick else STONES, 0.2)
    make.block(0, 0, 0, (0.3, high, length), Stuff.BRICK if brick else Stuff.STONE, colour,
               traits=(rng.random(),))  # fmt: skip
    make.block(0, high, 0, (0.4, 0.1, length), Stuff.STONE, pick(rng, STONES))
    make.shade(0.25, length / 2, 0.5)
    if railed:
        top = Place(x=place.x, z=place.z, y=place.y + high + 0.08, yaw=place.yaw)
        barrier(stage, rng, top, length, "railing")
