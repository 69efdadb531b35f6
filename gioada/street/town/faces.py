"""How a row of buildings looks: its walls, storeys, windows and roof."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gioada.street.town.maker import pick
from gioada.street.town.stage import Colour, Rng

RENDER, BRICKWORK, ASHLAR, BANDS = range(4)
BRICKS = (
    (150, 92, 70),
    (168, 120, 88),
    (186, 158, 112),
    (140, 84, 66),
    (172, 142, 104),
    (120, 76, 62),
    (196, 172, 128),
    (104, 84, 76),
)
RENDERS = (
    (214, 208, 196),
    (226, 220, 204),
    (188, 182, 170),
    (222, 206, 172),
    (170, 166, 160),
    (232, 230, 226),
    (206, 190, 168),
    (150, 148, 146),
    (204, 188, 190),
    (178, 190, 196),
    (220, 196, 140),
    (190, 150, 130),
)
STONES = ((172, 160, 138), (150, 142, 128), (190, 178, 150), (128, 122, 114), (108, 100, 92))
PANELS = (
    (176, 174, 168),
    (150, 150, 150),
    (120, 122, 126),
    (196, 190, 178),
    (140, 120, 100),
    (92, 96, 104),
    (214, 212, 206),
)
FRAMES = ((226, 224, 218), (232, 232, 230), (60, 58, 56), (110, 84, 60), (40, 44, 50), (90, 92, 96))
SLATES = (
    (84, 84, 90),
    (104, 98, 94),
    (120, 76, 60),
    (134, 84, 62),
    (96, 74, 62),
    (74, 72, 74),
    (150, 98, 74),
)
SHOPS = (
    (24, 40, 84),
    (140, 24, 28),
    (20, 66, 44),
    (30, 30, 32),
    (226, 224, 216),
    (200, 60, 30),
    (60, 20, 60),
    (228, 190, 40),
    (20, 90, 130),
    (90, 60, 40),
    (196, 30, 90),
)


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


def varied(rng: Rng, look: Face) -> Face:
    """A neighbour's face in a terrace: the same design, perhaps painted otherwise."""
    if rng.random() < 0.5:
        return look
    palettes = (RENDERS, BRICKS, STONES, PANELS)
    return replace(look, colour=pick(rng, palettes[look.walls]), trim=pick(rng, FRAMES, 0.05))
