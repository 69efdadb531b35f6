"""Depth maps, written as the data sets write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gioada.data.depth_encodings import encode
from gioada.data.files import read_depth
from gioada.data.frame import SKY_DEPTH
from tests.data.png16 import write_png16
from tests.data.street import HEIGHT, WIDTH, save, street_depth, written_as
from tests.problems import refused


def test_virtual_kitti_depth_is_found(tmp_path: Path) -> None:
    values = encode(street_depth(), "centimetres-16bit")
    reading = read_depth(save(tmp_path / "00000.png", values))
    assert reading.encoding == "centimetres-16bit"
    np.testing.assert_allclose(reading.values, np.minimum(street_depth(), SKY_DEPTH), atol=0.006)
    assert "33.3% of it is 65535" in reading.note
    assert "5.0 to 86.4 m, 33.3% sky" in reading.note


def test_synthia_depth_has_three_equal_channels(tmp_path: Path) -> None:
    values = encode(street_depth(), "centimetres-16bit")
    path = write_png16(tmp_path / "depth.png", np.repeat(values[..., None], 3, -1))
    reading = read_depth(path)
    assert reading.encoding == "centimetres-16bit"
    np.testing.assert_allclose(reading.values, np.minimum(street_depth(), SKY_DEPTH), atol=0.006)


def test_kitti_depth_keeps_its_holes(tmp_path: Path) -> None:
    depth = street_depth()
    depth[::2] = np.nan
    depth[depth > 90] = np.nan
    reading = read_depth(save(tmp_path / "sparse.png", encode(depth, "kitti-256")))
    assert reading.encoding == "kitti-256"
    assert (np.isnan(reading.values) == np.isnan(depth)).all()
    assert reading.unknown == pytest.approx(np.isnan(depth).mean())
    assert "not measured" in reading.note


def test_metres_as_numpy_and_tiff(tmp_path: Path) -> None:
    depth = street_depth().astype(np.float32)
    np.save(tmp_path / "depth.npy", depth)
    for path in (tmp_path / "depth.npy", save(tmp_path / "depth.tiff", depth)):
        reading = read_depth(path)
        assert reading.encoding == "metres"
        assert (reading.values == np.minimum(depth, np.float32(SKY_DEPTH))).all()


def test_carlas_two_depths(tmp_path: Path) -> None:
    depth, expected = street_depth(), np.minimum(street_depth(), SKY_DEPTH)
    opaque = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
    packed = np.concatenate([encode(depth, "carla-24bit"), opaque], -1)
    reading = read_depth(save(tmp_path / "raw.png", packed))
    assert reading.encoding == "carla-24bit"
    np.testing.assert_allclose(reading.values, expected, atol=1e-3)

    grey = np.repeat(encode(depth, "carla-log")[..., None], 3, -1)
    reading = read_depth(save(tmp_path / "log.png", np.concatenate([grey, opaque], -1)))
    assert reading.encoding == "carla-log"
    np.testing.assert_allclose(reading.values, expected, rtol=0.012)


@pytest.mark.parametrize("channels", [1, 3])
def test_plain_grey_depth_is_asked_about(tmp_path: Path, channels: int) -> None:
    grey = np.repeat(encode(street_depth(), "grey8-80m")[..., None], channels, -1)
    path = save(tmp_path / "grey.png", grey.squeeze())
    with refused("data.depth_unit"):
        read_depth(path)
    reading = read_depth(path, "grey8-80m")
    np.testing.assert_allclose(reading.values, np.minimum(street_depth(), 80), atol=0.16)


def test_doubtful_depths_are_refused_with_the_choices(tmp_path: Path) -> None:
    path = save(tmp_path / "dense.png", np.full((8, 8), 1500, np.uint16))
    with refused("data.depth_unit"):
        read_depth(path)
    millimetres = encode(np.minimum(street_depth(), 100), "millimetres")
    with refused("data.depth_unit"):
        read_depth(save(tmp_path / "millimetres.png", millimetres))
    np.save(tmp_path / "unit.npy", np.random.default_rng(0).random((8, 8)))
    with refused("data.depth_unit"):
        read_depth(tmp_path / "unit.npy")
    with refused("data.depth_coloured"):
        read_depth(save(tmp_path / "rainbow.png", written_as("colour")))
    with refused("data.file_form"):
        read_depth(tmp_path / "rainbow.png", "kitti-256")
    with refused("data.file_lossy"):
        read_depth(save(tmp_path / "depth.jpg", encode(street_depth(), "carla-log")))
    with refused("data.encoding"):
        read_depth(path, "feet")


def test_integers_beyond_16_bits_are_no_known_depth(tmp_path: Path) -> None:
    np.save(tmp_path / "depth.npy", np.full((4, 4), 70_000, np.int32))
    with refused("data.depth_range", top=70_000):
        read_depth(tmp_path / "depth.npy")
