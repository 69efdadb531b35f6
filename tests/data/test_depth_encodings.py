"""Depth encodings that people describe themselves, and what a file may have besides."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.data.depth_encodings import DEPTH_ENCODINGS, decode, decode_steps
from gioada.data.frame import SKY_DEPTH


def test_steps_of_ones_own() -> None:
    values = np.array([[0, 1, 1234, 65535]], np.uint16)
    for unit, invalid, expected in (
        (0.01, None, [0, 0.01, 12.34, SKY_DEPTH]),
        (0.01, 0, [np.nan, 0.01, 12.34, SKY_DEPTH]),
        (0.001, 65535, [0, 0.001, 1.234, np.nan]),
        (1.0, None, [0, 1, SKY_DEPTH, SKY_DEPTH]),
    ):
        metres = decode_steps(values, unit=unit, invalid=invalid)
        assert metres.dtype == np.float32
        np.testing.assert_array_equal(metres[0], np.array(expected, np.float32))


def test_steps_may_be_floats_with_holes() -> None:
    metres = decode_steps(np.array([[np.nan, -1.0, 2.5]]), unit=2.0, invalid=-1)
    np.testing.assert_array_equal(metres, [[np.nan, np.nan, 5.0]])


def test_steps_of_a_centimetre_are_centimetres() -> None:
    values = np.arange(65536, dtype=np.uint16)[None]
    steps = decode_steps(values, unit=0.01, invalid=None)
    np.testing.assert_array_equal(steps, decode(values, "centimetres-16bit"))


def test_a_fourth_channel_is_no_part_of_carlas_depth() -> None:
    values = np.array([[[1, 2, 3, 255]]], np.uint8)
    assert decode(values, "carla-24bit") == decode(values[..., :3], "carla-24bit")


@pytest.mark.parametrize("encoding", DEPTH_ENCODINGS)
def test_what_is_decoded_is_left_alone(encoding: str) -> None:
    kind = {"metres": np.float32}.get(encoding, np.uint8 if "8" in encoding else np.uint16)
    kind = np.uint8 if encoding.startswith("carla") else kind
    shape = (1, 2, 3) if encoding == "carla-24bit" else (1, 2)
    values = np.full(shape, 200, kind)
    decode(values, encoding)[...] = 0
    assert (values == 200).all()
