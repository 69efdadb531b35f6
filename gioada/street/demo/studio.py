"""Streets to order: what stands there and where the camera is, in the look of the source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi, radians, tan

from gioada.street.demo.styles import STYLES, Style
from gioada.street.demo.world import draw, layout, streams
from gioada.street.picture import Picture


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
