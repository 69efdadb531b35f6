"""Frames of the street world: by number, or to order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi, radians, tan
from typing import Literal

import numpy as np

from gioada.street.demo.layout import layout
from gioada.street.demo.looks import shade_source, shade_target
from gioada.street.demo.styles import STYLES, Style
from gioada.street.raycast import cast
from gioada.street.scene import SKY_DEPTH, Picture, Scene, check_request
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
    check_request(seed, index, height, width)
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


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a street is to be like; the same order gives the same frame."""

    seed: int = 0
    """Which street."""
    houses: float = 0.58
    """Share of the lots with a house, in [0, 1]; the others are gardens and fields."""
    trees: float = 0.4
    """How likely each side has a row of trees, in [0, 1]."""
    poles: float = 1.0
    """Lamps and signs, as a multiple of the usual number, in [0.2, 4]."""
    cars: int = 4
    """Vehicles that drive, 0 to 12."""
    people: int = 2
    """Persons on each pavement, 0 to 12."""
    camera_height: float = 1.65
    """Metres above the road, in [0.5, 8]."""
    pitch: float = 0.0
    """Degrees downwards, in [-20, 30]."""
    heading: float = 0.0
    """Degrees to the right, in [-45, 45]."""
    field_of_view: float = 81.2
    """Degrees from the left edge to the right, in [30, 110]; KITTI's is 81.2."""

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(
                    f"{name.replace('_', ' ')} must be from {low:g} to {high:g}, and it is "
                    f"{getattr(self, name):g}."
                )


LIMITS: dict[str, tuple[float, float]] = {
    "seed": (0, 2**31),
    "houses": (0, 1),
    "trees": (0, 1),
    "poles": (0.2, 4),
    "cars": (0, 12),
    "people": (0, 12),
    "camera_height": (0.5, 8),
    "pitch": (-20, 30),
    "heading": (-45, 45),
    "field_of_view": (30, 110),
}
"""Smallest and largest value of each field of an ``Order``."""


def compose(order: Order, *, height: int, width: int) -> Picture:
    """Draw an ordered street in the look of the source domain.

    Args:
        order: what it is like.
        height, width: pixels, at least 8 each.

    Returns:
        a frame as ``world.render`` gives, with Cityscapes ids and depth in metres.
    """
    street, look = streams("source", order.seed, 0)
    scene = layout(street, _style(order))
    camera = replace(
        scene.camera,
        y=order.camera_height,
        pitch=radians(order.pitch),
        heading=radians(order.heading),
        focal=0.5 / tan(order.field_of_view * pi / 360),
    )
    return draw("source", replace(scene, camera=camera), look, height=height, width=width)


def _style(order: Order) -> Style:
    usual = STYLES["source"]
    _, garden, field = usual.lots
    left = (1 - order.houses) / (garden + field)
    return replace(
        usual,
        lots=(order.houses, garden * left, field * left),
        street_tree=order.trees,
        sign_gap=(usual.sign_gap[0] / order.poles, usual.sign_gap[1] / order.poles),
        lamp_gap=(usual.lamp_gap[0] / order.poles, usual.lamp_gap[1] / order.poles),
        driving=(order.cars, order.cars),
        people=(order.people, order.people),
    )
