"""Painters of the ground: asphalt with its paint, footways, kerbs, grass."""

from __future__ import annotations

import numpy as np

from gioada.street.town.brush import PATCHES, Area, Coat, blend, hashed, noise, stripes
from gioada.street.town.ground import Ground
from gioada.street.town.look import Look


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
