"""Virtual KITTI 1.3.1 in the folders people have it in, in part, and in other versions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gioada.data.sets.disk import SetProblem
from gioada.data.sets.virtual_kitti import VirtualKitti
from tests.data.sets.trees_kitti import write_virtual_kitti, write_virtual_kitti2

RGB, LABELS, DEPTH = "vkitti_1.3.1_rgb", "vkitti_1.3.1_scenegt", "vkitti_1.3.1_depthgt"
SOME = VirtualKitti(worlds=("0001", "0020"), variations=("clone", "fog"))


def write(root: Path, frames: int = 2) -> dict:
    return write_virtual_kitti(root, worlds=SOME.worlds, variations=SOME.variations, frames=frames)


def test_the_folders_people_have(tmp_path: Path) -> None:
    written = list(write(tmp_path / "own", frames=1))
    shorter = tmp_path / "short"
    for folder, name in ((RGB, "rgb"), (LABELS, "scenegt"), (DEPTH, "depthgt")):
        # As a graphical program unpacks, once more in a folder of the archive's name.
        shutil.copytree(tmp_path / "own" / folder, tmp_path / "twice" / folder / folder)
        shutil.copytree(tmp_path / "own" / folder, shorter / name)
    deeper = tmp_path / "deeper"
    shutil.copytree(shorter, deeper / "virtual_kitti")
    roots = (tmp_path / "own", tmp_path / "own" / RGB, tmp_path / "own" / LABELS)
    for root in (*roots, tmp_path / "twice", shorter, shorter / "rgb", deeper):
        assert [one.name for one in SOME.find(root)] == written, root
    assert SOME.found_in(deeper) == (
        "images in virtual_kitti/rgb/, labels in virtual_kitti/scenegt/, depth maps in "
        "virtual_kitti/depthgt/"
    )


def problem(root: Path, chosen: VirtualKitti = SOME) -> str:
    with pytest.raises(SetProblem) as caught:
        chosen.find(root)
    return str(caught.value)


def test_nothing_there_names_the_archives_and_their_page(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "missing"):
        said = problem(root)
        for archive in (RGB, LABELS, DEPTH):
            assert f"{archive}.tar" in said
        assert "europe.naverlabs.com" in said
        assert str(root) in said


def test_an_archive_that_is_still_packed(tmp_path: Path) -> None:
    (tmp_path / f"{RGB}.tar").touch()
    assert "vkitti_1.3.1_rgb.tar, which is not unpacked yet" in problem(tmp_path)


def test_a_kind_that_is_missing(tmp_path: Path) -> None:
    write(tmp_path)
    for folder, what in ((DEPTH, "depth maps"), (LABELS, "labels")):
        shutil.rmtree(tmp_path / folder)
        assert f"There are no {what} in {folder}/ for the 8 images of {RGB}/" in problem(tmp_path)
    shutil.copytree(tmp_path / RGB, tmp_path / LABELS)
    shutil.rmtree(tmp_path / RGB)
    assert "but no images; unpack vkitti_1.3.1_rgb.tar too" in problem(tmp_path)


@pytest.mark.parametrize(("folder", "what"), [(LABELS, "labels"), (DEPTH, "depth maps")])
def test_an_archive_that_was_unpacked_in_part(tmp_path: Path, folder: str, what: str) -> None:
    write(tmp_path, frames=3)
    shutil.rmtree(tmp_path / folder / "0020/fog")
    (tmp_path / folder / "0020/clone/00002.png").unlink()
    said = problem(tmp_path)
    assert f"4 of the 12 images in {RGB}/ have no {what} in {folder}/" in said
    assert "the first: 0020/clone/00002" in said
    assert "unpack vkitti_1.3.1_scenegt.tar and vkitti_1.3.1_depthgt.tar again" in said


def test_images_that_were_unpacked_in_part(tmp_path: Path) -> None:
    write(tmp_path, frames=3)
    (tmp_path / RGB / "0020/fog/00001.png").unlink()
    assert f"1 of the 12 labels in {LABELS}/ has no image" in problem(tmp_path)
    shutil.rmtree(tmp_path / RGB / "0020/fog")
    said = problem(tmp_path)
    assert f"1 of the 4 videos has no images in {RGB}/ (the first: 0020/fog)" in said
    assert "unpack vkitti_1.3.1_rgb.tar again" in said


def test_a_table_that_is_missing(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / LABELS / "0020_clone_scenegt_rgb_encoding.txt").unlink()
    assert f"(the first: {LABELS}/0020_clone_scenegt_rgb_encoding.txt)" in problem(tmp_path)


@pytest.mark.parametrize("folder", ["", "vkitti2", "vkitti_1.3.1_rgb"])
def test_the_other_version(tmp_path: Path, folder: str) -> None:
    write_virtual_kitti2(tmp_path / folder, scenes=("Scene01",), variations=("clone",), frames=1)
    said = problem(tmp_path)
    assert "holds Virtual KITTI 2.0.3, but Virtual KITTI 1.3.1 is asked for" in said
    assert "choose virtual-kitti-2, or unpack vkitti_1.3.1_rgb.tar" in said


def test_an_older_version(tmp_path: Path) -> None:
    (tmp_path / "vkitti_1.2.1_rgb/0001/clone").mkdir(parents=True)
    assert "holds Virtual KITTI 1.2.1 (vkitti_1.2.1_rgb/)" in problem(tmp_path)
