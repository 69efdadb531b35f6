"""How a cheap game engine draws a scene: flat, saturated, without shadows."""

from __future__ import annotations

import numpy as np

from gioada.street.demo.palette import Colours, albedo, glazing, linear
from gioada.street.scene import Material as M
from gioada.street.scene import Scene
from gioada.street.surface import Surface
from gioada.street.views import View

COLOURS: Colours = {
    M.ASPHALT: ((112, 112, 122),),
    M.MARKING: ((250, 250, 250),),
    M.PAVING: ((205, 178, 160), (196, 186, 190)),
    M.KERB: ((225, 225, 228),),
    M.GRASS: ((104, 196, 60),),
    M.FACADE: (
        (226, 128, 96),
        (240, 208, 128),
        (168, 196, 226),
        (236, 232, 222),
        (196, 104, 104),
        (246, 176, 148),
        (160, 200, 170),
    ),
    M.SHOP: ((90, 120, 190), (190, 70, 70), (70, 150, 120)),
    M.TRIM: ((250, 246, 238),),
    M.ROOF: ((178, 70, 52), (150, 84, 64), (96, 96, 130)),
    M.WALL: ((214, 190, 150), (190, 170, 170)),
    M.FENCE: ((170, 112, 60), (240, 240, 240)),
    M.METAL: ((150, 160, 176),),
    M.LIGHT_BOX: ((36, 40, 46), (240, 190, 30)),
    M.LAMP_OFF: ((70, 60, 50),),
    M.LAMP_RED: ((255, 40, 30),),
    M.LAMP_GREEN: ((40, 255, 110),),
    M.SIGN_RIM: ((250, 250, 250), (235, 20, 30), (235, 20, 30)),
    M.SIGN_FACE: ((20, 90, 235), (255, 250, 245), (255, 215, 20)),
    M.BARK: ((140, 92, 52),),
    M.LEAVES: ((40, 156, 44), (66, 172, 40), (32, 132, 60)),
    M.BUSH: ((52, 146, 40), (40, 128, 48)),
    M.HILL: ((96, 176, 96),),
    M.SKIN: ((240, 190, 150), (150, 100, 70)),
    M.CLOTH: ((230, 60, 60), (60, 80, 220), (240, 220, 80), (60, 180, 120), (230, 230, 230)),
    M.TROUSERS: ((50, 60, 140), (60, 60, 60), (150, 120, 80)),
    M.CAR_PAINT: (
        (222, 30, 36),
        (34, 84, 220),
        (248, 204, 30),
        (246, 246, 246),
        (30, 160, 90),
        (240, 120, 30),
        (120, 60, 180),
    ),
    M.GLASS: ((60, 84, 110),),
    M.TYRE: ((28, 28, 30),),
    M.DARK: ((44, 44, 48),),
    M.HEAD_LAMP: ((255, 250, 220),),
    M.TAIL_LAMP: ((220, 10, 20),),
    M.PLATE: ((250, 240, 170),),
    M.TRUCK_CAB: ((220, 60, 40), (50, 110, 210), (245, 245, 245), (60, 160, 90)),
    M.CARGO: ((240, 240, 245), (90, 140, 220), (240, 190, 90), (210, 210, 200)),
    M.BUS_PAINT: ((240, 150, 30), (210, 50, 60)),
    M.FRAME: ((220, 60, 60), (60, 100, 220), (40, 40, 40)),
}
ZENITH, RIM = (66, 138, 240), (190, 224, 255)
PANE = (120, 180, 226)


def shade_source(scene: Scene, view: View, surface: Surface) -> np.ndarray:
    """Picture of what the rays met, uint8 H W 3."""
    colour = albedo(COLOURS, surface, vary=0.1, lift=0.05)
    colour[:, glazing(surface) > 0] = linear(PANE)[:, None]
    facing = np.array(scene.sun, np.float32) @ surface.normal
    colour *= 0.5 + 0.12 * surface.normal[1] + 0.5 * np.maximum(facing, 0)
    height, width = surface.shape
    up = np.broadcast_to(view.direction[1], surface.shape).reshape(-1)
    picture = np.empty((height * width, 3), np.float32)
    blend = np.clip(up / 0.6, 0, 1)[:, None]
    picture[:] = linear(RIM) * (1 - blend) + linear(ZENITH) * blend
    picture[surface.pixels] = colour.T
    picture = np.clip(picture, 0, 1) ** np.float32(1 / 2.2)
    return (picture * 255 + 0.5).astype(np.uint8).reshape(height, width, 3)
