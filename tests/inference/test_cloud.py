"""Depth back-projected by hand-worked numbers, and the files that carry it."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from gioada.inference.cloud import Cloud, focal_length, make_cloud, write_ply
from gioada.inference.gltf import write_glb

GREY = np.full((4, 4, 3), 128, np.uint8)


def test_a_flat_wall_by_hand() -> None:
    """2 x 4 pixels, f = 2, z = 4: a pixel is 2 m wide, and the axis goes between the pixels."""
    colours = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    cloud = make_cloud(np.full((2, 4), 4.0), colours, focal=2.0)
    expected = [[x, y, -4] for y in (1, -1) for x in (-3, -1, 1, 3)]
    np.testing.assert_allclose(cloud.points, expected)
    np.testing.assert_array_equal(cloud.colours, colours.reshape(-1, 3))
    # Two triangles for each of three squares, on points numbered row by row.
    assert {frozenset(face) for face in cloud.faces.tolist()} == {
        frozenset(f) for f in ((0, 4, 1), (1, 4, 5), (1, 5, 2), (2, 5, 6), (2, 6, 3), (3, 6, 7))
    }
    assert (cloud.far, cloud.flying, cloud.step) == (0, 0, 1)


def test_the_focal_length_of_a_right_angle_is_half_the_width() -> None:
    assert focal_length(1000, 90) == pytest.approx(500)
    assert focal_length(1242, 81.4) == pytest.approx(722, abs=1)


def test_sky_far_and_unmeasured_pixels_are_left_out_and_counted() -> None:
    depth = np.full((4, 4), 5.0)
    depth[0] = [80, 79, np.nan, 0]
    sky = np.zeros((4, 4), bool)
    sky[3] = True
    cloud = make_cloud(depth, GREY, focal=4.0, sky=sky, cut=False)
    assert len(cloud.points) == 9
    assert cloud.far == 7
    assert "7 pixels of sky or too far" in cloud.note
    assert len(make_cloud(depth, GREY, focal=4.0, sky=sky, far=79, cut=False).points) == 8


def test_the_slope_between_a_thing_and_what_is_behind_it_is_left_out_and_the_road_is_not() -> None:
    height, width, focal = 192, 640, 375.0
    rows = np.arange(height)[:, None] + 0.5 - height / 2
    # A road 1.6 m below the camera up to 25 m, and behind it a wall.
    road = np.where(rows > 0, 1.6 * focal / np.maximum(rows, 1e-3), 25.0).clip(max=25.0)
    depth = np.repeat(road, width, axis=1)
    assert make_cloud(depth, black(depth), focal=focal).flying == 0
    # A box at 5 m whose right side was smeared to a wall over 20 pixels.
    smeared = np.full((height, width), 25.0)
    smeared[:, :60] = 5.0
    smeared[:, 60:80] = np.linspace(5, 25, 22)[1:-1]
    cut = make_cloud(smeared, black(smeared), focal=focal)
    assert 18 * height <= cut.flying <= 22 * height
    assert make_cloud(smeared, black(smeared), focal=focal, cut=False).flying == 0


def black(depth: np.ndarray) -> np.ndarray:
    return np.zeros((*depth.shape, 3), np.uint8)


def test_many_pixels_are_thinned_evenly() -> None:
    depth = np.full((60, 90), 10.0)
    cloud = make_cloud(depth, black(depth), focal=80.0, most=700)
    assert cloud.step == 3 and len(cloud.points) == 20 * 30
    assert len(cloud.faces) == 2 * 19 * 29
    assert cloud.points[:, 0].min() == pytest.approx(-cloud.points[:, 0].max())


def test_a_ply_file_is_what_its_header_says(tmp_path: Path) -> None:
    cloud = make_cloud(np.full((4, 4), 4.0), GREY, focal=2.0)
    write_ply(cloud, tmp_path / "cloud.ply")
    header, _, body = (tmp_path / "cloud.ply").read_bytes().partition(b"end_header\n")
    assert b"element vertex 16" in header and b"element face 18" in header
    assert len(body) == 16 * (12 + 3) + 18 * (1 + 12)
    x, y, z, red, _, blue = struct.unpack_from("<fffBBB", body)
    assert (x, y, z, red, blue) == (-3, 3, -4, 128, 128)
    count, *corners = struct.unpack_from("<Biii", body, 16 * 15)
    assert (count, corners) == (3, cloud.faces[0].tolist())


def read_glb(path: Path) -> tuple[dict, bytes]:
    content = path.read_bytes()
    magic, version, length = struct.unpack_from("<4sII", content)
    assert (magic, version, length) == (b"glTF", 2, len(content))
    size, kind = struct.unpack_from("<I4s", content, 12)
    assert kind == b"JSON" and size % 4 == 0
    return json.loads(content[20 : 20 + size]), content[20 + size + 8 :]


def test_a_glb_file_holds_points_linear_colours_and_triangles(tmp_path: Path) -> None:
    cloud = make_cloud(np.full((4, 4), 4.0), GREY, focal=2.0)
    write_glb(cloud, tmp_path / "cloud.glb")
    scene, body = read_glb(tmp_path / "cloud.glb")
    views, accessors = scene["bufferViews"], scene["accessors"]
    assert (
        sum(view["byteLength"] for view in views) == len(body) == scene["buffers"][0]["byteLength"]
    )
    points = np.frombuffer(body, "<f4", 48).reshape(16, 3)
    np.testing.assert_array_equal(points, cloud.points)
    assert accessors[0]["min"] == points.min(0).tolist()
    linear = np.frombuffer(body, "<u2", 64, views[1]["byteOffset"]).reshape(16, 4)
    # 128 of 255 in sRGB is 21.6 % of the light.
    np.testing.assert_allclose(linear[:, :3] / 65535, 0.2159, atol=1e-3)
    assert (linear[:, 3] == 65535).all()
    faces = np.frombuffer(body, "<u4", offset=views[2]["byteOffset"])
    np.testing.assert_array_equal(faces.reshape(-1, 3), cloud.faces)


def test_an_empty_cloud_and_a_bad_focal_length_say_so(tmp_path: Path) -> None:
    nothing = make_cloud(np.full((4, 4), 90.0), GREY, focal=2.0)
    assert isinstance(nothing, Cloud)
    with pytest.raises(ValueError, match="No pixel is left"):
        write_glb(nothing, tmp_path / "cloud.glb")
    with pytest.raises(ValueError, match="focal length is 0"):
        make_cloud(np.ones((4, 4)), GREY, focal=0)
    with pytest.raises(ValueError, match="differ in size"):
        make_cloud(np.ones((4, 5)), GREY, focal=1)
