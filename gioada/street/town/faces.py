"""How a row of buildings looks: its walls, storeys, windows and roof."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gioada.street.scene import Rng, palette
from gioada.street.town.stage import Colour, pick

RENDER, BRICKWORK, ASHLAR, BANDS = range(4)
BRICKS = palette("965c46 a87858 ba9e70 8c5442 ac8e68 784c3e c4ac80 68544c")
RENDERS = palette(
    "d6d0c4 e2dccc bcb6aa deceac aaa6a0 e8e6e2 cebea8 969492 ccbcbe b2bec4 dcc48c be9682"
)
STONES = ((172, 160, 138), (150, 142, 128), (190, 178, 150), (128, 122, 114), (108, 100, 92))
PANELS = palette("b0aea8 969696 787a7e c4beb2 8c7864 5c6068 d6d4ce")
FRAMES = ((226, 224, 218), (232, 232, 230), (60, 58, 56), (110, 84, 60), (40, 44, 50), (90, 92, 96))
SLATES = palette("54545a 68625e 784c3c 86543e 604a3e 4a484a 96624a")
SHOPS = palette("182854 8c181c 14422c 1e1e20 e2e0d8 c83c1e 3c143c e4be28 145a82 5a3c28 c41e5a")
WALLS = (RENDERS, BRICKS, STONES, PANELS)


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
    flat_roof = walls == BANDS or rng.random() < flat
    floors = int(rng.integers(storeys[0], storeys[1] + 1))
    return Face(
        walls=walls,
        colour=pick(rng, WALLS[walls], 0.2),
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
    return replace(look, colour=pick(rng, WALLS[look.walls]), trim=pick(rng, FRAMES, 0.05))
