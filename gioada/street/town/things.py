"""Painters of vehicles, signs, plants and the ground."""

from __future__ import annotations

import numpy as np

from gioada.street.noise import LUMPS
from gioada.street.town.brush import PATCHES, Area, Coat, blend, inside, noise, stripes
from gioada.street.town.fronts import faced, lettered


def plain(area: Area) -> Coat:
    """One colour with a little wear."""
    x, y, z = area.point
    return Coat(colour=area.colour * (1 + 0.16 * noise(x + z, y, 0.05, area.foot)))


def metal(area: Area) -> Coat:
    """Painted or galvanised metal."""
    x, y, z = area.point
    colour = area.colour * (1 + 0.25 * noise(x + z, y * 0.5, 0.1, area.foot))
    return Coat(colour=colour, gloss=0.06)


def cloth(area: Area) -> Coat:
    """Cloth with folds."""
    x, y, z = area.local
    fold = noise(x * 5, y * 2 + z, 0.05, area.foot, LUMPS, 8)
    return Coat(colour=area.colour * (1 + 0.45 * fold))


def leaves(area: Area) -> Coat:
    """Clumps of leaves with dark gaps."""
    x, y, z = area.point
    clump = noise(x + z, y + 0.3 * x, 0.012, area.foot) + noise(
        x + 5, z + y, 0.03, area.foot, LUMPS, 2
    )
    return Coat(colour=area.colour * np.clip(1 + 1.5 * clump, 0.15, 2.2))


def bark(area: Area) -> Coat:
    """Upright furrows."""
    x, y, z = area.local
    return Coat(colour=area.colour * (1 + 0.9 * noise(np.arctan2(x, z), y * 0.25, 0.02, area.foot)))


def glow(area: Area) -> Coat:
    """A lamp that is lit."""
    return Coat(colour=area.colour, glow=1.6)


def glass(area: Area) -> Coat:
    """Dark glass."""
    return Coat(colour=area.colour * 0.5, gloss=0.7)


def striped(area: Area) -> Coat:
    """Stripes of both colours."""
    share = stripes(area.local[0] + area.local[2], 0.5, 0.25, area.foot)
    return Coat(colour=blend(area.colour, area.second, share))


def sign_round(area: Area) -> Coat:
    """A disc with a rim, and a mark in the middle."""
    x, y, _ = area.local
    size, seed = area.trait(1), area.trait(0)
    radius = np.hypot(x, y)
    colour = blend(area.colour, area.second, inside(size * 0.76 - radius, area.foot))
    ink = np.where(area.second.mean(0) > 0.4, 0.02, 0.8)
    bar = np.where(seed < 0.35, np.minimum(0.15 * size - np.abs(y), 0.6 * size - np.abs(x)), -1)
    digits = np.where(
        seed > 0.6,
        np.minimum(0.28 * size - np.abs(y), 0.12 * size - np.abs(np.abs(x) - 0.22 * size)),
        -1,
    )
    shape = inside(np.maximum(bar, digits), area.foot)
    front = area.facing[2] < 0
    colour = blend(colour, ink * np.ones((3, 1)), shape)
    return Coat(colour=np.where(front, colour, 0.18), gloss=0.08)


def sign_triangle(area: Area) -> Coat:
    """A triangle with a rim, and a mark in the middle."""
    x, y, _ = area.local
    size, upside = area.trait(1), area.trait(2)
    high = area.half[1]
    level = np.where(upside > 0.5, high - y, y + high) / (2 * high)
    half = 1.1 * size * (1 - level)
    depth = np.minimum((half - np.abs(x)) * 0.85, level * 2 * high)
    colour = blend(area.colour, area.second, inside(depth - 0.17 * size, area.foot))
    mark = np.minimum(0.08 * size - np.abs(x), 0.3 * size - np.abs(y + 0.25 * size))
    colour = blend(colour, (0.02, 0.02, 0.02), inside(mark, area.foot) * (upside < 0.5))
    return Coat(colour=np.where(area.facing[2] < 0, colour, 0.18), gloss=0.06)


def sign_plate(area: Area) -> Coat:
    """A plate with a border and lines of writing."""
    x, y, _ = area.local
    hx, hy, _ = area.half
    seed = area.trait(0)
    ink = np.where(area.colour.mean(0) > 0.3, 0.02, 0.75) * np.ones((3, 1))
    rim = np.minimum(hx - np.abs(x), hy - np.abs(y))
    colour = blend(area.colour, ink, inside(0.012 - np.abs(rim - 0.03), area.foot))
    line = 0.3 + 0.25 * seed
    row = np.floor((y + hy) / line)
    text = lettered(x + hx, np.mod(y + hy, line) - 0.3 * line, 2 * hx, 0.14, row, seed, area.foot)
    colour = blend(colour, ink, text * (rim > 0.06))
    return Coat(colour=np.where(area.facing[2] < 0, colour, 0.2), gloss=0.05)


def board(area: Area) -> Coat:
    """A large coloured board with writing and blocks of another colour."""
    u, v, wide, _face = faced(area)
    high = 2 * area.half[1]
    seed = area.trait(0)
    big = np.maximum(high, 1)
    split = (v > high * (0.55 + 0.3 * seed)) & (seed > 0.4)
    colour = blend(area.colour, area.second, split * 0.8)
    text = lettered(u, v - high * 0.4, wide, 0.55, np.floor(seed * 90), seed, area.foot)
    ink = np.where(area.colour.mean(0) > 0.3, 0.04, 0.75) * np.ones((3, 1))
    colour = blend(colour, ink, text * (wide > 0.7))
    colour = colour * (1 + 0.15 * noise(u, v, 0.3, area.foot, PATCHES)) * (1 - 0.05 * (big > 9))
    return Coat(colour=colour)
