"""Render frames of the street world."""

from __future__ import annotations

from typing import Literal

import numpy as np

from gioada.street.demo.camera_look import shade_target
from gioada.street.demo.layout import layout
from gioada.street.demo.source_look import shade_source
from gioada.street.demo.styles import STYLES
from gioada.street.picture import SKY_DEPTH, Picture
from gioada.street.raycast import cast
from gioada.street.scene import Scene
from gioada.street.surface import surface
from gioada.street.views import pinhole

Domain = Literal["source", "target"]
DOMAINS: tuple[Domain, ...] = ("source", "target")
WORLD_VERSION = 3
"""Raised whenever the same arguments give another picture."""


def render(domain: Domain, *, seed: int, index: int, height: int, width: int) -> Picture:
    """Frame number `index` of a domain; the same arguments give the same frame.

    "source" is drawn like a simple game, "target" as a camera would see a street. The layout
    does not depend on the size. Returns a Picture with image uint8 H W 3, ids uint8 H W
    (Cityscapes), depth float32 H W (metres of planar z, the sky SKY_DEPTH).
    Raises ValueError for an unknown domain, negative numbers or a size below 8 x 8.
    """
    if domain not in DOMAINS:
        raise ValueError(f"The demo world has no domain {domain!r}; choose one of {DOMAINS}.")
    if seed < 0 or index < 0:
        raise ValueError(f"seed and index must not be negative, found {seed} and {index}.")
    if height < 8 or width < 8:
        raise ValueError(f"A frame is at least 8 x 8 pixels, found {height} x {width}.")
    street, look = streams(domain, seed, index)
    return draw(domain, layout(street, STYLES[domain]), look, height=height, width=width)


def streams(
    domain: Domain, seed: int, index: int
) -> tuple[np.random.Generator, np.random.Generator]:
    """Random numbers for the layout and for the look of one frame."""
    sequence = np.random.SeedSequence([seed, index, DOMAINS.index(domain)])
    first, second = sequence.spawn(2)
    return np.random.default_rng(first), np.random.default_rng(second)


def draw(
    domain: Domain, scene: Scene, look: np.random.Generator, *, height: int, width: int
) -> Picture:
    """Frame of a scene seen by its camera and drawn in the look of a domain."""
    double = domain == "target"
    view = pinhole(scene.camera, scene.table, height, width, double=double)
    hits = cast(scene.table, view, ragged=scene.ragged)
    met = surface(scene, view, hits)
    image = shade_target(scene, view, met, look) if double else shade_source(scene, view, met)
    # Of rays at half-pixel steps the odd ones go through the pixel centres.
    centre = (slice(1, None, 2), slice(1, None, 2)) if double else (slice(None), slice(None))
    depth = np.minimum(hits.distance[centre], np.float32(SKY_DEPTH))
    return Picture(
        image=image,
        ids=np.ascontiguousarray(met.labels()[centre]),
        depth=np.ascontiguousarray(depth),
    )
