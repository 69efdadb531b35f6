"""Painters of signs, plants, plain things, and of the ground."""

from __future__ import annotations

import numpy as np

from gioada.street.noise import LUMPS
from gioada.street.town.brush import PATCHES, Area, Coat, blend, hashed, inside, noise, stripes
from gioada.street.town.fronts import faced, lettered
from gioada.street.town.ground import Ground
from gioada.street.town.look import Look


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


def asphalt(area: Area, ground: Ground, look: Look) -> Coat:
    """Road: grain, worn tracks, patches, seams and paint."""
    x, _, z = area.point
    foot = area.foot * (1 + np.abs(area.met.distance[area.chosen]) * 0.25)
    grey = np.float32(look.grey)
    shade = (
        1
        + 0.45 * look.grain * noise(x, z, 0.004, foot)
        + 0.2 * noise(x, z * 0.3, 0.4, foot, PATCHES, 9)
    )
    shade += 0.16 * noise(x * 2, z * 0.06, 0.1, foot, PATCHES, 12)
    if look.setts:
        row = np.floor(z / 0.12)
        along = x + np.where(np.mod(row, 2) > 0, 0.08, 0).astype(np.float32)
        joint = np.maximum(stripes(z, 0.12, 0.02, foot), stripes(along, 0.16, 0.02, foot))
        tint = hashed(np.floor(along / 0.16), row, 0.7) - 0.5
        shade += 0.5 * tint * np.minimum(1, 0.1 / np.maximum(foot, 1e-3)) - 0.45 * joint
    patch = ground.look("patch", x, z, soft=True) / 128
    base = np.stack([grey * shade * patch * tint for tint in (1.02, 1.0, 0.97)])
    red = ground.look("red", x, z, soft=True) * np.float32(1 / 255)
    base = blend(base, np.array((0.2, 0.07, 0.05))[:, None] * shade, red * 0.85)
    worn = np.clip(0.92 + 1.1 * noise(x, z, 0.03, foot, seed=6), 0.35, 1)
    paint = ground.look("paint", x, z, soft=True) * np.float32(1 / 255) * worn
    base = blend(base, np.array((0.56, 0.56, 0.54)), paint)
    yellow = ground.look("yellow", x, z, soft=True) * np.float32(1 / 255) * worn
    base = blend(base, np.array((0.5, 0.36, 0.06)), yellow)
    pool = np.clip(noise(x, z, 0.5, foot, PATCHES, 21) * 5 - 1.2 + look.wet, 0, 1)
    base *= 1 - 0.4 * look.wet
    return Coat(colour=base, gloss=np.float32(look.wet) * (0.07 + 0.25 * pool))


def paving(area: Area, ground: Ground, look: Look) -> Coat:
    """Asphalt, slabs or bricks of a footway."""
    x, _, z = area.point
    foot = area.foot * (1 + np.abs(area.met.distance[area.chosen]) * 0.25)
    wide, long = ((9.0, 9.0), (0.6, 0.9), (0.4, 0.4), (0.1, 0.2))[look.slabs]
    slabs = np.float32(look.slabs > 0)
    row = np.floor(x / wide)
    shift = np.where(np.mod(row, 2) > 0, long / 2, 0).astype(np.float32)
    gap = 0.04 * (0.3 + wide)
    joint = np.maximum(stripes(x, wide, gap, foot), stripes(z + shift, long, gap, foot)) * slabs
    tint = (hashed(row, np.floor((z + shift) / long), 0.3) - 0.5) * slabs
    fade = np.minimum(1, wide / np.maximum(foot, 1e-3) / 2)
    grey = np.float32(look.grey * look.pale * (1.0, 1.5, 1.3, 1.1)[look.slabs] + 0.01)
    warm = (look.cloud[0] % 7) / 7 * 0.12 + (0.3 if look.slabs == 3 else 0)
    shade = 1 + 0.3 * tint * fade - 0.4 * joint + 0.3 * noise(x, z, 0.008, foot)
    shade += 0.35 * noise(x, z, 0.25, foot, PATCHES, 5)
    return Coat(
        colour=np.stack([grey * shade * t for t in (1.02 + warm, 1.0, 0.96 - warm)]),
        gloss=look.wet * 0.1,
    )


def kerb(area: Area, ground: Ground, look: Look) -> Coat:
    """Kerb stones."""
    x, _, z = area.point
    shade = 1 + 0.4 * noise(x + z, z, 0.05, area.foot)
    shade *= 1 - 0.5 * stripes(x + z, 0.9, 0.03, area.foot)
    return Coat(colour=np.stack([np.float32(0.1 + look.grey) * shade] * 3))


def grass(area: Area, ground: Ground, look: Look) -> Coat:
    """Grass with bare and dry places and fallen leaves."""
    x, _, z = area.point
    foot = area.foot * (1 + np.abs(area.met.distance[area.chosen]) * 0.2)
    fine = noise(x, z, 0.01, foot)
    broad = noise(x, z, 0.3, foot, PATCHES, 4)
    dry = np.float32(0.3 + 0.5 * (look.cloud[1] % 5) / 5)
    green, straw = np.array((0.075, 0.11, 0.028))[:, None], np.array((0.17, 0.15, 0.07))[:, None]
    colour = blend(green * np.ones_like(x), straw, np.clip(dry * 0.5 + broad, 0, 1))
    leaf = np.clip(noise(x, z, 0.03, foot, seed=14) * 6 - 1.6, 0, 1) * (look.cloud[0] % 3 < 1)
    colour = blend(colour, (0.2, 0.11, 0.03), leaf * 0.7)
    return Coat(colour=colour * (1 + 0.9 * fine))


def soil(area: Area, ground: Ground, look: Look) -> Coat:
    """Earth and bark chips."""
    x, _, z = area.point
    return Coat(
        colour=np.array((0.07, 0.05, 0.035))[:, None] * (1 + 0.7 * noise(x, z, 0.02, area.foot))
    )
