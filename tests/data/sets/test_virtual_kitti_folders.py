"""Virtual KITTI 1.3.1 in the folders people have it in, in part, and in other versions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gioada.data.sets.virtual_kitti import virtual_kitti
from tests.data.sets.trees_kitti import write_virtual_kitti, write_virtual_kitti2
from tests.problems import refused

RGB, LABELS, DEPTH = "vkitti_1.3.1_rgb", "vkitti_1.3.1_scenegt", "vkitti_1.3.1_depthgt"
CHOSEN = {"worlds": ("0001", "0020"), "variations": ("clone", "fog")}
SOME = virtual_kitti(**CHOSEN)


def write(root: Path, frames: int = 2) -> dict:
    return write_virtual_kitti(root, **CHOSEN, frames=frames)


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


def test_nothing_there_names_the_archives_and_their_page(tmp_path: Path) -> None:
    archives = [f"{name}.tar" for name in (RGB, LABELS, DEPTH)]
    for root, code in ((tmp_path, "set"), (tmp_path / "missing", "folder")):
        with refused(f"data.{code}_missing", *archives, "europe.naverlabs.com", str(root)):
            SOME.find(root)


@pytest.mark.parametrize(("folder", "kind"), [(LABELS, "labels"), (DEPTH, "depth maps")])
def test_an_archive_that_was_unpacked_in_part(tmp_path: Path, folder: str, kind: str) -> None:
    write(tmp_path, frames=3)
    shutil.rmtree(tmp_path / folder / "0020/fog")
    (tmp_path / folder / "0020/clone/00002.png").unlink()
    found = {"kind": kind, "missing": 4, "images": 12, "first": "0020/clone/00002"}
    with refused("data.files_missing", f"{LABELS}.tar and {DEPTH}.tar", **found):
        SOME.find(tmp_path)


def test_images_that_were_unpacked_in_part(tmp_path: Path) -> None:
    write(tmp_path, frames=3)
    (tmp_path / RGB / "0020/fog/00001.png").unlink()
    with refused("data.images_missing", missing=1, all=12, where=f"{LABELS}/"):
        SOME.find(tmp_path)
    shutil.rmtree(tmp_path / RGB / "0020/fog")
    with refused("data.videos_missing", missing=1, all=4, first="0020/fog"):
        SOME.find(tmp_path)


def test_a_table_that_is_missing(tmp_path: Path) -> None:
    write(tmp_path)
    name = "0020_clone_scenegt_rgb_encoding.txt"
    (tmp_path / LABELS / name).unlink()
    with refused("data.table_missing", first=f"{LABELS}/{name}"):
        SOME.find(tmp_path)


@pytest.mark.parametrize("folder", ["", "vkitti2", "vkitti_1.3.1_rgb"])
def test_the_other_version(tmp_path: Path, folder: str) -> None:
    write_virtual_kitti2(tmp_path / folder, scenes=("Scene01",), variations=("clone",), frames=1)
    with refused("data.other_version", "choose virtual-kitti-2, or", f"{RGB}.tar"):
        SOME.find(tmp_path)


def test_an_older_version(tmp_path: Path) -> None:
    (tmp_path / "vkitti_1.2.1_rgb/0001/clone").mkdir(parents=True)
    with refused("data.other_version", found="vkitti_1.2.1_rgb"):
        SOME.find(tmp_path)
