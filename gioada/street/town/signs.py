"""Signs, boards and traffic lights; sizes in metres."""

from __future__ import annotations

from gioada.street.scene import LIGHT, POLE, SIGN, Place, Rng, palette
from gioada.street.town.furniture import GREYS
from gioada.street.town.stage import Colour, Maker, Stage, Stuff, pick, rgb

PLATES = palette("184696 14603c e0ded6 e2be28 18326e 784628 e6e4e0 d25a1e")


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
            stuff = Stuff.GLOW if lit else Stuff.PLAIN
            box.ball(x, y + 0.18 + 0.32 * n, -0.33, (0.11, 0.11, 0.05), stuff, light)


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
    red, white, blue = rgb(186, 26, 34), rgb(226, 224, 220), rgb(24, 70, 160)

    def seen(stuff: Stuff, colour: Colour) -> tuple[Stuff, Colour]:
        return (Stuff.PLAIN, rgb(120, 120, 122)) if back else (stuff, colour)

    if draw < 0.38:
        rim, face = (red, white) if rng.random() < 0.7 else (blue, blue)
        front, half = seen(Stuff.SIGN_ROUND, rim), (size, size, 0.025)
        make.ball(0, y + size, -0.07, half, *front, face, traits=(seed, size))
        return 2 * size
    if draw < 0.62:
        upside = rng.random() < 0.25
        taper = (40.0, 1.0) if upside else (0.02, 1.0)
        wide = 0.05 * size if upside else 2.2 * size
        face = white if rng.random() < 0.8 else rgb(236, 190, 40)
        front, traits = seen(Stuff.SIGN_TRIANGLE, red), (seed, size, float(upside))
        box = (wide, 1.9 * size, 0.03)
        make.block(0, y, -0.07, box, *front, face, traits=traits, taper=taper)
        return 1.9 * size
    wide, high = rng.uniform(0.4, 0.9), rng.uniform(0.3, 1.0)
    front = seen(Stuff.SIGN_PLATE, white if back else pick(rng, PLATES))
    make.block(0, y, -0.07, (wide, high, 0.03), *front, white, traits=(seed,))
    return high


def direction_board(stage: Stage, rng: Rng, place: Place) -> None:
    """A large board with directions on posts, facing -z."""
    make = Maker(stage=stage, place=place, label=SIGN)
    wide, high = rng.uniform(1.4, 3.2), rng.uniform(0.9, 2.2)
    base = rng.uniform(0.9, 2.4)
    size, colour, white = (wide, high, 0.05), pick(rng, PLATES[:6]), rgb(230, 228, 222)
    make.block(0, base, -0.1, size, Stuff.SIGN_PLATE, colour, white, traits=(rng.random(),))
    post = Maker(stage=stage, place=place, label=POLE)
    for x in (-wide / 3, wide / 3):
        post.post(x, 0, 0, 0.06, base + high, Stuff.METAL, pick(rng, GREYS, 0.05))


def totem(stage: Stage, rng: Rng, place: Place) -> None:
    """A tall coloured board, a flag or an advertisement."""
    make = Maker(stage=stage, place=place, label=SIGN)
    colour, white = pick(rng, palette("14328c c83c14 b4141e 14643c e6e4e0")), rgb(230, 230, 226)
    draw = rng.random()
    x, y, size = 0.0, 0.5, (1.3, 1.9, 0.25)
    if draw < 0.5:
        y, size = 0.1, (rng.uniform(0.6, 1.3), rng.uniform(1.5, 3.4), 0.2)
    elif draw < 0.75:
        x, y, size = 0.55, 4.2, (0.9, 2.6, 0.03)
        post = Maker(stage=stage, place=place, label=POLE)
        post.post(0, 0, 0, 0.06, 7.0, Stuff.METAL, rgb(190, 190, 190))
    else:
        white = rgb(220, 210, 180)
    make.block(x, y, 0, size, Stuff.BOARD, colour, white, traits=(rng.random(),))


def island_bollard(stage: Stage, rng: Rng, place: Place) -> None:
    """A lit bollard of a traffic island, with a blue arrow."""
    make = Maker(stage=stage, place=place, label=SIGN)
    make.block(0, 0, 0, (0.42, 1.05, 0.3), Stuff.PLAIN, rgb(226, 222, 200))
    half, blue, white = (0.17, 0.17, 0.02), rgb(20, 70, 170), rgb(220, 220, 220)
    make.ball(0, 0.75, -0.16, half, Stuff.SIGN_ROUND, blue, white, traits=(0.2, 0.17))
