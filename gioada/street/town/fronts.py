"""Painters of buildings: fronts with windows, doors and shops, roofs, walls."""

from __future__ import annotations

import numpy as np

from gioada.street.scene import palette
from gioada.street.town.brush import (
    PATCHES,
    Area,
    Coat,
    blend,
    hashed,
    inside,
    masonry,
    noise,
    stripes,
)
from gioada.street.town.faces import ASHLAR, BANDS, BRICKWORK, SHOPS
from gioada.street.town.stage import rgb

FASCIAS = np.array([rgb(*colour) for colour in SHOPS], np.float32)
_DOORS = palette("1e325a 6e181c 183c2c e2e0da 282626 60422c 828284")
DOORS = np.array([rgb(*colour) for colour in _DOORS], np.float32)
SHOP_HIGH = 3.4


def faced(area: Area) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Metres along the face from its left, height above the bottom, the face's width, and
    which face: 0 front (-z), 1 back, 2 sides, 3 top."""
    x, y, z = area.local
    hx, hy, hz = area.half
    nx, ny, nz = area.facing
    front = np.abs(nz) >= np.abs(nx)
    along = np.where(front, x + hx, z + hz)
    wide = np.where(front, 2 * hx, 2 * hz)
    kind = np.where(np.abs(ny) > 0.7, 3, np.where(front, np.where(nz < 0, 0, 1), 2))
    return along, y + hy, wide, kind


def walling(area: Area, u: np.ndarray, v: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Colour of the wall itself with bricks, blocks, stains."""
    colour = area.colour * (0.72 + 0.2 * noise(u + 9, v, 0.4, area.foot, PATCHES))
    brick = np.flatnonzero(kind == BRICKWORK)
    if len(brick):
        joint, tint = masonry(u[brick], v[brick], 0.075, 0.225, area.foot[brick])
        base = colour[:, brick] * (1 + 0.5 * tint)
        colour[:, brick] = blend(base, base.mean(0) * 1.15 + 0.03, 0.75 * joint)
    block = np.flatnonzero(kind == ASHLAR)
    if len(block):
        joint, tint = masonry(u[block], v[block], 0.3, 0.62, area.foot[block])
        colour[:, block] *= 1 + 0.35 * tint - 0.4 * joint
    colour *= 1 + 0.22 * noise(u, v * 3, 0.02, area.foot)
    streak = noise(u * 2.5, v * 0.12, 0.05, area.foot, PATCHES, 3)
    colour *= 1 - 0.25 * np.clip(streak, 0, 1) - 0.25 * np.exp(-v * 2.2)
    return colour


def facade(area: Area) -> Coat:
    """A front: rows of windows, doors, perhaps a row of shops below."""
    u, v, wide, face = faced(area)
    seed, storey, bay = area.trait(0), area.trait(1), area.trait(2)
    walls = np.round(area.trait(3))
    colour = walling(area, u, v, walls)
    gloss = np.zeros(len(u), np.float32)
    shop = (area.trait(6) > 0.5) & (face == 0)
    base = np.where(area.trait(6) > 0.5, SHOP_HIGH, 0).astype(np.float32)
    count = np.maximum(np.round(wide / bay), 1)
    cell = wide / count
    column, row = np.floor(u / cell), np.floor((v - base) / storey)
    across, up = u / cell - column, (v - base) / storey - row
    half_w, half_h = area.trait(4) / 2, area.trait(5) / 2
    banded = walls == BANDS
    depth = np.minimum(
        np.where(banded & (half_w > 0.42), 9, (half_w - np.abs(across - 0.5)) * cell),
        (half_h - np.abs(up - 0.54)) * storey,
    )
    # Round arches above the windows of some fronts of brick and stone.
    half, crown = half_w * cell, (up - 0.54 - half_h) * storey
    round_ = ((walls == BRICKWORK) | (walls == ASHLAR)) & (hashed(1, 2, seed) < 0.25)
    arch = half - np.hypot((across - 0.5) * cell, np.maximum(crown + half, 0))
    depth = np.where(round_ & (half < 1.2), np.minimum(depth, arch), depth)
    draw = hashed(column, row * 7 + face, seed)
    fits = (row >= 0) & ((row + 1) * storey + base <= 2 * area.half[1] + 0.7) & (face < 3)
    fits &= (face == 0) | ((area.trait(7) > 0.5) & (draw > 0.2)) | ((face == 1) & (draw > 0.4))
    depth = np.where(fits, depth, -1)
    # Lintels and sills stand out from the wall.
    above = (up - 0.54 - half_h) * storey
    below = (0.54 - half_h - up) * storey
    near = fits & (np.abs(across - 0.5) < half_w + 0.08 / cell)
    lintel = near & (above > 0) & (above < 0.2) & (seed > 0.35)
    sill = near & (below > 0) & (below < 0.09)
    trim = np.where(seed > 0.7, 1.0, 0.5)
    colour = blend(colour, area.second * 0.7 + 0.1, lintel * 0.6 * trim)
    colour = blend(colour, area.second * 0.6 + 0.12, sill * 0.6)
    line = np.mod(v - base, storey)
    colour *= 1 + 0.18 * ((line < 0.12) & (seed > 0.5) & (face < 3))
    shutter = np.minimum(
        (half_w + 0.3 / cell - np.abs(across - 0.5)) * cell, (half_h - np.abs(up - 0.54)) * storey
    )
    shuts = fits & (walls < 2) & (hashed(3, 4, seed) < 0.14) & (depth <= 0)
    slats = 0.7 + 0.3 * stripes(v, 0.1, 0.06, area.foot)
    wood = DOORS[(hashed(5, 6, seed) * len(DOORS)).astype(int)].T
    colour = blend(colour, wood * slats, inside(shutter, area.foot) * shuts)
    plinth = (v < 0.7) & (hashed(7, 8, seed) < 0.4) & (face < 3) & (area.trait(6) < 0.5)
    colour = blend(colour, area.colour * 0.55, plinth * 1.0)
    eaves = 2 * area.half[1] - v
    colour = colour * (1 - 0.45 * np.exp(-np.maximum(eaves, 0) * 2.5) * (face < 3))
    panes(area, colour, gloss, depth, across, up, cell, storey, draw, half_h)
    doors(area, colour, gloss, u, v, cell, column, face, seed)
    where = np.flatnonzero(shop & (v < SHOP_HIGH))
    if len(where):
        fronts(area, where, colour, gloss, u[where], v[where], wide[where], seed[where])
    return Coat(colour=np.maximum(colour, 0.004), gloss=gloss)


def panes(area, colour, gloss, depth, across, up, cell, storey, draw, half_h) -> None:
    """Frames, bars and glass, in place."""
    glass = np.flatnonzero(depth > -0.1)
    if not len(glass):
        return
    d, foot = depth[glass], area.foot[glass]
    seed, x, y = area.trait(0)[glass], across[glass], up[glass]
    hole = inside(d, foot)
    frame = np.where(seed < 0.6, 0.075, 0.05)
    pane = inside(d - frame, foot)
    middle = (np.abs(x - 0.5) * cell[glass], np.abs(y - 0.54) * storey[glass])
    bars = np.where(seed < 0.65, 0.024, -1.0)
    pane *= 1 - inside(bars - middle[0], foot)
    pane *= 1 - np.where(seed < 0.5, inside(0.03 - middle[1], foot), 0)
    night = np.array((0.012, 0.014, 0.016), np.float32)[:, None]
    cloth = np.array((0.3, 0.28, 0.24), np.float32)[:, None]
    hung = (draw[glass] > 0.55) & (np.abs(x - 0.5) * 4 > draw[glass] * 1.2)
    hung |= (draw[glass] > 0.8) & (y > 1.35 - draw[glass])
    behind = np.where(hung, cloth * (0.4 + draw[glass]), night * (0.6 + 2 * draw[glass]))
    # The reveal throws a shade on the upper part.
    behind = behind * (0.45 + 0.55 * inside(0.54 + half_h[glass] - y - 0.12 / storey[glass], foot))
    mixed = blend(colour[:, glass], area.second[:, glass], hole)
    colour[:, glass] = blend(mixed, behind, pane)
    gloss[glass] = pane * np.where(draw[glass] > 0.3, 0.75, 0.3)


def doors(area, colour, gloss, u, v, cell, column, face, seed) -> None:
    """Doors in some of the bays of the ground floor, in place."""
    draw = hashed(column, column * 3, seed)
    centre = (column + 0.5) * cell
    depth = np.minimum(0.48 - np.abs(u - centre), 2.15 - v)
    where = (
        (face == 0) & (draw < 0.28) & (area.trait(6) < 0.5) & (depth > -0.15) & (area.trait(1) < 6)
    )
    at = np.flatnonzero(where)
    if not len(at):
        return
    kinds = DOORS[(hashed(column[at], 11, seed[at]) * len(DOORS)).astype(int)].T
    cover = inside(depth[at] + 0.12, area.foot[at])
    colour[:, at] = blend(colour[:, at], area.second[:, at], cover)
    colour[:, at] = blend(colour[:, at], kinds, inside(depth[at], area.foot[at]))
    gloss[at] *= 1 - cover


def fronts(area, at, colour, gloss, u, v, wide, seed) -> None:
    """Shops: stall risers, glass with goods behind, doors, fascias with lettering; in place."""
    foot = area.foot[at]
    count = np.maximum(np.round(wide / (4.2 + 3 * seed)), 1)
    unit = wide / count
    number = np.floor(u / unit)
    x = u - number * unit
    draw = hashed(number, 3, seed)
    board = FASCIAS[(hashed(number, 5, seed) * len(FASCIAS)).astype(int)].T
    wood = FASCIAS[(hashed(number, 9, seed) * len(FASCIAS)).astype(int)].T * 0.7 + 0.02
    shade = np.where(draw > 0.5, wood, board)
    made = np.broadcast_to(shade, colour[:, at].shape).copy()
    low = 0.25 + 0.5 * draw
    from_side = np.minimum(x, unit - x)
    mullion = 0.5 * np.abs(np.mod(x, 1.5) - 0.75)
    pane = np.minimum(np.minimum(v - low, 2.5 - v), from_side - 0.3)
    pane = np.minimum(pane, 0.36 - mullion)
    entry = np.minimum(0.5 - np.abs(x - unit * (0.3 + 0.4 * draw)), 2.3 - v)
    cover = np.maximum(inside(pane, foot), inside(entry, foot))
    goods = noise(u * 3, v * 3 + 40 * seed, 0.05, foot, (16, 32, 64), 4)
    dark = 0.012 + 0.12 * np.clip(goods * 2.4 * draw, 0, 1)
    tints = np.stack([dark * 1.2, dark, dark * 0.8])
    made = blend(made, tints, cover)
    gloss[at] = cover * 0.65
    fascia = np.minimum(v - 2.55, SHOP_HIGH - 0.12 - v)
    made = blend(made, board, inside(fascia, foot))
    made *= 1 - 0.6 * inside(0.05 - np.abs(v - 2.52), foot)
    text = lettered(x, v - 2.72, unit, 0.42, number, seed, foot)
    pale = np.where(board.mean(0) > 0.3, 0.03, 0.75)
    made = blend(made, pale * np.ones((3, 1), np.float32), text)
    gloss[at] *= 1 - inside(fascia, foot)
    colour[:, at] = made * (1 + 0.15 * noise(u, v, 0.05, foot))


def lettered(x, y, wide, high: float, number, seed, foot) -> np.ndarray:
    """Marks like letters in the middle of a board `wide` metres long, y from their base up."""
    span = 0.25 + 0.3 * hashed(number, 21, seed)
    step = high * 0.72
    place = x - wide * (0.5 - span / 1.3)
    letter = np.floor(place / step)
    fx, fy = place / step - letter, y / high
    draw = (hashed(letter, number, seed) * 16).astype(np.int32)
    stem = (np.abs(fx - 0.22) < 0.1) | ((draw & 1 > 0) & (np.abs(fx - 0.68) < 0.1))
    cross = (draw & 2 > 0) & (np.abs(fy - 0.9) < 0.11) | (draw & 4 > 0) & (np.abs(fy - 0.5) < 0.1)
    cross |= (draw & 8 > 0) & (np.abs(fy - 0.1) < 0.11)
    ink = (stem | (cross & (fx > 0.15) & (fx < 0.75))) & (fy > 0) & (fy < 1)
    ink &= (place > 0) & (place < wide * span * 1.4) & (hashed(letter, 77, seed) > 0.12)
    # Too small to read, letters are a grey band.
    sharp = np.clip(1.4 - foot / (0.12 * high), 0.35, 1)
    band = (fy > 0) & (fy < 1) & (place > 0) & (place < wide * span * 1.4)
    return np.where(sharp > 0.4, ink * sharp, band * 0.35).astype(np.float32)


def glass_front(area: Area) -> Coat:
    """A wall of glass in a grid of frames."""
    u, v, _, face = faced(area)
    storey, step = area.trait(1), area.trait(2)
    frame = np.maximum(stripes(u, step, 0.1, area.foot), stripes(v, storey / 2, 0.1, area.foot))
    slab = stripes(v, storey, 0.45, area.foot) * 0.7
    pane = hashed(np.floor(u / step), np.floor(v / storey * 2), area.trait(0))
    glass = np.array((0.02, 0.03, 0.035), np.float32)[:, None] * (0.6 + pane)
    colour = blend(blend(glass, area.colour * 0.4, slab), area.second, frame)
    share = np.where(face == 3, 0.0, (0.45 + 0.5 * pane) * (1 - frame) * (1 - 0.5 * slab))
    return Coat(colour=colour, gloss=share)


def shed(area: Area) -> Coat:
    """Ribbed sheets with a band of colour, a few doors."""
    u, v, _wide, face = faced(area)
    ribs = stripes(u, 0.3, 0.1, area.foot)
    colour = area.colour * (1 - 0.18 * ribs) * (1 + 0.2 * noise(u, v, 0.3, area.foot, PATCHES))
    high = 2 * area.half[1]
    colour = blend(colour, area.second, ((v > high - 1.2) & (face < 3)) * 0.85)
    gate = np.minimum(1.6 - np.abs(np.mod(u, 9) - 4.5), 3.2 - v)
    wanted = (hashed(np.floor(u / 9), 1, area.trait(0)) < 0.4) & (face < 3) & (high > 4)
    return Coat(colour=blend(colour, (0.05, 0.055, 0.06), inside(gate, area.foot) * wanted))


def roof(area: Area) -> Coat:
    """Courses of tiles or slates, with moss."""
    x, y, _z = area.local
    slope = y * 1.5
    row = np.floor(slope / 0.3)
    joint = stripes(slope, 0.3, 0.05, area.foot)
    tint = hashed(np.floor(x / 0.3 + 0.5 * np.mod(row, 2)), row, 0.2) - 0.5
    fade = np.minimum(1, 0.25 / np.maximum(area.foot, 1e-4))
    colour = area.colour * (1 + 0.35 * tint * fade - 0.4 * joint)
    stain = noise(x, y * 2, 0.15, area.foot, PATCHES, 2)
    return Coat(colour=colour * (1 + 0.5 * stain))


def brick(area: Area) -> Coat:
    """A wall of brick."""
    u, v, _, _ = faced(area)
    return Coat(colour=walling(area, u, v, np.full(len(u), BRICKWORK)))


def stone(area: Area) -> Coat:
    """A wall of blocks."""
    u, v, _, _ = faced(area)
    return Coat(colour=walling(area, u, v, np.full(len(u), ASHLAR)))


def wood(area: Area) -> Coat:
    """Upright boards."""
    u, v, _, _ = faced(area)
    gap = stripes(u, 0.14, 0.012, area.foot)
    tint = hashed(np.floor(u / 0.14), 2, area.trait(0)) - 0.5
    colour = area.colour * (1 + 0.5 * tint * np.minimum(1, 0.1 / np.maximum(area.foot, 1e-4)))
    return Coat(
        colour=colour * (1 - 0.7 * gap) * (1 + 0.3 * noise(u * 4, v * 0.5, 0.02, area.foot))
    )
