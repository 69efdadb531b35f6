"""Streets to order."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.street.demo.world import Order, compose
from gioada.street.scene import BUILDING, CAR, POLE, ROAD, SKY


def share(order: Order, label: int) -> float:
    frame = compose(order, height=48, width=160)
    assert frame.ids is not None
    return float((frame.ids == label).mean())


def test_the_same_order_gives_the_same_frame() -> None:
    first, second = (compose(Order(seed=5), height=48, width=160) for _ in range(2))
    assert (first.image == second.image).all()
    assert first.depth is not None
    assert first.image.shape == (48, 160, 3)
    assert (compose(Order(seed=6), height=48, width=160).image != first.image).any()


def test_an_order_is_followed() -> None:
    mean = {name: np.mean([[share(Order(seed=seed, **{field: value}), label)
                            for value in values] for seed in range(4)], axis=0)
            for name, (field, values, label) in {
                "houses": ("houses", (0.0, 1.0), BUILDING),
                "poles": ("poles", (0.2, 4.0), POLE),
                "cars": ("cars", (0, 12), CAR),
            }.items()}  # fmt: skip
    for less, more in mean.values():
        assert more > less


def test_the_camera_is_where_it_was_put() -> None:
    assert share(Order(pitch=25), SKY) < share(Order(pitch=-10), SKY)
    assert share(Order(camera_height=6), ROAD) != share(Order(camera_height=1), ROAD)


def test_an_order_out_of_reach_is_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"camera height must be from 0\.5 to 8, and it is 90"):
        Order(camera_height=90)
