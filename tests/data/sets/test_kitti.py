"""KITTI semantics 2015: sizes that vary, ids, and what else lies under the same folder names."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.labels import CITYSCAPES
from gioada.data.sets.disk import DiskFrames, FrameFiles, SetProblem
from gioada.data.sets.kitti import Kitti
from tests.data.sets.trees_kitti import KITTI_SIZES, save, write_kitti

TRAINING, TESTING = Kitti(split="training"), Kitti(split="testing")


def test_frames_come_back_each_at_its_size(tmp_path: Path) -> None:
    written = write_kitti(tmp_path, training=4)
    files = TRAINING.find(tmp_path)
    assert [one.name for one in files] == [f"training/{n:06d}_10" for n in range(4)]
    frames = DiskFrames(TRAINING, files, labelled=True)
    for number, one in enumerate(files):
        frame, expected = frames[number], written[one.name]
        assert frame.image.shape[:2] == KITTI_SIZES[number % len(KITTI_SIZES)]
        np.testing.assert_array_equal(frame.image, expected.image)
        np.testing.assert_array_equal(frame.ids, expected.ids)
        assert frame.depth is None
        assert TRAINING.read_labels(one).unknown == 0


@pytest.mark.parametrize("kitti", [TESTING, Kitti(split="testing", labelled=False)])
def test_the_testing_split_has_no_labels(tmp_path: Path, kitti: Kitti) -> None:
    written = write_kitti(tmp_path)
    files = kitti.find(tmp_path)
    assert [one.name for one in files] == [name for name in written if "testing" in name]
    frame = DiskFrames(kitti, files, labelled=True)[2]
    np.testing.assert_array_equal(frame.image, written["testing/000002_10"].image)
    assert frame.ids is None and frame.depth is None
    with pytest.raises(SetProblem, match="choose split training"):
        kitti.read_labels(files[0])
    with pytest.raises(SetProblem, match="has no depth"):
        kitti.read_depth(files[0])


def test_images_of_training_alone(tmp_path: Path) -> None:
    write_kitti(tmp_path)
    shutil.rmtree(tmp_path / "training/semantic")
    assert all(one.labels is None for one in Kitti(labelled=False).find(tmp_path))


def test_every_id(tmp_path: Path) -> None:
    ids = np.array([[*CITYSCAPES, 255, 34, 200]], np.uint8)
    path = save(tmp_path / "000000_10.png", ids)
    read = TRAINING.read_labels(FrameFiles(name="training/000000_10", image=path, labels=path))
    assert read.ids[0].tolist() == [*range(34), 0, 0, 0]
    assert read.unknown == pytest.approx(2 / 37)


@pytest.mark.parametrize("void", [True, False])
def test_train_ids_are_told_from_ids(tmp_path: Path, void: bool) -> None:
    train_ids = np.full(256, 255 if void else 0, np.uint8)
    for train_id, id_ in LABEL_ENCODINGS["cityscapes-train-ids"].table.items():
        if train_id != 255:
            train_ids[id_] = train_id
    for name, frame in write_kitti(tmp_path, testing=0).items():
        assert frame.ids is not None
        number = name.removeprefix("training/")
        save(tmp_path / f"training/semantic/{number}.png", train_ids[frame.ids])
    with pytest.raises(SetProblem, match=r"training/semantic/ holds no id above 18 .*train ids"):
        TRAINING.find(tmp_path)


def test_one_file_of_train_ids(tmp_path: Path) -> None:
    path = save(tmp_path / "semantic/000000_10.png", np.array([[0, 13, 18, 255]], np.uint8))
    with pytest.raises(SetProblem, match=r"semantic/000000_10.png holds .*train ids"):
        TRAINING.read_labels(FrameFiles(name="training/000000_10", image=path, labels=path))


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (np.zeros((4, 6, 3), np.uint8), "6x4 8-bit RGB PNG"),  # semantic_rgb
        (np.full((4, 6), 26 * 256, np.uint16), "6x4 16-bit grey PNG"),  # instance
    ],
)
def test_the_other_label_folders_are_refused(tmp_path: Path, values: np.ndarray, form: str) -> None:
    path = save(tmp_path / "000000_10.png", values)
    with pytest.raises(SetProblem, match=f"is a {form}, but KITTI's labels in semantic/"):
        TRAINING.read_labels(FrameFiles(name="training/000000_10", image=path, labels=path))


def test_the_folders_people_have(tmp_path: Path) -> None:
    written = [name for name in write_kitti(tmp_path / "own") if "training" in name]
    shutil.copytree(tmp_path / "own", tmp_path / "kitti/data_semantics")
    shutil.copytree(tmp_path / "own", tmp_path / "twice/data_semantics/data_semantics")
    # KITTI's stereo set beside it has the same images and no labels.
    shutil.copytree(tmp_path / "own", tmp_path / "kitti/data_scene_flow")
    shutil.rmtree(tmp_path / "kitti/data_scene_flow/training/semantic")
    own = tmp_path / "own"
    for root in (own, own / "training", own / "testing", tmp_path / "kitti", tmp_path / "twice"):
        files = TRAINING.find(root)
        assert [one.name for one in files] == written, root
        assert all(one.labels is not None and one.labels.is_file() for one in files)
    assert "kitti/data_semantics/training/semantic/" in TRAINING.found_in(tmp_path / "kitti")


def test_later_pictures_of_the_stereo_set_are_left_out(tmp_path: Path) -> None:
    write_kitti(tmp_path)
    shutil.copy(
        tmp_path / "testing/image_2/000000_10.png", tmp_path / "testing/image_2/000000_11.png"
    )
    assert len(TESTING.find(tmp_path)) == 3


def problem(root: Path, kitti: Kitti = TRAINING) -> str:
    with pytest.raises(SetProblem) as caught:
        kitti.find(root)
    return str(caught.value)


def test_nothing_there_names_the_archive_and_its_page(tmp_path: Path) -> None:
    for kitti in (TRAINING, TESTING):
        said = problem(tmp_path, kitti)
        assert f"no {kitti.split}/image_2/000000_10.png in {tmp_path}" in said
        assert "data_semantics.zip from https://www.cvlibs.net" in said
    (tmp_path / "data_semantics.zip").touch()
    assert "not unpacked yet" in problem(tmp_path)


def test_another_of_kittis_benchmarks(tmp_path: Path) -> None:
    save(tmp_path / "training/image_2/000000.png", np.zeros((4, 6, 3), np.uint8))
    said = problem(tmp_path)
    assert "has 1 images and none is named like 000000_10.png (the first: 000000)" in said
    assert "another of KITTI's benchmarks" in said


def test_an_archive_that_was_unpacked_in_part(tmp_path: Path) -> None:
    write_kitti(tmp_path, training=5)
    for number in (1, 4):
        (tmp_path / f"training/semantic/{number:06d}_10.png").unlink()
    said = problem(tmp_path)
    assert "2 of the 5 images in training/image_2/ have no labels in training/semantic/" in said
    assert "the first: training/000001_10" in said
    shutil.rmtree(tmp_path / "training/semantic")
    said = problem(tmp_path)
    assert "There are no labels in training/semantic/ for the 5 images" in said
    assert "unpack data_semantics.zip" in said


def test_a_split_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="choose training or testing"):
        Kitti(split="val")  # pyright: ignore
