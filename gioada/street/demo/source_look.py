"""How a cheap game engine draws a scene: flat, saturated, without shadows."""

from __future__ import annotations

import numpy as np

from gioada.street.demo.materials import SOURCE, albedo, glazing, linear
from gioada.street.scene import Scene
from gioada.street.surface import Surface
from gioada.street.views import View

ZENITH, RIM = (66, 138, 240), (190, 224, 255)
PANE = (120, 180, 226)


def shade_source(scene: Scene, view: View, surface: Surface) -> np.ndarray:
    """Picture of what the rays met, uint8 H W 3."""
    colour = albedo(SOURCE, surface, vary=0.1, lift=0.05)
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
