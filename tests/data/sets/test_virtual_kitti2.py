"""Virtual KITTI 2.0.3 in its true encoding, in the folders people have it in, and in part."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from gioada.data.sets.disk import DiskFrames
from gioada.data.sets.matching import FrameFiles
from gioada.data.sets.virtual_kitti import virtual_kitti_2
from tests.data.sets.trees_kitti import (
    COLOURS_2,
    coloured,
    ids_of,
    save,
    scene,
    vehicle_table,
    write_virtual_kitti,
    write_virtual_kitti2,
)
from tests.problems import refused

CHOSEN = {"scenes": ("Scene01", "Scene20"), "variations": ("clone", "rain")}
SOME = virtual_kitti_2(**CHOSEN)


def write(root: Path, frames: int = 2) -> dict:
    return write_virtual_kitti2(root, **CHOSEN, frames=frames)


def test_frames_come_back(tmp_path: Path) -> None:
    written = {name: one for name, one in write(tmp_path).items() if "Camera_0" in name}
    files = SOME.find(tmp_path)
    assert [one.name for one in files] == list(written)
    assert files[0].name == "Scene01/clone/Camera_0/00000"
    frames = DiskFrames(SOME, files, labelled=True)
    for number, expected in enumerate(written.values()):
        frame = frames[number]
        assert np.abs(frame.image.astype(int) - expected.image).mean() < 8  # JPEG
        np.testing.assert_array_equal(frame.ids, expected.ids)
        np.testing.assert_allclose(frame.depth, expected.depth, atol=1e-4)  # pyright: ignore
        assert SOME.read_labels(files[number]).share == 0


def test_the_second_camera(tmp_path: Path) -> None:
    written = write(tmp_path, frames=1)
    both = virtual_kitti_2(**CHOSEN, cameras=("Camera_0", "Camera_1"))
    files = both.find(tmp_path)
    assert [one.name for one in files] == list(written)
    read = both.read_labels(files[1]).ids
    np.testing.assert_array_equal(read, written["Scene01/clone/Camera_1/00000"].ids)


def test_as_many_frames_as_the_set_has() -> None:
    assert virtual_kitti_2().facts.count == 21_260
    assert virtual_kitti_2(cameras=("Camera_0", "Camera_1")).facts.count == 42_520


@pytest.mark.parametrize(("van", "id_"), [("car", 26), ("truck", 27), ("ignore", 0)])
@pytest.mark.parametrize(
    ("small", "small_id"), [("vegetation", 21), ("terrain", 22), ("ignore", 0)]
)
def test_every_class_and_the_doubtful_ones(
    tmp_path: Path, van, id_: int, small, small_id: int
) -> None:
    names = np.array([list(COLOURS_2)])
    path = save(tmp_path / "classgt_00000.png", coloured(names, COLOURS_2))
    files = FrameFiles(name="Scene01/clone/Camera_0/00000", image=path, labels=path)
    read = virtual_kitti_2(van=van, small_vegetation=small).read_labels(files)
    np.testing.assert_array_equal(read.ids, ids_of(names, Van=id_, Vegetation=small_id))
    assert read.share == 0


def test_labels_of_version_1_are_mostly_unknown_vehicles(tmp_path: Path) -> None:
    names = scene(0).names
    path = save(tmp_path / "classgt_00000.png", coloured(names, vehicle_table(0)))
    files = FrameFiles(name="Scene01/clone/Camera_0/00000", image=path, labels=path)
    strange = np.isin(names, ["Car:0", "Car:1", "Van:0", "GuardRail"])
    read = SOME.read_labels(files)
    assert read.share == pytest.approx(strange.mean())
    assert (read.ids[strange] == 0).all()


def test_the_folders_people_have(tmp_path: Path) -> None:
    write(tmp_path / "own", frames=1)
    written = [one.name for one in SOME.find(tmp_path / "own")]
    for form in ("vkitti_2.0.3_{}", "{}"):
        root = tmp_path / f"parts {len(form)}"
        for kind in ("rgb", "depth", "classSegmentation"):
            for place in (tmp_path / "own").glob("Scene*/*/frames"):
                inner = place.relative_to(tmp_path / "own") / kind
                shutil.copytree(place / kind, root / form.format(kind) / inner)
        for each in (root, root / form.format("rgb"), root / form.format("depth")):
            assert [one.name for one in SOME.find(each)] == written, each
    shutil.copytree(tmp_path / "own", tmp_path / "deeper/vkitti2")
    assert [one.name for one in SOME.find(tmp_path / "deeper")] == written
    assert [one.name for one in SOME.find(tmp_path / "own/Scene01")] == written


def test_archives_that_were_unpacked_in_part(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "Scene20/rain/frames/depth/Camera_0/depth_00001.png").unlink()
    with refused("data.files_missing", kind="depth maps", missing=1, images=8):
        SOME.find(tmp_path)
    for place in tmp_path.glob("Scene*/*/frames/classSegmentation"):
        shutil.rmtree(place)
    with refused("data.files_missing", kind="labels", missing=8):
        SOME.find(tmp_path)
    shutil.rmtree(tmp_path / "Scene20/rain/frames/rgb")
    with refused("data.videos_missing", missing=1, all=4, where=".../frames/rgb/"):
        SOME.find(tmp_path)


@pytest.mark.parametrize("folder", ["", "vkitti"])
def test_the_other_version(tmp_path: Path, folder: str) -> None:
    write_virtual_kitti(tmp_path / folder, worlds=("0001",), variations=("clone",), frames=1)
    with refused("data.other_version", "choose virtual-kitti, or", "vkitti_2.0.3_rgb.tar"):
        SOME.find(tmp_path)


@pytest.mark.parametrize(
    "wrong", [{"scenes": ("0001",)}, {"cameras": ()}, {"variations": ("snow",)}, {"van": "bus"}]
)
def test_choices_that_there_are_not(wrong: dict) -> None:
    with refused("data.choice"):
        virtual_kitti_2(**wrong)
