"""Depth: scaling to [0, 1], filling, and the encodings' round trips."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gioada.data.depth import FAR, SCALES, DepthScale, fill_missing, metres, normalise
from gioada.data.depth_encodings import DEPTH_ENCODINGS, decode, encode
from gioada.data.frame import SKY_DEPTH
from tests.problems import refused

few = settings(deadline=None, max_examples=30)


def maps(low: float, high: float) -> st.SearchStrategy[np.ndarray]:
    shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=5)
    return hnp.arrays(np.float64, shapes, elements=st.floats(low, high))


def test_values_of_the_published_table() -> None:
    depth = np.array([0, 5, 10, 20, 40, 80, 655.35, np.inf])
    expected = [0, 0.0625, 0.125, 0.25, 0.5, 1, 1, 1]
    assert normalise(depth).tolist() == expected
    assert normalise(depth).dtype == np.float32


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        ("clip80", [0.0625, 0.125, 0.25, 0.5, 1.0, 1.0]),
        ("linear655", [0.008, 0.015, 0.031, 0.061, 0.122, 1.0]),
        ("log80", [0.408, 0.546, 0.693, 0.845, 1.0, 1.0]),
        ("inverse", [0.4, 0.2, 0.1, 0.05, 0.025, 0.003]),
    ],
)
def test_the_scales_by_their_values(scale: DepthScale, expected: list[float]) -> None:
    depth = np.array([5, 10, 20, 40, 80, 655.35])
    np.testing.assert_allclose(normalise(depth, scale), expected, atol=6e-4)
    assert np.isnan(normalise(np.array([np.nan]), scale)).all()
    assert normalise(np.array([0.0, np.inf]), scale).min() >= 0
    assert normalise(np.array([0.0, np.inf]), scale).max() <= 1


@pytest.mark.parametrize("scale", SCALES)
@few
@given(maps(2.0, FAR))
def test_metres_undoes_normalise_within_the_range(scale: DepthScale, depth: np.ndarray) -> None:
    np.testing.assert_allclose(metres(normalise(depth, scale), scale), depth, atol=1e-3)


# Half a step of each encoding at the farthest depth that is tried, 80 m.
STEPS = {
    "centimetres-16bit": 0.0051,
    "kitti-256": 0.002,
    "millimetres": 0.0006,
    "metres": 1e-5,
    "carla-24bit": 1e-4,
    "carla-log": 80 * 0.0113,
    "grey8-80m": 0.158,
}


@pytest.mark.parametrize("encoding", DEPTH_ENCODINGS)
@few
@given(depth=maps(3.5, 65.0))
def test_each_encoding_round_trips(encoding: str, depth: np.ndarray) -> None:
    read = decode(encode(depth, encoding), encoding)
    assert read.dtype == np.float32
    np.testing.assert_allclose(read, depth, atol=STEPS[encoding])


def test_known_values_of_each_encoding() -> None:
    assert decode(np.array([[1234, 65535]], np.uint16), "centimetres-16bit").tolist() == [
        pytest.approx([12.34, SKY_DEPTH])
    ]
    kitti = decode(np.array([[0, 2560]], np.uint16), "kitti-256")
    assert np.isnan(kitti[0, 0])
    assert kitti[0, 1] == 10.0
    sky = np.full((1, 1, 3), 255, np.uint8)
    assert decode(sky, "carla-24bit")[0, 0] == pytest.approx(SKY_DEPTH)
    one_step_of_blue = np.array([[[0, 0, 1]]], np.uint8)
    assert decode(one_step_of_blue, "carla-24bit")[0, 0] == pytest.approx(3.90625, abs=1e-4)
    log = decode(np.array([[3, 255]], np.uint8), "carla-log")
    assert log[0].tolist() == pytest.approx([3.5647, SKY_DEPTH], abs=1e-3)
    assert decode(np.array([[255]], np.uint8), "grey8-80m")[0, 0] == pytest.approx(80.0)


def test_sky_and_nothing_are_written_as_such() -> None:
    depth = np.array([[np.inf, np.nan]])
    assert encode(depth, "centimetres-16bit").tolist() == [[65535, 0]]
    assert decode(np.array([[np.inf, np.nan, -1, 0]]), "metres")[0, 0] == np.float32(SKY_DEPTH)
    assert np.isnan(decode(np.array([[np.nan, -1.0, 0.0]]), "metres")).all()


@pytest.mark.parametrize("function", [decode, encode])
def test_an_unknown_encoding_is_named_with_the_choices(function) -> None:
    with refused("data.encoding"):
        function(np.zeros((2, 2)), "feet")


def test_missing_pixels_take_the_nearest_in_their_row() -> None:
    nan = np.nan
    depth = np.array([[nan] * 5, [1, nan, nan, nan, 9], [nan, nan, 4, nan, nan]])
    filled = fill_missing(depth)
    assert filled.tolist() == [[1, 1, 1, 9, 9], [1, 1, 1, 9, 9], [4, 4, 4, 4, 4]]
    assert np.isnan(depth).sum() == 12  # What was given is left alone.


def test_a_map_without_any_measurement_is_refused() -> None:
    with refused("data.depth_empty"):
        fill_missing(np.full((2, 2), np.nan))
