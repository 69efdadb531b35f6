"""Shapes and places, on pictures whose answers can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.audit.intervals import mean, share
from gioada.audit.measure import shown_instead
from gioada.audit.structure import (
    Shift,
    blurred_ssim,
    canny_f1,
    depth_errors,
    outlines_kept,
    shift_between,
)


def blocks(seed: int = 0) -> np.ndarray:
    """Grey blocks of random sizes and greys, 64 x 128."""
    draw = np.random.default_rng(seed)
    picture = np.full((64, 128, 3), 90, np.uint8)
    for _ in range(25):
        top, left = draw.integers(0, 52), draw.integers(0, 112)
        height, width = draw.integers(4, 14, 2)
        picture[top : top + height, left : left + width] = draw.integers(0, 256)
    return picture


def test_the_same_picture_agrees() -> None:
    assert canny_f1(blocks(), blocks()) == 1.0
    assert blurred_ssim(blocks(), blocks()) == pytest.approx(1.0)
    assert shift_between(blocks(), blocks()) == Shift()


def test_canny_f1_counts_edges_once_on_either_side() -> None:
    plain = np.zeros((40, 60, 3), np.uint8)
    one, two = plain.copy(), plain.copy()
    one[:, 20:] = 255
    two[:, 20:40] = 255  # an edge more, of the same length
    assert canny_f1(one, two) == pytest.approx(2 / 3, abs=0.02)
    assert canny_f1(plain, plain) == 1.0


@pytest.mark.parametrize(("right", "down"), [(8, 0), (-5, 3)])
def test_a_shift_is_measured_in_other_colours_too(right: int, down: int) -> None:
    moved = np.roll(blocks(), (down, right), (0, 1))
    found = shift_between(blocks(), 255 - moved // 2)
    assert (found.right, found.down) == pytest.approx((right, down), abs=0.5)


def test_another_picture_is_not_a_shifted_one() -> None:
    assert shift_between(blocks(0), blocks(1)) == Shift()


def test_outlines_that_are_painted_over_are_not_kept() -> None:
    labels = np.zeros((4, 9), np.uint8)
    labels[2:] = 1
    labels[:, 4] = 2  # one pixel wide
    picture = np.zeros((4, 9, 3), np.uint8)
    picture[2:] = 50
    picture[:, 4] = 100
    same = outlines_kept(picture, picture, labels, 3)
    # Across the horizon 8 steps of 50; on both sides of the pole 4 of 100 and 4 of 50.
    assert same[2].tolist() == [12, 12, 8]
    assert (same[0] / same[1]).tolist() == [1, 1, 1]
    assert same[1][2] / same[1][0] == pytest.approx((4 * 100 + 4 * 50) / (4 * 100 + 8 * 50))
    brighter = outlines_kept(picture, 100 + picture // 2, labels, 3)
    np.testing.assert_allclose(brighter[0], brighter[1])
    painted = picture.copy()
    painted[:, 4] = painted[:, 3]
    assert outlines_kept(picture, painted, labels, 3)[0][2] == 0


def test_depth_of_another_scale_has_no_error() -> None:
    depth = np.linspace(2, 40, 50).reshape(5, 10)
    everywhere = np.ones(depth.shape, bool)
    found = depth_errors(depth, 3 * depth, everywhere)
    assert (found.rmse, found.log_rmse) == pytest.approx((0, 0), abs=1e-9)
    # Half of the pixels twice as far: the logarithms differ by 0 or ln 2, whose deviation is half.
    other = np.where(np.arange(10) < 5, depth, 2 * depth)
    assert depth_errors(depth, other, everywhere).log_rmse == pytest.approx(np.log(2) / 2)
    assert np.isnan(depth_errors(depth, other, ~everywhere).rmse)


def test_a_picture_of_another_frame_is_told() -> None:
    sources = np.eye(4, dtype=np.float32)
    translations = sources[[0, 2, 1, 3]] * 0.9
    translations[3] = (sources[3] + 1.1 * sources[0]) / np.sqrt(2.21)  # hardly better elsewhere
    assert shown_instead(sources, translations) == [None, 2, 1, None]


def test_intervals_are_over_frames() -> None:
    steady = share(np.array([1, 2, 3]), np.array([2, 4, 6]))
    assert steady is not None
    assert (steady.value, steady.low, steady.high) == (0.5, 0.5, 0.5)
    wide = mean([0.0, 1.0, float("nan")])
    assert wide is not None
    assert (wide.value, wide.low, wide.high) == (0.5, 0.0, 1.0)
    one = mean([0.25])
    assert one is not None
    assert np.isnan(one.low)
    assert one.text(percent=True) == "25.0 %"
    assert mean([float("nan")]) is None
