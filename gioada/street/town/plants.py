"""Trees, bushes and hedges."""

from __future__ import annotations

import numpy as np

from gioada.street.scene import VEGETATION, Place, Rng
from gioada.street.town.book import COUNTS
from gioada.street.town.stage import Colour, Maker, Stage, Stuff, pick, rgb

SUMMER = ((74, 98, 40), (60, 84, 36), (92, 110, 50), (52, 70, 36), (84, 96, 44), (66, 92, 52))
AUTUMN = ((170, 120, 40), (150, 84, 34), (186, 150, 60), (120, 90, 44), (130, 120, 50))
EVERGREEN = ((40, 58, 34), (46, 60, 44), (52, 66, 36), (36, 48, 36))
TWIGS = ((92, 82, 72), (78, 70, 62), (104, 92, 76), (66, 58, 52), (84, 84, 66))
BARKS = ((84, 76, 66), (70, 62, 54), (104, 98, 84), (60, 54, 48))


def tree(stage: Stage, rng: Rng, place: Place, high: float, season: str) -> None:
    """A broad-leaved tree: bare in winter, green in summer, yellow and red in autumn."""
    if season == "winter" and rng.random() > 0.12:
        bare(stage, rng, place, high)
        return
    make = Maker(stage=stage, place=place, label=VEGETATION)
    palette = AUTUMN if season == "autumn" and rng.random() < 0.7 else SUMMER
    bark, leaves = pick(rng, BARKS), pick(rng, palette, 0.3)
    wide = high * rng.uniform(0.75, 1.2)
    for n in range(2):
        card(make, rng, (rng.normal(0, 0.3), n * 0.8), (wide, high), "leafy", leaves, bark)
    trunk = 0.02 * high * rng.uniform(0.6, 1.2)
    make.post(0, 0, 0.1, trunk, high * 0.35, Stuff.BARK, bark, taper=0.6)
    make.shade(0.5, 0.5, 0.5)


def bare(stage: Stage, rng: Rng, place: Place, high: float) -> None:
    """A tree without leaves."""
    make = Maker(stage=stage, place=place, label=VEGETATION)
    bark, twig = pick(rng, BARKS), pick(rng, TWIGS)
    wide = high * rng.uniform(0.85, 1.3)
    for n in range(2 if rng.random() < 0.6 else 1):
        card(make, rng, (0.0, 0.5 * n), (wide, high), "bare", twig, bark)


def conifer(stage: Stage, rng: Rng, place: Place, high: float) -> None:
    """A spruce, a yew or a cypress."""
    make = Maker(stage=stage, place=place, label=VEGETATION)
    size = (high * rng.uniform(0.5, 0.9), high)
    card(make, rng, (0, 0), size, "conifer", pick(rng, EVERGREEN, 0.2), pick(rng, BARKS))
    make.shade(high * 0.12, high * 0.12, 0.6)


def bush(stage: Stage, rng: Rng, place: Place, high: float, season: str) -> None:
    """A bush; some are bare in winter."""
    make = Maker(stage=stage, place=place, label=VEGETATION)
    size = (high * rng.uniform(1.2, 2.4), high)
    if season == "winter" and rng.random() < 0.4:
        card(make, rng, (0, 0), (size[0], high * 1.3), "twigs", pick(rng, TWIGS), pick(rng, BARKS))
        return
    colour = pick(rng, EVERGREEN if season == "winter" else SUMMER + EVERGREEN, 0.3)
    card(make, rng, (0, 0), size, "bush", colour, pick(rng, BARKS))
    make.shade(size[0] * 0.35, size[0] * 0.35, 0.6)


def hedge(stage: Stage, rng: Rng, place: Place, length: float, high: float) -> None:
    """A clipped hedge along z with an uneven top."""
    make = Maker(stage=stage, place=place, label=VEGETATION)
    colour = pick(rng, EVERGREEN + SUMMER, 0.2)
    size, traits = (rng.uniform(0.6, 1.2), high, length), (rng.random(),)
    make.block(0, 0, 0, size, Stuff.LEAVES, colour, traits=traits, taper=(0.85, 0.98))
    half = (0.42, high * 0.16 + 0.08, 0.75)
    for z in np.arange(-length / 2 + 0.6, length / 2, 1.1):
        x, y = rng.normal(0, 0.08), high * rng.uniform(0.82, 0.95)
        make.ball(x, y, z, half, Stuff.LEAVES, colour, traits=(rng.random(),))
    make.shade(0.7, length / 2, 0.7)


def thicket(stage: Stage, rng: Rng, place: Place, wide: float, high: float, season: str) -> None:
    """Trees far off, as one belt."""
    make = Maker(stage=stage, place=place, label=VEGETATION)
    bare_ = season == "winter" and rng.random() < 0.7
    colour = pick(rng, TWIGS if bare_ else SUMMER + EVERGREEN, 0.2)
    name, wood, low = "bare" if bare_ else "leafy", rgb(66, 58, 52), (high * 0.9, high * 0.35)
    for x in np.arange(-wide / 2, wide / 2, high * 0.5):
        z, size = rng.uniform(0, 8), (high * rng.uniform(0.9, 1.3), high * rng.uniform(0.7, 1.1))
        picture, flip = (name, int(rng.integers(10))), bool(rng.random() < 0.5)
        make.veil(x, 0, z, size, picture, colour, wood, round=True, flip=flip)
        make.veil(x, 0, -1, low, ("bush", int(rng.integers(5))), colour, wood, round=True)


def card(
    make: Maker,
    rng: Rng,
    at: tuple[float, float],
    size: tuple[float, float],
    name: str,
    colour: Colour,
    wood: Colour,
) -> None:
    """A drawn plant at (x, z) of its maker."""
    picture, flip = (name, int(rng.integers(COUNTS[name]))), bool(rng.random() < 0.5)
    make.veil(at[0], 0, at[1], size, picture, colour, wood, round=True, flip=flip)
