"""What is packed for the browser can be unpacked to what was given."""

from __future__ import annotations

import base64
import io
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.wall.panes import LARGEST, Mark, Pane, Region, Wall, packed
from gioada.data.depth import depth_colours
from gioada.data.labels import KITTI10

RANDOM = np.random.default_rng(0)


def picture(height: int, width: int) -> np.ndarray:
    return RANDOM.integers(0, 256, (height, width, 3), np.uint8)


def unpacked(*panes: Pane, **more: Any) -> dict[str, Any]:
    return json.loads(packed(Wall(space=KITTI10, panes=panes, **more)))


def held(wall: dict[str, Any], pane: int, name: str, depth: int = 1) -> np.ndarray:
    """The bytes of a map as the browser has them."""
    raw = zlib.decompress(base64.b64decode(wall["arrays"][wall["panes"][pane]["maps"][name]]))
    shape = (depth, wall["height"], wall["width"])
    return np.frombuffer(raw, np.uint8).reshape(shape).squeeze()


def shown(wall: dict[str, Any], pane: int) -> np.ndarray:
    content = wall["arrays"][wall["panes"][pane]["picture"]].partition("base64,")[2]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))


def test_maps_come_back_exactly() -> None:
    size = (11, 17)
    labels = RANDOM.choice([0, 3, 9, 255], size).astype(np.uint8)
    marks = RANDOM.integers(0, 3, size, np.uint8)
    shares = RANDOM.random((2, *size), np.float32)
    photo = picture(*size)
    wall = unpacked(Pane(title="a", picture=photo, labels=labels, marks=marks,
                         confidence=shares[0], belief=shares[1]))  # fmt: skip
    assert (shown(wall, 0) == photo).all()
    assert (held(wall, 0, "labels") == labels).all()
    assert (held(wall, 0, "marks") == marks).all()
    for name, given in zip(("confidence", "belief"), shares, strict=True):
        assert np.abs(held(wall, 0, name) / 255 - given).max() <= 0.005 + 0.5 / 255
    assert wall["panes"][0]["has"] == {
        "labels": True, "depth": False, "confidence": True, "belief": True, "marks": True,
    }  # fmt: skip


def test_what_several_panes_have_travels_once() -> None:
    photo, labels = picture(4, 6), np.zeros((4, 6), np.uint8)
    wall = unpacked(
        Pane(title="a", picture=photo, labels=labels),
        Pane(title="b", picture=photo, labels=labels, marks=labels),
        Pane(title="c", picture=photo.copy(), labels=labels + 1),
    )
    assert len(wall["arrays"]) == 5
    assert (shown(wall, 0) == shown(wall, 1)).all()
    assert (held(wall, 2, "labels") == 1).all() and (held(wall, 1, "marks") == 0).all()


def test_metres_come_back_in_tenths_and_the_unmeasured_stay_so() -> None:
    depth = np.array([[0.0, 0.1, 7.3, 79.99, 200.0, 655.35, np.inf, np.nan]], np.float32)
    wall = unpacked(Pane(title="a", picture=picture(1, 8), depth=depth))
    high, low = held(wall, 0, "depth", depth=2).astype(int)
    steps = high * 256 + low
    assert np.abs(steps[:5] / 10 - depth[0, :5]).max() <= 0.0501
    assert (steps[5:7] / 10 > 655).all(), "farther than can be told is far"
    assert steps[7] == 65_535 and (steps[:7] < 65_535).all()


def test_panes_of_other_sizes_are_brought_to_the_first_without_mixing_classes() -> None:
    labels = np.zeros((6, 8), np.uint8)
    labels[:, 4:] = 9
    wall = unpacked(
        Pane(title="a", picture=picture(12, 16)),
        Pane(title="b", picture=picture(6, 8), labels=labels),
    )
    brought = held(wall, 1, "labels")
    assert shown(wall, 1).shape == (12, 16, 3)
    assert (brought[:, :8] == 0).all() and (brought[:, 8:] == 9).all()


def test_large_pictures_are_reduced_and_it_is_said() -> None:
    region = Region(left=1000, top=400, width=200, height=100, text="there")
    wall = unpacked(Pane(title="a", picture=np.zeros((1500, 4000, 3), np.uint8)), regions=[region])
    assert wall["width"] * wall["height"] <= LARGEST * 1.001
    assert wall["original"] == [4000, 1500]
    assert wall["regions"][0]["box"] == [500, 200, 100, 50]


def test_the_browser_gets_the_colours_of_depth_that_figures_have() -> None:
    table = np.array(unpacked(Pane(title="a", picture=picture(4, 4)))["depths"])
    metres = np.array([[0.0, 1.0, 5.5, 20.0, 79.0, 80.0]])
    # As depthStep in paint.js.
    steps = np.rint(255 * (1 - np.sqrt(metres / 80))).astype(int)
    assert (table[steps[0]] == depth_colours(metres)[0]).all()


def test_a_map_of_another_size_than_its_picture_is_named() -> None:
    odd = Pane(title="na-demo", picture=picture(4, 4), labels=np.zeros((4, 5), np.uint8))
    with pytest.raises(ValueError, match=r"labels of the pane na-demo are \(4, 5\)"):
        unpacked(odd)
    with pytest.raises(ValueError, match="at least one pane"):
        unpacked()


def test_marks_and_places_travel_with_their_words() -> None:
    wall = unpacked(
        Pane(title="a", picture=picture(4, 4)), marks=[Mark(name="wrong", colour=(1, 2, 3))],
        regions_title="error",
    )  # fmt: skip
    assert wall["marks"] == [{"name": "wrong", "colour": [1, 2, 3]}]
    assert wall["regionsTitle"] == "error"


def test_a_photo_travels_as_its_own_file_unless_it_is_turned_or_reduced(tmp_path: Path) -> None:
    drawn, path = picture(40, 60), tmp_path / "photo.jpg"
    Image.fromarray(drawn).save(path)
    wall = unpacked(Pane(title="a", picture=drawn), photo=str(path))
    assert wall["arrays"][0].startswith("data:image/jpeg")
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.fromarray(drawn).save(path, exif=turned)
    wall = unpacked(Pane(title="a", picture=drawn), photo=str(path))
    assert wall["arrays"][0].startswith("data:image/png")
