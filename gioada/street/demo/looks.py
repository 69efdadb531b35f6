"""How a scene is seen: flat and saturated by a cheap game engine, or by a camera.

The camera's look has textures, cast shadows, haze, clouds, optics and a sensor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.street.demo.materials import SOURCE, albedo, glazing, linear, shine, textured
from gioada.street.noise import BROAD, fractal, smooth
from gioada.street.raycast import cast, nothing
from gioada.street.scene import Scene
from gioada.street.surface import Surface
from gioada.street.views import View, halved, orthographic, share_of_sun

SHADOW_REGION = np.array([[-20.0, 0.0, 0.0], [20.0, 0.5, 60.0]])
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


@dataclass(frozen=True, kw_only=True)
class Weather:
    """Light and camera of one frame.

    overcast: 0 clear to 1 covered; haze: share of light lost per metre; exposure: a factor;
    warmth: red over blue minus one; noise: read noise as a share of white; cloud: offset of the
    clouds' texture in texels.
    """

    overcast: float
    haze: float
    exposure: float
    warmth: float
    noise: float
    cloud: tuple[float, float]


def weather(rng: np.random.Generator) -> Weather:
    """Draw the weather of one frame."""
    return Weather(
        overcast=float(rng.beta(0.9, 1.5)),
        haze=float(rng.uniform(0.002, 0.006)),
        exposure=float(np.exp(rng.normal(0, 0.12))),
        warmth=float(rng.normal(0.04, 0.05)),
        noise=float(rng.uniform(0.002, 0.006)),
        cloud=tuple(rng.uniform(0, 512, 2).tolist()),
    )


def shade_target(
    scene: Scene, view: View, surface: Surface, rng: np.random.Generator
) -> np.ndarray:
    """Picture of what the rays met, uint8 H W 3; the view holds rays at half-pixel steps."""
    now = weather(rng)
    light = lit(scene, surface, now)
    colour = textured(surface) * light
    eye = np.array([scene.camera.x, scene.camera.y, scene.camera.z])
    mirrors, mirrored = shine(surface, eye, haze_colour(now))
    colour[:, mirrors] += mirrored
    air = np.exp(-np.maximum(surface.distance - 4, 0) * np.float32(now.haze))
    height, width = surface.shape
    picture = np.empty((3, height * width), np.float32)
    open_sky = np.ones(height * width, bool)
    open_sky[surface.pixels] = False
    picture[:, open_sky] = sky([part.reshape(-1)[open_sky] for part in view.direction], now)
    far = haze_colour(now)[:, None]
    picture[:, surface.pixels] = far + (colour - far) * air
    return develop(halved(picture.reshape(3, height, width)), now, rng)


def lit(scene: Scene, surface: Surface, now: Weather) -> np.ndarray:
    """Light that falls on every pixel, float32 3 M: sun with shadows, sky, bounce."""
    normal = surface.normal
    facing = np.maximum(np.array(scene.sun, np.float32) @ normal, 0)
    # The sun's picture ends at 60 m.
    towards = np.flatnonzero((facing > 0) & (surface.distance < 70))
    facing[towards] *= sunlit(scene, surface, towards)
    direct = facing * np.float32(2.5 * (1 - now.overcast))
    above = 0.5 + 0.5 * normal[1]
    # Less sky is seen close to the ground, between what stands there.
    open_air = np.where(surface.side, 0.6 + 0.4 * np.minimum(surface.point[1] / 2.5, 1), 1)
    ambient = (0.42 + 0.7 * np.float32(now.overcast)) * open_air
    sun = np.array((1.0, 0.92, 0.78), np.float32)[:, None]
    blue = np.array((0.86, 0.96, 1.12), np.float32)
    dome = (blue + (1 - blue) * np.float32(now.overcast))[:, None]
    ground = np.array((0.36, 0.34, 0.3), np.float32)[:, None]
    return direct * sun + ambient * (dome * above + ground * (1 - above))


def sunlit(scene: Scene, surface: Surface, pixels: np.ndarray) -> np.ndarray:
    """Share of the sun that reaches K of the M pixels, float32 K, from a picture the sun takes."""
    sun = np.array(scene.sun)
    # As fine as the picture needs: ten rays per metre at 640 pixels of width.
    scale = float(np.clip(surface.shape[1] / 128, 5, 16))
    view, frame = orthographic(sun, scene.table, SHADOW_REGION, scale=scale)
    depth = cast(scene.table, view, nothing(view), ragged=scene.ragged).distance
    point = surface.point[:, pixels] + np.float32(0.04) * surface.normal[:, pixels]

    def passes(row: np.ndarray, column: np.ndarray, reach: np.ndarray) -> np.ndarray:
        return depth[row, column] > reach - 0.12

    return share_of_sun(frame, view, point, passes)


def haze_colour(now: Weather) -> np.ndarray:
    """Colour of the air at the horizon, float32 3."""
    clear, grey = linear((188, 198, 208)), linear((186, 188, 190))
    return (clear + (grey - clear) * np.float32(now.overcast)).astype(np.float32)


def sky(direction: list[np.ndarray], now: Weather) -> np.ndarray:
    """Clouds over a pale blue or grey sky in K directions (x, y, z), float32 3 K."""
    x, up, z = direction
    height = np.maximum(up, 0) / z
    rise = np.clip(height / 0.5, 0, 1) ** np.float32(0.6)
    blue = linear((122, 158, 200)) * (1 - now.overcast) + linear((168, 174, 182)) * now.overcast
    base = haze_colour(now)[:, None]
    colour = base + (blue.astype(np.float32)[:, None] - base) * rise
    spread = 1 / (height + np.float32(0.12))
    u, v = x / z * spread * 40 + now.cloud[0], spread * 40 + now.cloud[1]
    cover = smooth(fractal(BROAD, 3), u, v, 1.0)
    thick = np.clip((cover - np.float32(0.62 - 0.35 * now.overcast)) * 3, 0, 1) * rise**0.5
    bright = linear((236, 236, 236)) * (1 - 0.4 * now.overcast)
    white = bright.astype(np.float32)[:, None] * (0.75 + 0.35 * cover)
    return colour + (white - colour) * thick


def develop(light: np.ndarray, now: Weather, rng: np.random.Generator) -> np.ndarray:
    """What lens and sensor make of light 3 H W: uint8 H W 3."""
    _, height, width = light.shape
    across = (np.arange(width, dtype=np.float32) + 0.5) / width - 0.5
    down = ((np.arange(height, dtype=np.float32) + 0.5) / height - 0.5) * (height / width)
    vignette = 1 - 0.9 * (across[None] ** 2 + down[:, None] ** 2)
    balance = np.array((1 + now.warmth, 1, 1 - now.warmth), np.float32)[:, None, None]
    light = light * vignette * balance * np.float32(now.exposure)
    # Photon noise grows with the square root of the light, read noise does not.
    spread = np.sqrt(np.float32(now.noise**2) + np.float32(now.noise * 0.05) * light)
    light = light + spread * rng.standard_normal(light.shape, np.float32)
    curve = 1 - np.exp(-2.1 * np.maximum(light, 0))
    picture = np.clip(curve / 0.92, 0, 1) ** np.float32(1 / 2.2)
    return np.ascontiguousarray((picture * 255 + 0.5).astype(np.uint8).transpose(1, 2, 0))
