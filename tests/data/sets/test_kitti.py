"""KITTI semantics 2015: sizes that vary, ids, and what else lies under the same folder names."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.labels import CITYSCAPES
from gioada.data.sets.disk import DataSet, DiskFrames
from gioada.data.sets.kitti import kitti
from gioada.data.sets.matching import FrameFiles
from tests.data.sets.trees_kitti import KITTI_SIZES, save, write_kitti
from tests.problems import refused

TRAINING, TESTING = kitti(split="training"), kitti(split="testing")


def test_frames_come_back_each_at_its_size(tmp_path: Path) -> None:
    written = write_kitti(tmp_path, training=4)
    files = TRAINING.find(tmp_path)
    assert [one.name for one in files] == [f"{n:06d}" for n in range(4)]
    frames = DiskFrames(TRAINING, files, labelled=True)
    for number, one in enumerate(files):
        frame, expected = frames[number], written[f"training/{one.name}_10"]
        assert frame.image.shape[:2] == KITTI_SIZES[number % len(KITTI_SIZES)]
        np.testing.assert_array_equal(frame.image, expected.image)
        np.testing.assert_array_equal(frame.ids, expected.ids)
        assert frame.depth is None
        assert TRAINING.read_labels(one).share == 0


@pytest.mark.parametrize("whole", [TESTING, kitti(split="testing", labelled=False)])
def test_the_testing_split_has_no_labels(tmp_path: Path, whole: DataSet) -> None:
    written = write_kitti(tmp_path)
    files = whole.find(tmp_path)
    assert [one.name for one in files] == ["000000", "000001", "000002"]
    frame = DiskFrames(whole, files, labelled=True)[2]
    np.testing.assert_array_equal(frame.image, written["testing/000002_10"].image)
    assert frame.ids is None and frame.depth is None
    for read in (whole.read_labels, whole.read_depth):
        with refused("data.kind_missing"):
            read(files[0])


def test_images_of_training_alone(tmp_path: Path) -> None:
    write_kitti(tmp_path)
    shutil.rmtree(tmp_path / "training/semantic")
    assert all(one.labels is None for one in kitti(labelled=False).find(tmp_path))


def test_every_id(tmp_path: Path) -> None:
    ids = np.array([[*CITYSCAPES, 255, 34, 200]], np.uint8)
    path = save(tmp_path / "000000_10.png", ids)
    read = TRAINING.read_labels(FrameFiles(name="training/000000_10", image=path, labels=path))
    assert read.ids[0].tolist() == [*range(34), 0, 0, 0]
    assert read.share == pytest.approx(2 / 37)


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
    with refused("data.train_ids"):
        TRAINING.find(tmp_path)


def test_one_file_of_train_ids(tmp_path: Path) -> None:
    path = save(tmp_path / "semantic/000000_10.png", np.array([[0, 13, 18, 255]], np.uint8))
    with refused("data.train_ids"):
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
    with refused("data.file_form"):
        TRAINING.read_labels(FrameFiles(name="training/000000_10", image=path, labels=path))


def test_the_folders_people_have(tmp_path: Path) -> None:
    written = ["000000", "000001", "000002"]
    write_kitti(tmp_path / "own")
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


def test_later_pictures_of_the_stereo_set_are_left_out(tmp_path: Path) -> None:
    write_kitti(tmp_path)
    shutil.copy(
        tmp_path / "testing/image_2/000000_10.png", tmp_path / "testing/image_2/000000_11.png"
    )
    assert len(TESTING.find(tmp_path)) == 3


def test_nothing_there_names_the_archive_and_its_page(tmp_path: Path) -> None:
    for split, whole in (("training", TRAINING), ("testing", TESTING)):
        with refused(
            "data.set_missing", f"no {split}/image_2/000000_10.png in {tmp_path}", "www.cvlibs.net"
        ):
            whole.find(tmp_path)
    (tmp_path / "data_semantics.zip").touch()
    with refused("data.archive_packed"):
        TRAINING.find(tmp_path)


def test_another_of_kittis_benchmarks(tmp_path: Path) -> None:
    save(tmp_path / "training/image_2/000000.png", np.zeros((4, 6, 3), np.uint8))
    with refused("data.other_set", found="training/image_2/000000.png"):
        TRAINING.find(tmp_path)


def test_a_split_that_there_is_not() -> None:
    with refused("data.choice"):
        kitti(split="val")  # pyright: ignore
