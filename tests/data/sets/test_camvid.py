"""CamVid in SegNet's version, in both of its forms."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from gioada.data.labels import CAMVID11, VOID
from gioada.data.sets.camvid import camvid
from gioada.data.sets.disk import DiskFrames
from gioada.data.sets.matching import FrameFiles
from gioada.errors import Problem
from tests.data.sets.trees_city import save, scene, write_camvid
from tests.problems import refused


@pytest.mark.parametrize("form", ["segnet", "plain"])
@pytest.mark.parametrize(("split", "count"), [("train", 3), ("val", 2), ("test", 2)])
def test_a_split_comes_back(tmp_path: Path, form: str, split: str, count: int) -> None:
    write_camvid(tmp_path, form=form)
    whole = camvid(split=split)
    files = whole.find(tmp_path)
    assert [each.name for each in files] == [f"{split}_{number:05d}" for number in range(count)]
    frame = DiskFrames(whole, files, labelled=True)[1]
    np.testing.assert_array_equal(frame.ids, scene(1).ids)
    if form == "segnet":
        np.testing.assert_array_equal(frame.image, scene(1).image)
        assert len(whole.find(tmp_path / "CamVid")) == count


def test_every_class(tmp_path: Path) -> None:
    path = save(tmp_path / "x.png", np.arange(12, dtype=np.uint8)[None])
    read = camvid().read_labels(FrameFiles(name="x", image=path, labels=path))
    assert CAMVID11.from_ids(read.ids)[0].tolist() == [*range(11), VOID]
    assert read.share == 0
    save(path, np.array([[0, 255]], np.uint8))
    assert camvid().read_labels(FrameFiles(name="x", image=path, labels=path)).share == 0.5


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.array([[1, 12]], np.uint8), r"x.png has ids up to 12, but .* 0 to 11"),
        (np.zeros((2, 2, 3), np.uint8), r"x.png is a 2x2 8-bit RGB PNG, but CamVid's labels"),
    ],
)
def test_labels_of_another_version(tmp_path: Path, values: np.ndarray, message: str) -> None:
    path = save(tmp_path / "x.png", values)
    with pytest.raises(Problem, match=message):
        camvid().read_labels(FrameFiles(name="x", image=path, labels=path))


def test_a_target_needs_no_labels(tmp_path: Path) -> None:
    shutil.rmtree(write_camvid(tmp_path) / "CamVid/trainannot")
    assert all(each.labels is None for each in camvid(labelled=False).find(tmp_path))
    with refused("data.files_missing", missing=3, first="train_00000"):
        camvid().find(tmp_path)


def test_nothing_there_and_the_original(tmp_path: Path) -> None:
    with refused("data.set_missing"):
        camvid().find(tmp_path)
    (tmp_path / "LabeledApproved_full").mkdir()
    with refused("data.other_version"):
        camvid().find(tmp_path)


def test_whole_splits() -> None:
    assert [camvid(split=split).facts.count for split in ("train", "val", "test")] == [
        367,
        101,
        233,
    ]
