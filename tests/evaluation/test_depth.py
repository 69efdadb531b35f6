"""Depth error over three pixels by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gioada.evaluation.depth import DepthError


def test_the_three_errors_by_hand() -> None:
    error = DepthError(80.0)
    error.add(np.array([[11.0, 30.0]]), np.array([[10.0, 20.0]]))
    error.add(np.array([[40.0]]), np.array([[40.0]]))
    scores = error.scores()
    assert scores["abs_rel"] == pytest.approx((0.1 + 0.5 + 0.0) / 3)
    assert scores["rmse"] == pytest.approx(math.sqrt((1 + 100 + 0) / 3))
    assert scores["delta_1.25"] == pytest.approx(2 / 3)


def test_errors_of_pixels_not_of_images() -> None:
    error = DepthError(80.0)
    error.add(np.full((1, 9), 10.0), np.full((1, 9), 10.0))
    error.add(np.array([[20.0]]), np.array([[10.0]]))
    assert error.scores()["abs_rel"] == pytest.approx(1 / 10)


def test_sky_and_missing_depth_do_not_count() -> None:
    error = DepthError(80.0)
    depth = np.array([[10.0, 80.0, 655.35, np.inf, np.nan, 0.0]])
    error.add(np.full((1, 6), 20.0), depth)
    assert error.scores()["abs_rel"] == pytest.approx(1.0)


def test_without_a_pixel_there_is_no_number() -> None:
    error = DepthError(80.0)
    error.add(np.full((1, 1), 20.0), np.array([[655.35]]))
    assert all(math.isnan(value) for value in error.scores().values())


def test_a_prediction_of_nothing_does_not_divide_by_zero() -> None:
    error = DepthError(80.0)
    error.add(np.zeros((1, 1)), np.array([[10.0]]))
    assert all(math.isfinite(value) for value in error.scores().values())
