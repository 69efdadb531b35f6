"""Cityscapes: splits, ids, and what lies in place of its labels."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from gioada.data.labels import CITYSCAPES
from gioada.data.sets.cityscapes import cityscapes
from gioada.data.sets.disk import DiskFrames
from gioada.data.sets.matching import FrameFiles
from tests.data.sets.trees_city import save, scene, write_cityscapes, written
from tests.problems import refused


@pytest.mark.parametrize(
    ("split", "cities"), [("train", "aachen aachen bochum"), ("val", "lindau munster")]
)
def test_a_split_comes_back(tmp_path: Path, split: str, cities: str) -> None:
    write_cityscapes(tmp_path)
    whole = cityscapes(split=split)
    files = whole.find(tmp_path)
    assert [each.name.split("/")[0] for each in files] == cities.split()
    assert files[-1].name in ("bochum/bochum_000001_000019", "munster/munster_000000_000019")
    frames = DiskFrames(whole, files, labelled=True)
    numbers = [int(each.name.split("_")[1]) for each in files]
    for frame, number in zip((frames[index] for index in range(len(files))), numbers, strict=True):
        np.testing.assert_array_equal(frame.image, scene(number).image)
        np.testing.assert_array_equal(frame.ids, scene(number).ids)
        assert frame.depth is None


def test_test_and_unlabelled_frames_have_no_labels(tmp_path: Path) -> None:
    write_cityscapes(tmp_path)
    assert [each.labels for each in cityscapes(split="test").find(tmp_path)] == [None]
    shutil.rmtree(tmp_path / "gtFine")
    files = cityscapes(labelled=False).find(tmp_path)
    assert len(files) == 3 and all(each.labels is None for each in files)


def test_the_blurred_package(tmp_path: Path) -> None:
    write_cityscapes(tmp_path, images="leftImg8bit_blurred")
    assert len(cityscapes(images="leftImg8bit_blurred").find(tmp_path)) == 3
    with refused("data.other_images"):
        cityscapes().find(tmp_path)
    assert "trainvaltest_blurred.zip" in cityscapes(images="leftImg8bit_blurred").facts.where


def files_of(path: Path) -> FrameFiles:
    return FrameFiles(name="aachen/x", image=path, labels=path)


def test_every_id(tmp_path: Path) -> None:
    values = np.arange(256, dtype=np.uint8)[None]
    read = cityscapes().read_labels(files_of(save(tmp_path / "x_labelIds.png", values)))
    expected = [id_ if id_ in CITYSCAPES else 0 for id_ in range(256)]
    assert read.ids[0].tolist() == expected
    # 255 is what 8 bits make of a number plate's -1.
    assert read.share == (256 - 34 - 1) / 256


def test_train_ids_under_the_name_of_ids_are_refused(tmp_path: Path) -> None:
    values = written(np.array([[0, 7, 33, 23]], np.uint8), "cityscapes-train-ids")
    with refused("data.train_ids"):
        cityscapes().read_labels(files_of(save(tmp_path / "x_labelIds.png", values)))


@pytest.mark.parametrize("values", [np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.uint16)])
def test_colours_and_instances_are_refused(tmp_path: Path, values: np.ndarray) -> None:
    with refused("data.file_form"):
        cityscapes().read_labels(files_of(save(tmp_path / "x.png", values)))


def test_what_lies_in_place_of_labels_is_named(tmp_path: Path) -> None:
    fine = write_cityscapes(tmp_path) / "gtFine"
    lost = next((fine / "train" / "bochum").glob("*labelIds.png"))
    lost.unlink()
    with refused("data.files_missing", missing=1, first="bochum/bochum_000001_000019"):
        cityscapes().find(tmp_path)
    for path in fine.glob("train/*/*labelIds.png"):
        path.rename(path.with_name(path.name.replace("labelIds", "labelTrainIds")))
    with refused("data.files_missing", missing=3, first="aachen/aachen_000000_000019"):
        cityscapes().find(tmp_path)
    shutil.rmtree(fine / "train")
    with refused("data.files_missing", missing=3, first="aachen/aachen_000000_000019"):
        cityscapes().find(tmp_path)
    (fine / "val" / "aachen").mkdir()
    with refused("data.files_missing", missing=3, first="aachen/aachen_000000_000019"):
        cityscapes().find(tmp_path)
    shutil.rmtree(fine)
    (tmp_path / "gtCoarse").mkdir()
    with refused("data.files_missing", missing=3, first="aachen/aachen_000000_000019"):
        cityscapes().find(tmp_path)


def test_nothing_there_and_half_an_archive(tmp_path: Path) -> None:
    with refused("data.set_missing"):
        cityscapes().find(tmp_path)
    write_cityscapes(tmp_path, counts={"val": 1})
    with refused("data.split_missing"):
        cityscapes().find(tmp_path)


@pytest.mark.parametrize(("split", "count"), [("train", 2975), ("val", 500), ("test", 1525)])
def test_whole_splits(split: str, count: int) -> None:
    facts = cityscapes(split=split).facts
    assert facts.count == count and facts.sizes == ((1024, 2048),)
    assert ("labelIds" in str(facts.layout)) == (split != "test")
