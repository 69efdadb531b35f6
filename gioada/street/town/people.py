"""People: who walk, stand, push prams, and who ride bicycles; sizes in metres."""

from __future__ import annotations

import numpy as np

from gioada.street.scene import BICYCLE, MOTORCYCLE, PERSON, RIDER, Place, Rng, palette
from gioada.street.town.stage import Colour, Maker, Stage, Stuff, pick, rgb

COATS = palette(
    "1e1e22 262834 343232 18203a 46423c 5c5448 6e2224 968c7c 3c4834 bebcb6 243e60 8c3c5a "
    "b42824 e0ded8 5a6e8c"
)
BRIGHT = ((206, 226, 40), (240, 120, 20), (224, 40, 40), (40, 120, 220), (230, 230, 60))
LEGS = ((32, 34, 44), (40, 48, 72), (28, 28, 30), (62, 60, 58), (112, 100, 80), (56, 70, 104))
SKINS = ((206, 164, 136), (190, 146, 118), (222, 184, 160), (120, 84, 62), (84, 58, 44))
HAIR = ((36, 28, 24), (50, 38, 28), (76, 56, 38), (24, 24, 26), (110, 104, 98), (120, 92, 56))


def person(stage: Stage, rng: Rng, place: Place, *, walking: bool = True) -> None:
    """Somebody on foot, heading along the place's yaw."""
    make = Maker(stage=stage, place=place, label=PERSON)
    size = float(np.clip(rng.normal(1.0, 0.07), 0.72, 1.12))
    coat, legs = pick(rng, COATS), pick(rng, LEGS)
    skin, hair = pick(rng, SKINS), pick(rng, HAIR)
    stout = rng.uniform(0.85, 1.25)
    swing = rng.uniform(-0.55, 0.55) if walking else rng.uniform(-0.08, 0.08)
    hip, shoulder = 0.92 * size, 1.42 * size
    for side, phase in ((-1, swing), (1, -swing)):
        x = 0.09 * side * size
        knee = (x, hip - 0.43 * size, np.sin(phase) * 0.34 * size)
        bend = phase - (0.45 * abs(swing) if phase < 0 else 0.05)
        foot = (x, knee[1] - 0.42 * size * np.cos(bend), knee[2] + np.sin(bend) * 0.42 * size)
        make.limb((x, hip, 0), knee, 0.085 * size * stout, Stuff.CLOTH, legs)
        make.limb(knee, foot, 0.065 * size, Stuff.CLOTH, legs)
        make.ball(x, 0.05, foot[2] + 0.06, (0.05, 0.05, 0.13), Stuff.PLAIN, rgb(26, 24, 24))
        arm(make, side, shoulder, -phase * 0.9, coat, skin, size)
    low = hip - float(rng.choice((0.02, 0.12, 0.34), p=(0.5, 0.3, 0.2))) * size
    broad, long = 0.2 * size * stout, shoulder - 0.3 * size - low
    make.post(0, low, 0, broad, long, Stuff.CLOTH, coat, taper=0.86)
    seat, belly, neck = (0, hip - 0.05, 0), (0, hip + 0.1 * size, 0), (0, shoulder - 0.06, 0.02)
    make.limb(seat, belly, 0.17 * size * stout, Stuff.CLOTH, legs, flat=0.8)
    make.limb((0, hip + 0.08, 0), neck, broad, Stuff.CLOTH, coat, flat=0.68)
    head(make, rng, shoulder, size, skin, hair)
    carried(make, rng, hip, size)
    make.shade(0.28, 0.3, 0.55)


def arm(
    make: Maker, side: int, shoulder: float, swing: float, coat: Colour, skin: Colour, size: float
) -> None:
    """An arm that swings."""
    x = 0.22 * side * size
    elbow = (x * 1.12, shoulder - 0.29 * size, np.sin(swing) * 0.28 * size)
    hand = (x * 1.05, elbow[1] - 0.22 * size, elbow[2] + (0.08 + 0.2 * np.sin(swing)) * size)
    make.limb((x, shoulder - 0.03, 0), elbow, 0.058 * size, Stuff.CLOTH, coat)
    make.limb(elbow, hand, 0.048 * size, Stuff.CLOTH, coat)
    make.ball(*hand, (0.04, 0.05, 0.04), Stuff.SKIN, skin)


def head(make: Maker, rng: Rng, shoulder: float, size: float, skin: Colour, hair: Colour) -> None:
    """A head with hair, a cap or a hood."""
    y = shoulder + 0.19 * size
    make.ball(0, y - 0.12, 0.01, (0.055, 0.08, 0.055), Stuff.SKIN, skin)
    make.ball(0, y, 0.025, (0.078, 0.112, 0.092), Stuff.SKIN, skin)
    long = 0.06 if rng.random() < 0.4 else 0.0
    make.ball(0, y + 0.03 - long, -0.02, (0.088, 0.1 + long, 0.1), Stuff.CLOTH, hair)


def carried(make: Maker, rng: Rng, hip: float, size: float) -> None:
    """A bag, a rucksack, a case, or nothing."""
    draw = rng.random()
    colour = pick(rng, COATS)
    side = 1 if rng.random() < 0.5 else -1
    if draw < 0.18:
        make.ball(0, hip + 0.28 * size, -0.2, (0.16, 0.24, 0.12), Stuff.CLOTH, colour)
    elif draw < 0.4:
        bag = pick(rng, (*COATS, (230, 228, 220), (240, 160, 40)))
        make.block(side * 0.28, hip - 0.3, 0.02, (0.1, 0.34, 0.34), Stuff.CLOTH, bag)
    elif draw < 0.47:
        make.block(side * 0.35, 0.05, -0.35, (0.4, 0.6, 0.26), Stuff.PLAIN, colour)


def pram(stage: Stage, rng: Rng, place: Place) -> None:
    """Somebody with a pram."""
    person(stage, rng, place)
    make = Maker(stage=stage, place=place, label=PERSON)
    colour = pick(rng, COATS)
    make.ball(0, 0.72, 0.85, (0.24, 0.24, 0.4), Stuff.CLOTH, colour)
    make.block(0, 0.35, 0.85, (0.42, 0.25, 0.6), Stuff.CLOTH, colour)
    for x in (-0.22, 0.22):
        for z in (0.6, 1.15):
            make.ball(x, 0.13, z, (0.025, 0.13, 0.13), Stuff.PLAIN, rgb(30, 30, 32))
        make.bar((x, 0.5, 0.7), (x, 1.0, 0.3), 0.018, Stuff.METAL, rgb(120, 120, 124))


def bicycle(stage: Stage, rng: Rng, place: Place, *, label: int = BICYCLE) -> None:
    """A bicycle; from the side a drawing, from before and behind its wheels and bars."""
    make = Maker(stage=stage, place=place, label=label)
    frame = pick(rng, palette("28282c 821e22 1e326e aaacb0 1e503c c87828"))
    number = int(rng.integers(3))
    # The card faces -z; a bicycle heads along z and is seen from its side.
    make.veil(0, 0, 0, (1.8, 1.1), ("bicycle", number), frame, rgb(34, 34, 36), yaw=-np.pi / 2)
    for z in (-0.53, 0.52):
        make.ball(0, 0.345, z, (0.022, 0.345, 0.02), Stuff.PLAIN, rgb(34, 34, 34))
    make.bar((-0.27, 1.03, 0.36), (0.27, 1.03, 0.36), 0.022, Stuff.METAL, rgb(50, 50, 52))
    make.block(0, 0.86, -0.25, (0.16, 0.07, 0.26), Stuff.PLAIN, rgb(24, 24, 24))
    make.shade(0.15, 0.85, 0.35)


def cyclist(stage: Stage, rng: Rng, place: Place) -> None:
    """Somebody who rides a bicycle."""
    bicycle(stage, rng, place)
    make = Maker(stage=stage, place=place, label=RIDER)
    coat = pick(rng, BRIGHT if rng.random() < 0.35 else COATS)
    legs, skin, hair = pick(rng, LEGS), pick(rng, SKINS), pick(rng, HAIR)
    turn = rng.uniform(0, 2 * np.pi)
    lean = rng.uniform(0.12, 0.5)
    hip = np.array((0, 0.98, -0.24))
    neck = hip + np.array((0, 0.52 * np.cos(lean), 0.52 * np.sin(lean)))
    for side, phase in ((-1, turn), (1, turn + np.pi)):
        x = 0.11 * side
        foot = np.array((x, 0.3 + 0.17 * np.sin(phase), -0.02 + 0.17 * np.cos(phase)))
        knee = (foot + hip) / 2 + np.array((x / 2, 0.08, 0.22))
        make.limb((x * 0.8, hip[1], hip[2]), knee, 0.085, Stuff.CLOTH, legs)
        make.limb(knee, foot, 0.062, Stuff.CLOTH, legs)
        make.ball(x, foot[1], foot[2] + 0.05, (0.05, 0.05, 0.12), Stuff.PLAIN, rgb(26, 26, 26))
        hand = np.array((0.22 * side, 1.05, 0.36))
        elbow = (neck + hand) / 2 + np.array((0.06 * side, -0.07, -0.05))
        make.limb((0.19 * side, neck[1] - 0.05, neck[2]), elbow, 0.055, Stuff.CLOTH, coat)
        make.limb(elbow, hand, 0.045, Stuff.CLOTH, coat)
    make.limb(hip, neck, 0.2, Stuff.CLOTH, coat, flat=0.7)
    if rng.random() < 0.35:
        back = (hip + neck) / 2 + np.array((0, 0.1, -0.18))
        make.ball(back[0], back[1], back[2], (0.16, 0.22, 0.12), Stuff.CLOTH, pick(rng, COATS))
    crown = neck + np.array((0, 0.2, 0.08))
    make.ball(crown[0], crown[1], crown[2], (0.08, 0.115, 0.095), Stuff.SKIN, skin)
    if rng.random() < 0.45:
        helmet = pick(rng, (*BRIGHT, (230, 230, 230), (30, 30, 30)))
        make.ball(0, crown[1] + 0.06, crown[2] - 0.01, (0.1, 0.08, 0.13), Stuff.PLAIN, helmet)
    else:
        make.ball(crown[0], crown[1] + 0.03, crown[2] - 0.04, (0.088, 0.1, 0.1), Stuff.CLOTH, hair)


def motorcycle(stage: Stage, rng: Rng, place: Place, *, ridden: bool) -> None:
    """A motorcycle, alone or with its rider."""
    make = Maker(stage=stage, place=place, label=MOTORCYCLE)
    paint = pick(rng, ((30, 30, 32), (140, 24, 26), (30, 60, 130), (160, 162, 166)))
    for z in (-0.65, 0.65):
        make.ball(0, 0.31, z, (0.07, 0.31, 0.31), Stuff.PLAIN, rgb(28, 28, 28))
    make.ball(0, 0.62, 0.1, (0.2, 0.26, 0.45), Stuff.CAR_CABIN, paint)
    make.ball(0, 0.78, -0.35, (0.15, 0.1, 0.42), Stuff.PLAIN, rgb(26, 26, 26))
    make.block(0, 0.85, 0.5, (0.3, 0.35, 0.1), Stuff.PLAIN, paint)
    make.bar((-0.35, 1.05, 0.4), (0.35, 1.05, 0.4), 0.025, Stuff.METAL, rgb(60, 60, 60))
    make.ball(0, 0.72, -0.8, (0.08, 0.05, 0.03), Stuff.GLOW, rgb(170, 20, 20))
    make.shade(0.3, 0.95, 0.6)
    if ridden:
        rider = Maker(stage=stage, place=place, label=RIDER)
        coat = pick(rng, COATS)
        for side in (-1, 1):
            rider.limb((0.14 * side, 0.85, -0.2), (0.24 * side, 0.62, 0.2), 0.09, Stuff.CLOTH, coat)
            rider.limb((0.24 * side, 0.62, 0.2), (0.2 * side, 0.25, -0.05), 0.07, Stuff.CLOTH, coat)
            rider.limb((0.2 * side, 1.35, 0), (0.32 * side, 1.08, 0.38), 0.065, Stuff.CLOTH, coat)
        rider.limb((0, 0.85, -0.25), (0, 1.42, 0.0), 0.22, Stuff.CLOTH, coat, flat=0.75)
        rider.ball(0, 1.62, 0.06, (0.14, 0.16, 0.17), Stuff.GLASS, pick(rng, COATS))
