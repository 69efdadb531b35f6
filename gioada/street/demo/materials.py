"""Colours and procedural textures of the camera's world."""

from __future__ import annotations

import numpy as np

from gioada.street.demo.palette import Colours, albedo, glazing, linear
from gioada.street.noise import BROAD, FINE, LUMPS, fractal, look_up
from gioada.street.scene import LEAFY
from gioada.street.scene import Material as M
from gioada.street.surface import Surface

COLOURS: Colours = {
    M.ASPHALT: ((72, 71, 70),),
    M.MARKING: ((196, 194, 186),),
    M.PAVING: ((128, 124, 120), (138, 128, 122)),
    M.KERB: ((150, 148, 144),),
    M.GRASS: ((102, 108, 60),),
    M.FACADE: (
        (176, 168, 154),
        (188, 172, 138),
        (146, 142, 138),
        (160, 128, 108),
        (198, 194, 184),
        (140, 106, 92),
        (170, 156, 126),
    ),
    M.SHOP: ((92, 88, 84), (110, 76, 66), (72, 84, 88)),
    M.TRIM: ((158, 154, 148),),
    M.ROOF: ((104, 70, 60), (82, 78, 78), (92, 82, 72)),
    M.WALL: ((140, 132, 120), (126, 120, 114)),
    M.FENCE: ((96, 82, 66), (110, 112, 110)),
    M.METAL: ((104, 106, 104), (84, 90, 86), (124, 120, 114)),
    M.LIGHT_BOX: ((26, 28, 28), (40, 42, 38)),
    M.LAMP_OFF: ((44, 40, 36),),
    M.LAMP_RED: ((255, 70, 50),),
    M.LAMP_GREEN: ((110, 250, 190),),
    M.SIGN_RIM: ((212, 210, 204), (176, 44, 44), (176, 44, 44)),
    M.SIGN_FACE: ((44, 84, 150), (214, 210, 202), (212, 176, 60)),
    M.BARK: ((84, 74, 64), (70, 62, 54)),
    M.LEAVES: ((72, 84, 40), (88, 88, 44), (60, 76, 44), (104, 92, 48)),
    M.BUSH: ((70, 78, 42), (62, 70, 44)),
    M.HILL: ((100, 106, 84),),
    M.SKIN: ((186, 146, 122), (112, 80, 62)),
    M.CLOTH: ((62, 62, 68), (50, 58, 84), (128, 52, 50), (150, 146, 138), (78, 84, 70)),
    M.TROUSERS: ((42, 48, 66), (40, 40, 42), (96, 86, 72)),
    M.CAR_PAINT: (
        (152, 154, 156),
        (34, 36, 38),
        (208, 208, 206),
        (92, 96, 100),
        (46, 58, 84),
        (116, 34, 34),
        (60, 62, 64),
    ),
    M.GLASS: ((38, 44, 48),),
    M.TYRE: ((30, 30, 30),),
    M.DARK: ((26, 26, 27),),
    M.HEAD_LAMP: ((206, 206, 200),),
    M.TAIL_LAMP: ((140, 22, 22),),
    M.PLATE: ((214, 212, 196),),
    M.TRUCK_CAB: ((196, 196, 194), (54, 74, 108), (130, 46, 42), (92, 96, 96)),
    M.CARGO: ((192, 190, 184), (170, 172, 172), (120, 118, 110), (86, 100, 122)),
    M.BUS_PAINT: ((176, 172, 150), (150, 60, 52)),
    M.FRAME: ((60, 60, 64), (96, 44, 40), (50, 66, 84)),
}

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
    colour = albedo(COLOURS, surface, vary=0.22, lift=0.06)
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
