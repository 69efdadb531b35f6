"""CARLA: both tables of tags, both ways of storing depth, and the folders people use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gioada.data.depth_encodings import encode
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.frame import SKY_DEPTH
from gioada.data.labels import CITYSCAPES
from gioada.data.sets.carla import carla
from gioada.data.sets.disk import DiskFrames
from gioada.data.sets.matching import FrameFiles
from tests.data.sets.trees_city import save, scene, with_alpha, write_carla
from tests.problems import refused

ID_OF = {name: id_ for id_, (name, _) in CITYSCAPES.items()}
FIELDS = ("rgb", "semantic", "depth")

# ObjectLabel.h of 0.9.13, and the sensor reference of 0.9.14.
OLD = (
    *("unlabeled", "building", "fence", "unlabeled", "person", "pole", "road", "road"),
    *("sidewalk", "vegetation", "car", "wall", "traffic sign", "sky", "ground", "bridge"),
    *("rail track", "guard rail", "traffic light", "static", "dynamic", "unlabeled", "terrain"),
)
NEW = (
    *("unlabeled", "road", "sidewalk", "building", "wall", "fence", "pole", "traffic light"),
    *("traffic sign", "vegetation", "terrain", "sky", "person", "rider", "car", "truck", "bus"),
    *("train", "motorcycle", "bicycle", "static", "dynamic", "unlabeled", "unlabeled", "road"),
    *("ground", "bridge", "rail track", "guard rail"),
)


@pytest.mark.parametrize("depth", ["carla-24bit", "carla-log"])
@pytest.mark.parametrize("labels", ["tags", "grey", "colours"])
@pytest.mark.parametrize("version", ["0.9.10", "0.9.14"])
def test_frames_come_back(tmp_path: Path, version: Any, labels: Any, depth: Any) -> None:
    write_carla(tmp_path, version=version, labels=labels, depth=depth)
    whole = carla(version=version)
    files = whole.find(tmp_path)
    assert [each.name for each in files] == ["000000", "000001"]
    frame, expected = DiskFrames(whole, files, labelled=True)[1], scene(1)
    assert frame.depth is not None and expected.depth is not None
    np.testing.assert_array_equal(frame.image, expected.image)
    np.testing.assert_array_equal(frame.ids, expected.ids)
    tolerance = {"carla-24bit": 1e-4, "carla-log": 0.0113 * expected.depth}[depth]
    assert (np.abs(frame.depth - expected.depth) <= tolerance).all()
    assert (frame.depth == np.float32(SKY_DEPTH)).any()


@pytest.mark.parametrize(("version", "names"), [("0.9.10", OLD), ("0.9.14", NEW)])
def test_every_tag(tmp_path: Path, version: Any, names: tuple[str, ...]) -> None:
    tags = np.zeros((1, len(names), 3), np.uint8)
    tags[..., 0] = np.arange(len(names))
    grey = np.repeat(tags[..., :1], 3, axis=-1)
    for values in (with_alpha(tags), tags[..., 0], with_alpha(grey)):
        path = save(tmp_path / "tags.png", values)
        read = carla(version=version).read_labels(FrameFiles(name="x", image=path, labels=path))
        assert read.ids[0].tolist() == [ID_OF[name] for name in names]
        assert read.share == 0


def test_every_colour(tmp_path: Path) -> None:
    table = LABEL_ENCODINGS["colour"].table
    packed = np.array([sorted(table)])
    colours = np.stack([packed >> 16, (packed >> 8) & 255, packed & 255], -1).astype(np.uint8)
    path = save(tmp_path / "colours.png", with_alpha(colours))
    read = carla().read_labels(FrameFiles(name="x", image=path, labels=path))
    assert read.ids[0].tolist() == [table[int(key)] for key in packed[0]]
    colours[0, 0] = (1, 2, 3)
    save(path, colours)
    read = carla().read_labels(FrameFiles(name="x", image=path, labels=path))
    assert read.share == 1 / len(table) and read.ids[0, 0] == 0


@pytest.mark.parametrize(
    ("folders", "names"),
    [
        (("CameraRGB", "CameraSeg", "CameraDepth"), ["000000", "000001"]),
        (("images", "labels", "depth_log"), ["000000", "000001"]),
        (
            ("town/a/rgb", "town/a/semantic_tags", "town/a/depth"),
            ["town/a/000000", "town/a/000001"],
        ),
        (("rgb/a", "semseg/a", "depth/a"), ["a/000000", "a/000001"]),
        (("x{}_rgb.png", "x{}_semseg.png", "x{}_depth.png"), ["x000000", "x000001"]),
        (("rgb/image_{}.png", "seg/seg_{}.png", "depth/image_{}.png"), ["000000", "000001"]),
        (("images/{}_rgb.png", "images/{}_label.png", "images/{}_depth.png"), ["000000", "000001"]),
        (("{}/rgb.png", "{}/semantic.png", "{}/depth.png"), ["000000", "000001"]),
        (("rgb_left", "seg_left", "depth_left"), ["left/000000", "left/000001"]),
    ],
)
def test_folders_that_people_use(
    tmp_path: Path, folders: tuple[str, ...], names: list[str]
) -> None:
    write_carla(tmp_path, folders=folders)
    save(tmp_path / "instance_segmentation/000000.png", scene(0).image)
    whole = carla()
    files = whole.find(tmp_path)
    assert [each.name for each in files] == names
    np.testing.assert_array_equal(DiskFrames(whole, files, labelled=True)[1].ids, scene(1).ids)


def test_several_recordings_under_one_root(tmp_path: Path) -> None:
    write_carla(tmp_path / "b", count=1)
    write_carla(tmp_path / "a", count=2, folders=("x{}_rgb.png", "x{}_seg.png", "x{}_depth.png"))
    names = [each.name for each in carla().find(tmp_path)]
    assert names == ["a/x000000", "a/x000001", "b/000000"]


def test_a_named_folder_decides_between_two(tmp_path: Path) -> None:
    write_carla(tmp_path, folders=("rgb", "semantic", "depth"), labels="tags")
    write_carla(tmp_path, folders=("rgb", "segmentation_colour", "depth"), labels="colours")
    with refused("data.name_twice"):
        carla().find(tmp_path)
    files = carla(labels_folder="semantic").find(tmp_path)
    assert all(each.labels and each.labels.parent.name == "semantic" for each in files)
    write_carla(tmp_path / "own", folders=("front", "classes", "z"))
    own = carla(image_folder="front", labels_folder="classes", depth_folder="z")
    assert [each.name for each in own.find(tmp_path / "own")] == ["000000", "000001"]


@pytest.mark.parametrize(("written", "chosen"), [("0.9.10", "0.9.14"), ("0.9.14", "0.9.10")])
def test_tags_of_the_other_version_are_noticed(tmp_path: Path, written: Any, chosen: Any) -> None:
    write_carla(tmp_path, version=written)
    with refused("data.carla_version"):
        carla(version=chosen).find(tmp_path)
    assert carla(version=chosen, labelled=False).find(tmp_path)


def test_a_tag_that_came_later_is_noticed(tmp_path: Path) -> None:
    path = save(tmp_path / "tags.png", np.array([[1, 24]], np.uint8))
    files = FrameFiles(name="x", image=path, labels=path)
    with refused("data.carla_version"):
        carla().read_labels(files)


def test_sixteen_bits_need_a_unit(tmp_path: Path) -> None:
    values = encode(np.full((4, 4), 12.34), "centimetres-16bit")
    path = save(tmp_path / "depth/x.png", values)
    files = FrameFiles(name="x", image=path, depth=path)
    with refused("data.depth_unit"):
        carla().read_depth(files)
    assert (carla(depth="centimetres-16bit").read_depth(files) == np.float32(12.34)).all()
    path = save(tmp_path / "depth_cm/x.png", values)
    files = FrameFiles(name="x", image=path, depth=path)
    assert (carla().read_depth(files) == np.float32(12.34)).all()


def test_lossy_labels_and_depth_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "x.jpg", scene(0).image)
    files = FrameFiles(name="x", image=path, labels=path, depth=path)
    with refused("data.file_form"):
        carla().read_labels(files)
    with refused("data.file_lossy"):
        carla().read_depth(files)


def test_what_is_missing_is_counted_and_named(tmp_path: Path) -> None:
    with refused("data.set_missing"):
        carla().find(tmp_path)
    write_carla(tmp_path, count=3)
    (tmp_path / "semantic/000001.png").unlink()
    with refused("data.files_missing", missing=1, first="000001"):
        carla().find(tmp_path)
    write_carla(tmp_path, count=3)
    for path in (tmp_path / "depth").iterdir():
        path.unlink()
    with refused("data.files_missing", missing=3, first="000000"):
        carla().find(tmp_path)
    assert all(each.depth is None for each in carla(depth="none").find(tmp_path))
