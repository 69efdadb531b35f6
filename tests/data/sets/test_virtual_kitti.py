"""Virtual KITTI 1.3.1 in its true encoding."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.data.frame import SKY_DEPTH
from gioada.data.labels import KITTI10
from gioada.data.sets.disk import DiskFrames
from gioada.data.sets.matching import FrameFiles
from gioada.data.sets.virtual_kitti import virtual_kitti
from tests.data.sets.trees_kitti import (
    coloured,
    ids_of,
    save,
    scene,
    vehicle_table,
    write_table,
    write_virtual_kitti,
)
from tests.problems import refused

CHOSEN = {"worlds": ("0001", "0020"), "variations": ("clone", "fog")}
SOME = virtual_kitti(**CHOSEN)


def write(root: Path, frames: int = 2) -> dict:
    return write_virtual_kitti(root, **CHOSEN, frames=frames)


def test_frames_come_back(tmp_path: Path) -> None:
    written = write(tmp_path)
    files = SOME.find(tmp_path)
    assert [one.name for one in files] == list(written)
    assert files[0].name == "0001/clone/00000"
    frames = DiskFrames(SOME, files, labelled=True)
    for number, expected in enumerate(written.values()):
        frame = frames[number]
        assert frame.depth is not None and frame.depth.dtype == np.float32
        np.testing.assert_array_equal(frame.image, expected.image)
        np.testing.assert_array_equal(frame.ids, expected.ids)
        np.testing.assert_allclose(frame.depth, expected.depth, atol=1e-4)
        assert (frame.depth[expected.names == "Sky"] == np.float32(SKY_DEPTH)).all()
        assert SOME.read_labels(files[number]).share == 0


def test_all_fifty_videos_unless_chosen(tmp_path: Path) -> None:
    written = write_virtual_kitti(tmp_path, frames=1)
    assert len(written) == 50
    assert [one.name for one in virtual_kitti().find(tmp_path)] == list(written)
    chosen = virtual_kitti(worlds=("0006",), variations=("rain", "clone"))
    assert [one.name for one in chosen.find(tmp_path)] == ["0006/rain/00000", "0006/clone/00000"]


def test_as_many_frames_as_the_paper_says() -> None:
    assert virtual_kitti().facts.count == 21_260
    assert virtual_kitti(variations=("clone",)).facts.count == 2_126
    assert virtual_kitti(worlds=("0002",), variations=("clone",)).facts.count == 233


@pytest.mark.parametrize(
    ("name", "class_"),
    [
        ("Road", "road"),
        ("Building", "building"),
        ("Pole", "pole"),
        ("TrafficLight", "traffic light"),
        ("TrafficSign", "traffic sign"),
        ("Tree", "vegetation"),
        ("Vegetation", "vegetation"),
        ("Terrain", "terrain"),
        ("Sky", "sky"),
        ("Car:0", "car"),
        ("Car:1", "car"),
        ("Van:0", "car"),
        ("Truck", "truck"),
        ("GuardRail", None),
        ("Misc", None),
    ],
)
def test_the_ten_classes_of_the_protocol(tmp_path: Path, name: str, class_: str | None) -> None:
    labels = KITTI10.from_ids(SOME.read_labels(one(tmp_path, np.array([[name]]))).ids)
    assert labels[0, 0] == (255 if class_ is None else KITTI10.classes.index(class_))


@pytest.mark.parametrize(("van", "id_"), [("car", 26), ("truck", 27), ("ignore", 0)])
@pytest.mark.parametrize(
    ("small", "small_id"), [("vegetation", 21), ("terrain", 22), ("ignore", 0)]
)
def test_the_doubtful_classes(tmp_path: Path, van, id_: int, small, small_id: int) -> None:
    names = scene(0).names
    chosen = virtual_kitti(van=van, small_vegetation=small)
    read = chosen.read_labels(one(tmp_path, names))
    np.testing.assert_array_equal(read.ids, ids_of(names, Van=id_, Vegetation=small_id))
    assert read.share == 0


def one(root: Path, names: np.ndarray, video: int = 0) -> FrameFiles:
    """The labels of one frame, with the table of its video."""
    table = vehicle_table(video)
    write_table(root / "0001_clone_scenegt_rgb_encoding.txt", table)
    path = save(root / "0001/clone/00000.png", coloured(names, table))
    return FrameFiles(name="0001/clone/00000", image=path, labels=path)


def test_a_colour_means_what_its_own_video_says(tmp_path: Path) -> None:
    names = np.array([["Car:0", "Car:1", "Van:0"]])
    vans = virtual_kitti(van="truck")
    first, second = (one(tmp_path / str(video), names, video) for video in (0, 1))
    assert vans.read_labels(first).ids.tolist() == [[26, 26, 27]]
    assert vans.read_labels(second).ids.tolist() == [[26, 26, 27]]
    # The first video's label file beside the second's table is another matter.
    shutil.copy(first.labels or "", second.labels or "")
    assert vans.read_labels(second).ids.tolist() == [[27, 26, 26]]


def test_unknown_colours_are_void_and_counted(tmp_path: Path) -> None:
    files = one(tmp_path, scene(0).names)
    assert files.labels is not None
    colours = np.array(Image.open(files.labels))
    colours[3, 4:9] += 1
    save(files.labels, colours)
    read = SOME.read_labels(files)
    assert read.share == pytest.approx(5 / colours[..., 0].size)
    assert read.ids[3, 4:9].tolist() == [0] * 5
    np.testing.assert_array_equal(read.ids[5:], scene(0).ids[5:])


def test_colours_whose_meaning_is_not_certain(tmp_path: Path) -> None:
    files = one(tmp_path, np.array([["Road", "Car:0", "Tree", "Sky"]]))
    with (tmp_path / "0001_clone_scenegt_rgb_encoding.txt").open("a") as table:
        table.write("Tram:0 100 60 100\n")  # No class of the set: the colour stays the road's.
        table.write("Building 200 8 31\n")  # Car:0's as well.
        table.write("Vegetation 0 199 0\n\n")  # Tree's as well, and the same to us.
    read = SOME.read_labels(files)
    assert read.ids.tolist() == [[7, 0, 21, 23]]
    assert read.share == 0.25


@pytest.mark.parametrize(
    "row", ["Car:3 12 44", "Car:3 12 44 256", "Car:3 12 44 x", "Car:3 1 2 3 4"]
)
def test_a_damaged_table(tmp_path: Path, row: str) -> None:
    files = one(tmp_path, np.array([["Road"]]))
    with (tmp_path / "0001_clone_scenegt_rgb_encoding.txt").open("a") as table:
        table.write(row)
    with refused("data.table_broken"):
        SOME.read_labels(files)


def test_an_empty_table(tmp_path: Path) -> None:
    files = one(tmp_path, np.array([["Road"]]))
    (tmp_path / "0001_clone_scenegt_rgb_encoding.txt").write_text("Category(:id) r g b\n")
    with refused("data.table_broken"):
        SOME.read_labels(files)


def test_depth_is_read_to_the_centimetre(tmp_path: Path) -> None:
    path = save(tmp_path / "depth.png", np.array([[0, 1, 1234, 65534, 65535]], np.uint16))
    depth = SOME.read_depth(FrameFiles(name="0001/clone/00000", image=path, depth=path))
    assert depth.tolist() == np.float32([[0, 0.01, 12.34, 655.34, 655.35]]).tolist()


def test_depth_of_8_bits_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "0001/clone/00000.png", np.zeros((4, 6), np.uint8))
    with refused("data.file_form"):
        SOME.read_depth(FrameFiles(name="0001/clone/00000", image=path, depth=path))


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    write(tmp_path)
    files = SOME.find(tmp_path)[1]
    for path in (files.labels, files.depth):
        assert path is not None
        path.write_bytes(path.read_bytes()[:-60])
    with refused("data.file_damaged"):
        SOME.read_labels(files)
    with refused("data.file_damaged"):
        SOME.read_depth(files)


def test_maps_of_another_size_than_their_image(tmp_path: Path) -> None:
    write(tmp_path)
    files = SOME.find(tmp_path)
    save(files[2].image, np.zeros((30, 45, 3), np.uint8))
    with refused("data.sizes_differ"):
        DiskFrames(SOME, files, labelled=True)[2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"worlds": ("0003",)},
        {"worlds": ()},
        {"worlds": ("0001", "0001")},
        {"variations": ("snow",)},
        {"van": "bus"},
        {"small_vegetation": "tree"},
    ],
)
def test_choices_that_there_are_not(wrong: dict) -> None:
    with refused("data.choice"):
        virtual_kitti(**wrong)
