"""Painters of vehicles."""

from __future__ import annotations

import numpy as np

from gioada.street.town.brush import PATCHES, Area, Coat, blend, inside, noise
from gioada.street.town.fronts import lettered

BLACK = (0.008, 0.008, 0.009)
RED_LAMP, PALE_LAMP = (0.35, 0.012, 0.014), (0.6, 0.6, 0.58)


def car_body(area: Area) -> Coat:
    """The lower body: arches, sills, lamps, plates, grille, gaps between doors."""
    x, y, z = area.local
    end, wide, radius, axle = (area.trait(n) for n in range(4))
    seed, braking, waist, bare = (area.trait(n) for n in range(4, 8))
    foot = area.foot
    nx, _ny, nz = area.facing
    colour = area.colour.copy()
    side = np.clip((np.abs(nx) - 0.5) * 4, 0, 1)
    front, back = (z > end - 0.5) & (nz > 0.25), (z < -end + 0.45) & (nz < -0.25)
    arch = radius + 0.07 - np.hypot(np.abs(z) - axle, y - radius)
    colour = blend(colour, BLACK, inside(arch, foot) * side)
    colour = blend(colour, BLACK, inside(0.27 - y, foot) * 0.9)
    gap = np.minimum(np.abs(z - 0.12 * end), np.abs(z + 0.3 * end))
    colour = colour * (1 - 0.55 * inside(0.012 - gap, foot) * side * (y > 0.3))
    handle = np.minimum(0.09 - np.abs(z + 0.2 * end), 0.015 - np.abs(y - waist + 0.16))
    colour = blend(colour, (0.02, 0.02, 0.02), inside(handle, foot) * side * 0.7)
    strip = np.where(seed < 0.4, inside(0.045 - np.abs(y - 0.5), foot), 0)
    colour = blend(colour, (0.015, 0.015, 0.016), strip * 0.8)
    bumper = (y < 0.52) & (front | back) & (bare > 0.75)
    colour = blend(colour, (0.03, 0.03, 0.032), bumper * 1.0)
    ends = front | back
    lamp = np.minimum(0.13 + 0.03 * seed - np.abs(y - waist * 0.8), np.abs(x) - wide * 0.56)
    tall = (seed > 0.6) & back
    lamp = np.where(
        tall, np.minimum(0.24 - np.abs(y - waist + 0.22), np.abs(x) - wide * 0.74), lamp
    )
    lamp = inside(lamp, foot) * ends
    red = np.array(RED_LAMP)[:, None] * (1 + 1.5 * braking)
    colour = blend(colour, np.where(front, np.array(PALE_LAMP)[:, None], red), lamp)
    grille = np.minimum(0.07 - np.abs(y - waist * 0.76), wide * 0.5 - np.abs(x))
    intake = np.minimum(0.07 - np.abs(y - 0.33), wide * 0.6 - np.abs(x))
    colour = blend(colour, BLACK, np.maximum(inside(grille, foot), inside(intake, foot)) * front)
    plate = np.minimum(
        0.06 - np.abs(y - np.where(seed > 0.5, 0.45, 0.72) + 0.02 * front), 0.26 - np.abs(x)
    )
    pale = np.where(
        front | (seed < 0.5),
        np.array((0.7, 0.7, 0.66))[:, None],
        np.array((0.7, 0.55, 0.1))[:, None],
    )
    number = inside(0.02 - np.abs(np.mod(x, 0.07) - 0.035), foot) * (np.abs(x) < 0.22)
    colour = blend(colour, pale * (1 - 0.45 * number), inside(plate, foot) * ends)
    dirt = np.clip(0.55 - y, 0, 1) * 0.8
    colour = blend(colour, (0.09, 0.085, 0.075), np.clip(dirt, 0, 0.4))
    shiny = 0.24 * (1 - np.clip(inside(arch, foot) * side, 0, 1)) * (y > 0.27)
    return Coat(colour=colour, gloss=np.maximum(shiny, 0.35 * lamp) + 0 * x)


def car_cabin(area: Area) -> Coat:
    """The upper body: glass between pillars, a painted roof."""
    x, y, z = area.local
    tall, waist, seed, middle = (area.trait(n) for n in range(4))
    foot = area.foot
    nx, ny, _nz = area.facing
    edge = area.met.edge[area.chosen]
    pillar = inside(0.05 - edge, foot)
    side = np.abs(nx) > 0.6
    post = np.maximum(
        inside(0.045 - np.abs(z - middle), foot), inside(0.03 - np.abs(z - middle + 0.95), foot)
    )
    pillar = np.maximum(pillar, post * side)
    top = inside(y - tall + 0.07, foot) * (ny > 0.35)
    top = np.maximum(top, (ny > 0.8) * 1.0)
    pillar = np.maximum(pillar, inside(waist + 0.03 - y, foot))
    paint = np.maximum(pillar, top)
    black = np.maximum(0, pillar - top) * (seed > 0.5)
    seats = np.array((0.012, 0.013, 0.014), np.float32)[:, None] * np.ones_like(x)
    rest = (np.abs(np.mod(x + 2, 0.75) - 0.375) < 0.18) & (y < waist + 0.26) & (y > waist + 0.05)
    seats = blend(seats, (0.03, 0.03, 0.03), rest * 1.0)
    colour = blend(seats, area.colour, paint)
    colour = blend(colour, BLACK, black * 0.9)
    return Coat(colour=colour, gloss=np.where(paint > 0.5, 0.22, 0.85))


def van(area: Area) -> Coat:
    """A van: glass in front, doors behind, perhaps windows along the side."""
    x, y, z = area.local
    end, wide, radius, axle = (area.trait(n) for n in range(4))
    seed, braking, tall, glazed = (area.trait(n) for n in range(4, 8))
    foot = area.foot
    nx, _ny, nz = area.facing
    side = np.clip((np.abs(nx) - 0.5) * 4, 0, 1)
    front, back = nz > 0.3, nz < -0.3
    colour = area.colour * (1 + 0.1 * noise(z, y, 0.2, foot, PATCHES))
    low, high = tall * 0.54, tall * 0.88
    band = np.minimum(y - low, high - y)
    cab = np.minimum(np.minimum(z - end + 1.55, end - 0.55 - z), 0.45 - np.abs(z - end + 1.05))
    row = np.where(glazed > 0.5, 0.5 - np.abs(np.mod(z + 9, 1.15) - 0.575), -1)
    window = np.minimum(band, np.maximum(cab, row)) * 1.0
    pane = inside(window, foot) * side
    pane = np.maximum(pane, inside(np.minimum(band, wide * 0.86 - np.abs(x)), foot) * front)
    rear = np.minimum(np.minimum(band, wide * 0.8 - np.abs(x)), np.abs(x) - 0.05)
    pane = np.maximum(pane, inside(rear, foot) * back * ((seed > 0.35) | (glazed > 0.5)))
    colour = blend(colour, (0.012, 0.013, 0.014), pane)
    arch = radius + 0.07 - np.hypot(np.abs(z) - axle, y - radius)
    colour = blend(colour, BLACK, np.maximum(inside(arch, foot) * side, inside(0.33 - y, foot)))
    lamp = inside(np.minimum(0.2 - np.abs(y - 0.85), np.abs(x) - wide * 0.76), foot)
    red = np.array(RED_LAMP)[:, None] * (1 + 1.5 * braking)
    colour = blend(colour, red, lamp * back)
    colour = blend(
        colour,
        PALE_LAMP,
        inside(np.minimum(0.12 - np.abs(y - 0.75), np.abs(x) - wide * 0.6), foot) * front,
    )
    plate = np.minimum(0.06 - np.abs(y - 0.55), 0.26 - np.abs(x))
    colour = blend(colour, (0.7, 0.6, 0.25), inside(plate, foot) * (front | back))
    colour *= 1 - 0.5 * inside(0.012 - np.abs(z - 0.2), foot) * side
    text = lettered(
        z + 1.6, y - tall * 0.36, np.full_like(x, 3.2), 0.25, np.floor(seed * 50), seed, foot
    )
    colour = blend(colour, (0.04, 0.06, 0.2), text * side * (seed > 0.55))
    return Coat(colour=colour, gloss=np.where(pane > 0.5, 0.8, 0.16))


def bus(area: Area) -> Coat:
    """A bus or the cab of a lorry: bands of windows, a screen, a line of colour."""
    x, y, z = area.local
    end, wide, high, decks = (area.trait(n) for n in range(4))
    _seed, _cab, share, skirt = (area.trait(n) for n in range(4, 8))
    foot = area.foot
    nx, _ny, nz = area.facing
    side = np.abs(nx) > 0.6
    front, back = nz > 0.5, nz < -0.5
    truck = high > 8.5
    bottom = np.where(truck, -1.2, 0.0)
    deck = np.where(truck, 2.4, high / np.maximum(decks, 1))
    level = (y - bottom) / deck
    up = (level - np.floor(level)) * deck
    band = np.minimum(up - deck * share, deck * 0.88 - up)
    posts = np.abs(np.mod(z + 30, 1.5) - 0.75)
    pane = inside(np.minimum(band, 0.71 - posts), foot) * side
    whole = inside(np.minimum(band + 0.25, wide * 0.93 - np.abs(x)), foot)
    pane = np.maximum(pane, whole * front)
    pane = np.maximum(pane, inside(np.minimum(band, wide * 0.7 - np.abs(x)), foot) * back * ~truck)
    colour = area.colour * (1 + 0.1 * noise(z + x, y, 0.3, foot, PATCHES))
    lower = inside(0.9 - y, foot) * np.where(truck, 0, skirt)
    colour = blend(colour, area.second, lower)
    poster = np.minimum(np.minimum(2.2 - np.abs(np.mod(z + 30, 6) - 3), 0.28 - np.abs(up - 0.1)), 1)
    colour = blend(colour, area.second, inside(poster, foot) * side * (decks > 1.5) * (level > 0.9))
    colour = blend(colour, (0.012, 0.013, 0.014), pane)
    sign = np.minimum(0.13 - np.abs(y - high + 0.3), 0.7 - np.abs(x))
    colour = blend(colour, (0.5, 0.35, 0.05), inside(sign, foot) * (front | back) * ~truck)
    lamp = inside(np.minimum(0.14 - np.abs(y - 0.75), np.abs(x) - wide * 0.74), foot) * ~truck
    colour = blend(colour, PALE_LAMP, lamp * front)
    colour = blend(colour, RED_LAMP, lamp * back)
    plate = np.minimum(0.07 - np.abs(y - 0.6), 0.28 - np.abs(x))
    colour = blend(colour, (0.7, 0.6, 0.25), inside(plate, foot) * (front | back) * ~truck)
    arch = 0.58 - np.minimum(np.hypot(z + 0.56 * end, y - 0.48), np.hypot(z - 0.64 * end, y - 0.48))
    colour = blend(colour, BLACK, inside(arch, foot) * side * ~truck)
    return Coat(colour=colour, gloss=np.where(pane > 0.5, 0.75, 0.14))


def wheel(area: Area) -> Coat:
    """A tyre about a rim with spokes."""
    _, y, z = area.local
    size = area.trait(0)
    radius = np.hypot(y, z)
    turn = np.arctan2(y, z)
    rim = inside(size * 0.66 - radius, area.foot)
    spokes = (np.mod(turn * 5 / (2 * np.pi), 1) < 0.5) | (radius < size * 0.2)
    bright = np.where(spokes, 1.0, 0.3)
    return Coat(colour=blend(area.colour, area.second * bright, rim), gloss=rim * 0.1)
