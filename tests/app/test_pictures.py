from __future__ import annotations

import base64
import html
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from app import pictures
from gioada.data.labels import KITTI10, VOID


@pytest.fixture
def photo() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (20, 60, 3), np.uint8)


def test_overlay_blends_classes_and_leaves_void(photo: np.ndarray) -> None:
    labels = np.zeros(photo.shape[:2], np.uint8)
    labels[:, 30:] = VOID
    shown = pictures.overlay(photo, labels, KITTI10, 1.0)
    assert (shown[:, :30] == KITTI10.colours[0]).all()
    assert (shown[:, 30:] == photo[:, 30:]).all()
    assert (pictures.overlay(photo, labels, KITTI10, 0.0) == photo).all()


def test_depth_has_one_scale_for_all_pictures() -> None:
    near = pictures.depth_colours(np.array([[1.0, 5.0, 20.0]]))
    far = pictures.depth_colours(np.array([[1.0, 80.0, 655.35, np.inf]]))
    assert (near[0, 0] == far[0, 0]).all()
    assert (far[0, 1] == far[0, 2]).all()
    assert (far[0, 2] == far[0, 3]).all()
    brightness = near.astype(int).sum(-1)[0]
    assert brightness[0] > brightness[1] > brightness[2], "near is light"


def test_unmeasured_depth_is_grey() -> None:
    assert (pictures.depth_colours(np.array([[np.nan]])) == 128).all()


@pytest.mark.parametrize("width", [40, 320, 2000])
def test_the_bar_lies_below_the_depth(width: int) -> None:
    metres = np.full((30, width), 7.0, np.float32)
    picture = pictures.depth_picture(metres)
    assert picture.shape[1:] == (width, 3)
    assert picture.shape[0] > 30
    assert (picture[:30] == pictures.depth_colours(metres)).all()


def test_difference_says_who_is_right(photo: np.ndarray) -> None:
    truth = np.zeros((20, 60), np.uint8)
    first, second = truth.copy(), truth.copy()
    first[0, 0], second[0, 1] = 1, 1
    first[0, 2], second[0, 2] = 1, 2
    truth[0, 3], first[0, 3] = VOID, 1
    picture, share = pictures.difference(photo, first, second, truth)
    colours = [tuple(picture[0, column].tolist()) for column in range(4)]
    assert colours == [
        pictures.SECOND_RIGHT,
        pictures.FIRST_RIGHT,
        pictures.NONE_RIGHT,
        pictures.UNKNOWN,
    ]
    assert share == pytest.approx(4 / 1200)
    alone, _ = pictures.difference(photo, first, second)
    assert (alone[0, :4] == pictures.NONE_RIGHT).all()
    assert (alone[1:, :, 0] == alone[1:, :, 1]).all(), "the rest is grey"


def test_shares_are_of_all_pixels_and_sorted() -> None:
    labels = np.array([[0, 8, 8, VOID]], np.uint8)
    assert pictures.shares(labels, KITTI10) == {"car": 0.5, "road": 0.25}
    assert list(pictures.shares(labels, KITTI10)) == ["car", "road"]


def test_the_legend_names_what_is_there() -> None:
    text = pictures.legend(KITTI10, {"car": 0.25, "pole": 0.004})
    assert re.sub("<[^>]+>", "", text) == "car 25%pole 0.4%"


def test_the_read_out_keeps_classes_and_depth() -> None:
    labels = np.array([[0, 9], [VOID, 3]], np.uint8)
    depth = np.array([[0.5, 79.25], [655.35, np.nan]], np.float32)
    value = re.search(r'data-maps="([^"]*)"', pictures.read_out(KITTI10, {"x": (labels, depth)}))
    assert value is not None
    content = json.loads(html.unescape(value[1]))
    assert content["names"] == list(KITTI10.classes)
    encoded = content["maps"][0]["src"].split(",")[1]
    packed = np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded)))).astype(int)
    assert (packed[..., 0] == labels).all()
    metres = (packed[..., 1] * 256 + packed[..., 2]) / 256
    assert metres.tolist() == [[0.5, 79.25], [pytest.approx(255.9, abs=0.01), 0.0]]


def test_written_pictures_are_exact(photo: np.ndarray) -> None:
    assert (np.asarray(Image.open(pictures.write(photo))) == photo).all()
