"""Own folders: a small json says all, and says what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gioada.data.sets.description import SMALLEST
from gioada.data.sets.disk import DiskFrames
from gioada.data.sets.folders import folders
from gioada.data.sets.matching import FrameFiles
from gioada.errors import Problem
from tests.data.png16 import write_png16
from tests.data.sets.trees_city import millimetres, save, scene, write_folders, written
from tests.problems import refused

IDS = {"files": "labels", "encoding": "cityscapes-ids"}
MILLIMETRES = {"files": "depth", "encoding": {"unit": 0.001, "invalid": 0}}


def test_frames_come_back_with_holes_in_the_depth(tmp_path: Path) -> None:
    write_folders(tmp_path)
    whole = folders()
    files = whole.find(tmp_path)
    assert [each.name for each in files] == ["000", "001", "002"]
    frame, expected = DiskFrames(whole, files, labelled=True)[2], scene(2)
    assert expected.depth is not None and frame.depth is not None
    np.testing.assert_array_equal(frame.image, expected.image)
    np.testing.assert_array_equal(frame.ids, expected.ids)
    hole = millimetres(expected.depth) == 0
    assert hole.any() and (np.isnan(frame.depth) == hole).all()
    np.testing.assert_allclose(frame.depth[~hole], expected.depth[~hole], atol=6e-4)


def test_the_smallest_description_that_messages_show_is_valid(tmp_path: Path) -> None:
    write_folders(tmp_path)
    (tmp_path / "dataset.json").unlink()
    with pytest.raises(Problem, match=r"has no dataset.json") as problem:
        folders().find(tmp_path)
    assert SMALLEST in str(problem.value)
    write_folders(tmp_path, json.loads(SMALLEST))
    assert len(folders().find(tmp_path)) == 3


def test_images_alone(tmp_path: Path) -> None:
    write_folders(tmp_path, {"images": "images"})
    assert all(each.labels is None and each.depth is None for each in folders().find(tmp_path))
    write_folders(tmp_path)
    assert all(each.labels is None for each in folders(labelled=False).find(tmp_path))


def test_patterns_match_files_by_what_they_leave_open(tmp_path: Path) -> None:
    for number, town in enumerate(("a", "b", "b/c")):
        frame = scene(number)
        assert frame.ids is not None
        save(tmp_path / f"rgb/{town}/{number}_rgb.png", frame.image)
        save(tmp_path / f"rgb/{town}/{number}_thumb.png", frame.image[:2])
        save(tmp_path / f"gt/{town}/{number}_ids.png", frame.ids)
    labels = {"files": "gt/**/*_ids.png", "encoding": "cityscapes-ids"}
    (tmp_path / "dataset.json").write_text(
        json.dumps({"images": "rgb/**/*_rgb.png", "labels": labels})
    )
    whole = folders()
    files = whole.find(tmp_path)
    assert [each.name for each in files] == ["a/0", "b/1", "b/c/2"]
    for number, each in enumerate(files):
        np.testing.assert_array_equal(whole.read_labels(each).ids, scene(number).ids)
    # A folder stands for all that is below it.
    labels["files"] = "plain"
    for number, town in enumerate(("a", "b", "b/c")):
        save(tmp_path / f"plain/{town}/{number}.png", scene(number).image[..., 0])
    (tmp_path / "dataset.json").write_text(
        json.dumps({"images": "rgb/**/*_rgb.png", "labels": labels})
    )
    assert [each.name for each in whole.find(tmp_path)] == ["a/0", "b/1", "b/c/2"]


def test_own_tables_of_numbers_and_of_colours(tmp_path: Path) -> None:
    numbers = {"0": "void", "1": "Road", "300": "traffic light"}
    write_folders(
        tmp_path, {"images": "images", "labels": {"files": "labels", "encoding": numbers}}
    )
    whole = folders()
    files = whole.find(tmp_path)
    for values in (np.array([[1, 300, 2, 0]], np.uint16), np.array([[1, 1, 2, 0]], np.uint8)):
        save(tmp_path / "labels/000.png", values)
        read = whole.read_labels(files[0])
        assert read.ids[0, 0] == 7 and read.ids[0, 2:].tolist() == [0, 0]
        assert read.ids[0, 1] == (19 if values.dtype == np.uint16 else 7)
        assert read.share == 0.25
    colours = {"#804080": "road", "0, 0,142": "car"}
    write_folders(
        tmp_path, {"images": "images", "labels": {"files": "labels", "encoding": colours}}
    )
    save(tmp_path / "labels/000.png", np.array([[[128, 64, 128], [0, 0, 142]]], np.uint8))
    read = whole.read_labels(whole.find(tmp_path)[0])
    assert read.ids.tolist() == [[7, 26]] and read.share == 0


@pytest.mark.parametrize("encoding", ["cityscapes-train-ids", "camvid", "carla-0.9.14", "colour"])
def test_encodings_by_name(tmp_path: Path, encoding: str) -> None:
    ids = scene(0).ids
    assert ids is not None
    description = {"images": "images", "labels": {"files": "labels", "encoding": encoding}}
    write_folders(tmp_path, description)
    save(tmp_path / "labels/000.png", written(ids, encoding))
    whole = folders()
    np.testing.assert_array_equal(whole.read_labels(whole.find(tmp_path)[0]).ids, ids)


def test_depth_encodings_by_name_and_by_unit(tmp_path: Path) -> None:
    values = np.array([[0, 1000, 5000, 65535]], np.uint16)
    nan = np.nan
    for encoding, expected in (
        ("centimetres-16bit", [0, 10, 50, 655.35]),
        ("kitti-256", [nan, 1000 / 256, 5000 / 256, 65535 / 256]),
        ({"unit": 0.01}, [0, 10, 50, 655.35]),
        ({"unit": 0.5, "invalid": 65535}, [0, 500, 655.35, nan]),
    ):
        write_folders(
            tmp_path, {"images": "images", "depth": {"files": "depth", "encoding": encoding}}
        )
        save(tmp_path / "depth/000.png", values)
        whole = folders()
        depth = whole.read_depth(whole.find(tmp_path)[0])
        np.testing.assert_array_equal(depth[0], np.array(expected, np.float32))
    (tmp_path / "depth/000.png").unlink()
    np.save(tmp_path / "depth/000.npy", np.array([[-1.0, 7.5]]))
    write_folders(
        tmp_path,
        {"images": "images", "depth": {"files": "z/*.npy", "encoding": {"unit": 1, "invalid": -1}}},
    )
    (tmp_path / "z").mkdir()
    for number in range(3):
        np.save(tmp_path / f"z/{number:03d}.npy", np.array([[-1.0, 7.5]]))
    depth = whole.read_depth(whole.find(tmp_path)[0])
    np.testing.assert_array_equal(depth, [[nan, 7.5]])


def test_splits(tmp_path: Path) -> None:
    write_folders(tmp_path)
    assert [each.name for each in folders(split="train").find(tmp_path)] == ["000", "001"]
    assert [each.name for each in folders(split="val").find(tmp_path)] == ["002"]
    (tmp_path / "train.txt").write_text("# order counts\n002.png\n\n/somewhere/images/000.png\n")
    assert [each.name for each in folders(split="train").find(tmp_path)] == ["002", "000"]
    # Files that no list names may be incomplete.
    (tmp_path / "labels/001.png").unlink()
    assert len(folders(split="train").find(tmp_path)) == 2
    for text, message in (
        ("000\nlost\n", r"has 1 of 2 names without an image in images \(the first: lost\)"),
        ("000\n000.png\n", "names 1 frames twice"),
        ("\n", "is empty"),
    ):
        (tmp_path / "train.txt").write_text(text)
        with pytest.raises(Problem, match=message):
            folders(split="train").find(tmp_path)
    with pytest.raises(Problem, match=r"no split 'test'; the splits are train, val"):
        folders(split="test").find(tmp_path)
    (tmp_path / "train.txt").unlink()
    with pytest.raises(Problem, match=r"list of 'train' in dataset.json, cannot be read"):
        folders(split="train").find(tmp_path)


@pytest.mark.parametrize(
    ("description", "message"),
    [
        ([], r"the content in .*dataset.json: .*smallest one is \{.images"),
        ({}, "images is missing"),
        ({"images": "images", "lables": IDS}, "no option lables"),
        ({"images": 5}, "images cannot be 5"),
        ({"images": "../images"}, "does not lead into the folder"),
        ({"images": "/images"}, "does not lead into the folder"),
        ({"images": "pictures"}, "no images in .*pictures"),
        (
            {"images": "images", "labels": "labels"},
            "labels cannot be 'labels'",
        ),
        ({"images": "images", "labels": {"files": "labels"}}, "labels.encoding is missing"),
        (
            {"images": "images", "labels": {"files": "labels", "encoding": "cityscape"}},
            "no 'cityscape'; close to it are: cityscapes-ids",
        ),
        (
            {"images": "images", "labels": {"files": "labels", "encoding": {"0": "raod"}}},
            "no 'raod'; close to it are: road",
        ),
        (
            {"images": "images", "labels": {"files": "labels", "encoding": {"red": "road"}}},
            "'red' is no label: write a number",
        ),
        (
            {"images": "images", "labels": {"files": "labels", "encoding": {"1,2,256": "road"}}},
            "'1,2,256' is no label: write a number",
        ),
        (
            {
                "images": "images",
                "labels": {"files": "labels", "encoding": {"1": "road", "#000000": "car"}},
            },
            "both numbers and colours",
        ),
        (
            {
                "images": "images",
                "labels": {"files": "labels", "encoding": {"0,0,0": "road", "#000000": "car"}},
            },
            "twice, for different classes",
        ),
        ({"images": "images", "labels": {**IDS, "encoding": {}}}, "or a table"),
        (
            {"images": "images", "depth": {"files": "depth", "encoding": "kitti"}},
            "no 'kitti'; close to it are: kitti-256",
        ),
        (
            {"images": "images", "depth": {"files": "depth", "encoding": {"unit": 0}}},
            "unit cannot be 0",
        ),
        (
            {"images": "images", "depth": {"files": "depth", "encoding": {"unit": True}}},
            "unit cannot be True",
        ),
        (
            {"images": "images", "depth": {"files": "depth", "encoding": {"invalid": 0}}},
            "unit is missing",
        ),
        (
            {"images": "images", "depth": {**MILLIMETRES, "encoding": {"unit": 1, "invalid": "x"}}},
            "invalid cannot be 'x'",
        ),
        ({"images": "images", "splits": "train.txt"}, "splits cannot be 'train.txt'"),
        (
            {"images": "images", "labels": {**IDS, "files": "depth/*.tif"}},
            r"no labels in depth/\*.tif for the 3",
        ),
    ],
)
def test_each_mistake_has_a_sentence(tmp_path: Path, description: Any, message: str) -> None:
    write_folders(tmp_path, description)
    with pytest.raises(Problem, match=message):
        folders().find(tmp_path)


def test_broken_json(tmp_path: Path) -> None:
    write_folders(tmp_path)
    (tmp_path / "dataset.json").write_text('{"images": "images",}')
    with refused("data.description"):
        folders().find(tmp_path)


def test_unmatched_and_doubled_stems(tmp_path: Path) -> None:
    write_folders(tmp_path)
    (tmp_path / "depth/001.png").unlink()
    (tmp_path / "depth/002.png").unlink()
    with refused("data.files_missing", missing=2, first="001"):
        folders().find(tmp_path)
    save(tmp_path / "images/000.jpg", scene(0).image)
    with refused("data.name_twice"):
        folders().find(tmp_path)


def test_files_that_do_not_hold_what_was_described(tmp_path: Path) -> None:
    write_folders(tmp_path)
    whole = folders()
    files = whole.find(tmp_path)
    save(tmp_path / "labels/000.png", np.full((4, 4), 99, np.uint8))
    with refused("data.labels_unknown"):
        whole.read_labels(files[0])
    write_png16(tmp_path / "depth/000.png", np.arange(12, dtype=np.uint16).reshape(2, 2, 3))
    with refused("data.depth_channels"):
        whole.read_depth(files[0])
    coloured = {"files": "labels", "encoding": "colour"}
    write_folders(tmp_path, {"images": "images", "labels": coloured})
    with refused("data.file_form"):
        whole.read_labels(whole.find(tmp_path)[0])
    (tmp_path / "labels/000.png").unlink()
    save(tmp_path / "labels/000.jpg", scene(0).image)
    with refused("data.file_lossy"):
        whole.read_labels(whole.find(tmp_path)[0])
    path = files[0].image
    with refused("data.file_not_listed"):
        whole.read_labels(FrameFiles(name="x", image=path, labels=path))


def test_the_frames_can_be_sent_to_another_process(tmp_path: Path) -> None:
    import pickle

    write_folders(tmp_path, {"images": "images", "labels": {**IDS, "encoding": {"7": "road"}}})
    whole = folders()
    files = whole.find(tmp_path)
    whole.read_labels(files[0])
    again = pickle.loads(pickle.dumps(DiskFrames(whole, files, labelled=True)))
    assert (again[0].ids == np.where(scene(0).ids == 7, 7, 0)).all()
