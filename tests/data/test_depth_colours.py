"""The same metres have the same colour everywhere, and near is light."""

from __future__ import annotations

import numpy as np

from gioada.data.depth import UNMEASURED, depth_colours


def test_one_scale_for_all_pictures() -> None:
    near = depth_colours(np.array([[1.0, 5.0, 20.0]]))
    far = depth_colours(np.array([[1.0, 80.0, 655.35, np.inf]]))
    assert near.shape == (1, 3, 3) and near.dtype == np.uint8
    assert (near[0, 0] == far[0, 0]).all()
    assert (far[0, 1:] == far[0, 1]).all()


def test_each_metre_is_darker_than_the_one_before() -> None:
    lightness = depth_colours(np.arange(0.0, 81.0)[None])[0] @ np.array([0.299, 0.587, 0.114])
    assert (np.diff(lightness) < 0).all()
    assert lightness[0] > 240 and lightness[-1] < 3


def test_half_of_the_colours_are_for_the_first_quarter() -> None:
    middle = depth_colours(np.array([[20.0]])).astype(int)
    assert abs(middle - (181, 54, 122)).max() <= 2


def test_the_unmeasured_is_grey() -> None:
    shown = depth_colours(np.array([[np.nan, 3.0]], np.float32))
    assert tuple(shown[0, 0]) == UNMEASURED != tuple(shown[0, 1])
