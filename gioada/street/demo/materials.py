"""From materials to colours, and the procedural textures of the camera's world."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gioada.street.noise import BROAD, FINE, LUMPS, fractal, look_up
from gioada.street.scene import LEAFY, palette
from gioada.street.scene import Material as M
from gioada.street.surface import Surface

Colours = Mapping[M, tuple[tuple[int, int, int], ...]]

_COLOURS = {
    M.ASPHALT: ("70707a", "484746"),
    M.MARKING: ("fafafa", "c4c2ba"),
    M.PAVING: ("cdb2a0 c4babe", "807c78 8a807a"),
    M.KERB: ("e1e1e4", "969490"),
    M.GRASS: ("68c43c", "666c3c"),
    M.FACADE: (
        "e28060 f0d080 a8c4e2 ece8de c46868 f6b094 a0c8aa",
        "b0a89a bcac8a 928e8a a0806c c6c2b8 8c6a5c aa9c7e",
    ),
    M.SHOP: ("5a78be be4646 469678", "5c5854 6e4c42 485458"),
    M.TRIM: ("faf6ee", "9e9a94"),
    M.ROOF: ("b24634 965440 606082", "68463c 524e4e 5c5248"),
    M.WALL: ("d6be96 beaaaa", "8c8478 7e7872"),
    M.FENCE: ("aa703c f0f0f0", "605242 6e706e"),
    M.METAL: ("96a0b0", "686a68 545a56 7c7872"),
    M.LIGHT_BOX: ("24282e f0be1e", "1a1c1c 282a26"),
    M.LAMP_OFF: ("463c32", "2c2824"),
    M.LAMP_RED: ("ff281e", "ff4632"),
    M.LAMP_GREEN: ("28ff6e", "6efabe"),
    M.SIGN_RIM: ("fafafa eb141e eb141e", "d4d2cc b02c2c b02c2c"),
    M.SIGN_FACE: ("145aeb fffaf5 ffd714", "2c5496 d6d2ca d4b03c"),
    M.BARK: ("8c5c34", "544a40 463e36"),
    M.LEAVES: ("289c2c 42ac28 20843c", "485428 58582c 3c4c2c 685c30"),
    M.BUSH: ("349228 288030", "464e2a 3e462c"),
    M.HILL: ("60b060", "646a54"),
    M.SKIN: ("f0be96 966446", "ba927a 70503e"),
    M.CLOTH: ("e63c3c 3c50dc f0dc50 3cb478 e6e6e6", "3e3e44 323a54 803432 96928a 4e5446"),
    M.TROUSERS: ("323c8c 3c3c3c 967850", "2a3042 28282a 605648"),
    M.CAR_PAINT: (
        "de1e24 2254dc f8cc1e f6f6f6 1ea05a f0781e 783cb4",
        "989a9c 222426 d0d0ce 5c6064 2e3a54 742222 3c3e40",
    ),
    M.GLASS: ("3c546e", "262c30"),
    M.TYRE: ("1c1c1e", "1e1e1e"),
    M.DARK: ("2c2c30", "1a1a1b"),
    M.HEAD_LAMP: ("fffadc", "cecec8"),
    M.TAIL_LAMP: ("dc0a14", "8c1616"),
    M.PLATE: ("faf0aa", "d6d4c4"),
    M.TRUCK_CAB: ("dc3c28 326ed2 f5f5f5 3ca05a", "c4c4c2 364a6c 822e2a 5c6060"),
    M.CARGO: ("f0f0f5 5a8cdc f0be5a d2d2c8", "c0beb8 aaacac 78766e 56647a"),
    M.BUS_PAINT: ("f0961e d2323c", "b0ac96 963c34"),
    M.FRAME: ("dc3c3c 3c64dc 282828", "3c3c40 602c28 324254"),
}
"""What a material may look like to a game, and to a camera."""
SOURCE, TARGET = ({m: palette(both[n]) for m, both in _COLOURS.items()} for n in range(2))

PLAIN = (0.12, 0.1)
TEXTURE = {
    M.ASPHALT: (0.6, 0.25),
    M.MARKING: (0.45, 0.6),
    M.PAVING: (0.4, 0.3),
    M.KERB: (0.3, 0.3),
    M.GRASS: (1.2, 0.9),
    M.FACADE: (0.25, 0.45),
    M.SHOP: (0.2, 0.3),
    M.TRIM: (0.2, 0.3),
    M.ROOF: (0.5, 0.4),
    M.WALL: (0.6, 0.6),
    M.FENCE: (0.5, 0.5),
    M.METAL: (0.2, 0.4),
    M.BARK: (1.0, 0.6),
    M.LEAVES: (1.1, 0.5),
    M.BUSH: (1.1, 0.6),
    M.HILL: (0.2, 0.9),
    M.CARGO: (0.1, 0.3),
}
"""Strength of the fine and of the broad noise, by material."""


def textured(surface: Surface) -> np.ndarray:
    """Linear colour of every pixel with its texture, float32 3 M."""
    colour = albedo(TARGET, surface, vary=0.22, lift=0.06)
    bricks(surface, colour)
    slabs(surface, colour)
    strength = np.array([TEXTURE.get(material, PLAIN) for material in M], np.float32)
    fine, broad = strength[surface.material].T
    shift = surface.tone[2] * 61
    u, v = surface.across + shift, surface.up
    # Grain finer than a pixel averages out.
    fade = 1 / (1 + surface.distance * np.float32(0.05))
    grain = look_up(fractal(FINE), u, v, 0.025) - 0.5
    patch = look_up(fractal(BROAD), u, v, 0.09) - 0.5
    colour *= np.maximum(1 + fine * fade * grain * 1.6 + broad * patch * 1.3, 0.1)
    foliage(surface, colour)
    windows(surface, colour)
    glow = np.flatnonzero(np.isin(surface.material, (M.LAMP_RED, M.LAMP_GREEN)))
    colour[:, glow] *= 2.5
    return colour


def bricks(surface: Surface, colour: np.ndarray) -> None:
    """Courses of brick or stone on walls and on some of the houses, in place."""
    wall = (surface.material == M.FACADE) & (surface.tone[0] > 0.4) & (surface.tone[0] < 0.9)
    chosen = np.flatnonzero(
        (wall | (surface.material == M.WALL)) & surface.side & (surface.distance < 40)
    )
    course = surface.up[chosen] / 0.16
    row = np.floor(course)
    along = surface.across[chosen] / 0.42 + 0.5 * np.mod(row, 2)
    joint = (course - row < 0.16) | (np.mod(along, 1) < 0.07)
    tint = look_up(fractal(FINE, 5), np.floor(along) * 13, row * 7, 1.0) - 0.5
    fade = 1 / (1 + (surface.distance[chosen] / 12) ** 2)
    colour[:, chosen] *= 1 + fade * np.where(joint, 0.35, 0.5 * tint - 0.06)


def slabs(surface: Surface, colour: np.ndarray) -> None:
    """Joints between paving slabs, and tyre tracks and repairs in the asphalt, in place."""
    paving = np.flatnonzero((surface.material == M.PAVING) & ~surface.side)
    x, z = surface.point[0, paving], surface.point[2, paving]
    joint = (np.mod(x, 0.6) < 0.04) | (np.mod(z, 0.9) < 0.05)
    colour[:, paving] *= 1 - 0.35 * joint / (1 + surface.distance[paving] / 10)
    road = np.flatnonzero(surface.material == M.ASPHALT)
    x, z = surface.point[0, road], surface.point[2, road]
    worn = look_up(fractal(LUMPS, 9), x * 3, z * 0.4, 0.25)
    repair = look_up(fractal((4, 8), 11), np.round(x), np.round(z / 3) * 3, 0.11) > 0.8
    colour[:, road] *= 1 + 0.22 * (worn - 0.5) - 0.25 * repair


def foliage(surface: Surface, colour: np.ndarray) -> None:
    """Clumps of leaves with dark gaps, in place; normals are not enough to tell them apart."""
    chosen = np.flatnonzero(np.isin(surface.material, LEAFY))
    x, y, z = surface.point[:, chosen]
    noise = fractal(LUMPS, 2)
    clump = look_up(noise, x, y, 0.035) + look_up(noise, z + 3, y, 0.035)
    clump += look_up(noise, x + 5, z, 0.035)
    clump = clump / 3 - 0.5
    shade = np.clip(1 + 3.4 * clump, 0.25, 2.2)
    colour[:, chosen] *= shade
    # Thin leaves pass yellow light.
    colour[0, chosen] *= 1 + 0.35 * np.maximum(clump, 0)


def windows(surface: Surface, colour: np.ndarray) -> None:
    """Dark panes in pale frames, some with curtains, in place."""
    depth = glazing(surface)
    panes = np.flatnonzero(depth > 0)
    across, high = surface.across[panes], surface.point[1, panes]
    cell = 2.3 + 0.9 * surface.tone[2, panes]
    seed = np.floor(across / cell) * 5 + np.floor(high / 3) * 17
    draw = look_up(fractal(FINE, 6), seed, surface.tone[1, panes] * 500, 1.0)
    dark, cloth = linear((36, 40, 44))[:, None], linear((150, 144, 132))[:, None]
    curtain = (draw > 0.62) & (np.mod(high, 3) > 1.0 + draw)
    colour[:, panes] = np.where(curtain, cloth, dark)
    frame = panes[depth[panes] < 0.09]
    colour[:, frame] = linear((176, 172, 164))[:, None]


def shine(surface: Surface, eye: np.ndarray, sky: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sky mirrored by glass and paint: pixels (indices into M), light float32 3 K.

    eye: float 3, where the camera is; sky: float32 3, colour of the sky.
    """
    mirror = np.isin(surface.material, (M.GLASS, M.CAR_PAINT, M.TRUCK_CAB, M.BUS_PAINT))
    chosen = np.flatnonzero(mirror | (glazing(surface) > 0.09))
    ray = surface.point[:, chosen] - eye.astype(np.float32)[:, None]
    ray /= np.sqrt((ray * ray).sum(0)) + 1e-9
    normal = surface.normal[:, chosen]
    cosine = np.clip(-(ray * normal).sum(0), 0, 1)
    up = ray[1] + 2 * cosine * normal[1]
    base = np.where(np.isin(surface.material[chosen], (M.GLASS, M.FACADE, M.SHOP)), 0.1, 0.04)
    share = base + (0.7 - base) * (1 - cosine) ** 4
    # Low reflections show the other side of the street, which is darker than the sky.
    seen = 0.12 + 0.88 * np.clip(up * 4 - 0.2, 0, 1)
    return chosen, sky[:, None] * (share * seen).astype(np.float32)


def linear(colour: np.ndarray | tuple[int, int, int]) -> np.ndarray:
    """Linear light in [0, 1] of an 8-bit display colour, float32."""
    return (np.asarray(colour, np.float32) / 255) ** np.float32(2.2)


def albedo(colours: Colours, surface: Surface, *, vary: float, lift: float) -> np.ndarray:
    """Linear colour of every pixel, float32 3 M.

    An object's first tone picks among its material's colours, the second scales it by up to
    1 +- vary, the third tints it from blue to red by up to lift.
    """
    width = max(len(options) for options in colours.values())
    table = np.zeros((len(M), width, 3), np.float32)
    counts = np.ones(len(M), np.float32)
    for material, options in colours.items():
        table[material, : len(options)] = linear(np.array(options))
        counts[material] = len(options)
    choice = (surface.tone[0] * counts[surface.material]).astype(np.int8)
    colour = table.reshape(-1, 3).T[:, surface.material.astype(np.int32) * width + choice]
    scale = 1 + vary * (2 * surface.tone[1] - 1)
    tint = lift * (2 * surface.tone[2] - 1)
    colour *= scale
    colour[0] *= 1 + tint
    colour[2] *= 1 - tint
    return colour


def glazing(surface: Surface, storey: float = 3.0) -> np.ndarray:
    """How deep in a window of a house or a shop front a pixel lies: float32 M.

    Metres from the window's edge, zero or less outside windows.
    """
    panes = np.zeros(surface.pixels.shape, np.float32)
    for material, wide, low, high in (
        (M.FACADE, 0.22, 0.3, 0.76),
        (M.SHOP, 0.42, 0.12, 0.8),
    ):
        chosen = np.flatnonzero((surface.material == material) & surface.side)
        cell = 2.3 + 0.9 * surface.tone[2, chosen]
        column = np.mod(surface.across[chosen] / cell, 1) - 0.5
        row = np.mod(surface.point[1, chosen] / storey, 1)
        # The highest storey has windows only where they fit under the eaves.
        fits = surface.point[1, chosen] < surface.tall[chosen] - 0.3
        depth = np.minimum((wide - np.abs(column)) * cell, (row - low) * storey)
        panes[chosen] = np.minimum(depth, (high - row) * storey) * fits
    return panes
