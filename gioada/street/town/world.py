"""Render frames of the streets."""

from __future__ import annotations

from math import pi, tan

import numpy as np

from gioada.street.raycast import SKY_INDEX, cast
from gioada.street.scene import SKY, SKY_DEPTH, Camera, Picture, check_request
from gioada.street.town.look import developed, draw_look, haze_colour, sky
from gioada.street.town.meeting import meeting
from gioada.street.town.shading import Seen, lit, mirrored, overlaid, painted
from gioada.street.town.streets import Eye, Street, street
from gioada.street.veils import boxes
from gioada.street.views import halved, pinhole

WORLD_VERSION = 4
"""Raised whenever the same arguments give another picture."""


def render(*, seed: int, index: int, height: int, width: int) -> Picture:
    """Frame number `index`; the same arguments give the same frame.

    What stands in the street and where does not depend on the size; the field of view grows with
    the ratio of width to height. Returns a Picture with image uint8 H W 3, ids uint8 H W
    (Cityscapes), depth float32 H W (metres of planar z, the sky SKY_DEPTH).
    Raises ValueError for negative numbers or a size below 8 x 8.
    """
    check_request(seed, index, height, width)
    layout, look, grain = np.random.SeedSequence([seed, index, 20]).spawn(3)
    place = street(np.random.default_rng(layout))
    return draw(place, np.random.default_rng(look), np.random.default_rng(grain), height, width)


def camera_of(eye: Eye, height: int, width: int) -> Camera:
    """The eye as a pinhole camera: 42 to 75 degrees across at 4:3, more for wider pictures."""
    degrees = (42 + 33 * eye.wide) * (width / height * 0.75) ** 0.4
    focal = 0.5 / tan(min(degrees, 110) * pi / 360)
    at = {"x": eye.x, "y": eye.y, "z": eye.z, "heading": eye.heading, "pitch": eye.pitch}
    return Camera(**at, focal=focal, horizon=0.5, roll=eye.roll)


def draw(
    place: Street, rng: np.random.Generator, grain: np.random.Generator, height: int, width: int
) -> Picture:
    """A street seen by its eye, in a look drawn by `rng`."""
    stage, ground, look = place.stage, place.ground, draw_look(rng)
    camera = camera_of(place.eye, height, width)
    view = pinhole(camera, stage.table, height, width, double=True)
    spread = 0.5 / (camera.focal * width)
    hits = cast(stage.table, view, ground.cast(view))
    met = meeting(stage, ground, view, hits, spread * 2)
    coat = painted(stage, ground, met, look)
    colour = coat.colour * (lit(stage, ground, met, look, view) + coat.glow)
    eye = np.array([camera.x, camera.y, camera.z])
    mirrors, shine = mirrored(met, np.asarray(coat.gloss), look, eye)
    colour[:, mirrors] += shine
    count = view.height * view.width
    light = np.empty((3, count), np.float32)
    free = np.flatnonzero(hits.index.reshape(-1) == SKY_INDEX)
    light[:, free] = sky(look, [part.reshape(-1)[free] for part in view.direction])
    air = haze_colour(look)[:, None]
    fade = np.exp(-np.maximum(met.distance - 4, 0) * np.float32(look.haze))
    light[:, met.pixels] = air + (colour - air) * fade
    labels = np.full(count, SKY, np.uint8)
    labels[met.pixels] = met.label
    seen = Seen(light=light, labels=labels, depth=hits.distance.reshape(-1).copy())
    if stage.veils:
        away = np.array([veil.centre for veil in stage.veils]) - eye
        turned = np.arctan2(away[:, 0], away[:, 2])
        yaws = np.array([t if v.round else v.yaw for t, v in zip(turned, stage.veils, strict=True)])
        cards = pinhole(camera, boxes(stage.veils, yaws), height, width, double=True)
        overlaid(stage, look, cards, yaws, hits.distance, seen, spread)
    shape = (view.height, view.width)
    image = developed(halved(light.reshape(3, *shape)), look, grain)
    # Of rays at half-pixel steps the odd ones go through the pixel centres.
    centre = (slice(1, None, 2), slice(1, None, 2))
    depth = np.minimum(seen.depth.reshape(shape)[centre], np.float32(SKY_DEPTH))
    return Picture(
        image=image,
        ids=np.ascontiguousarray(seen.labels.reshape(shape)[centre]),
        depth=np.ascontiguousarray(depth, np.float32),
    )
