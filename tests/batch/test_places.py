"""What people name, found by name: folders, patterns, lists, zips; never outside of them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.batch.pictures import find_pictures
from gioada.data.given import find_files
from gioada.data.sets.matching import IMAGES
from tests.problems import refused


def paint(path: Path, value: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((4, 6, 3), value, np.uint8)).save(path)
    return path


def names(*words: object, **options: Path) -> list[str]:
    return list(find_files([str(word) for word in words], "pictures", IMAGES, **options))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a/1_rgb.png", "a/2_rgb.jpg", "b/c/1_rgb.png", "b/note.txt.png", ".hidden/x.png"):
        paint(tmp_path / "in" / name)
    (tmp_path / "in" / "readme.md").write_text("no picture")
    return tmp_path / "in"


def test_a_folder_is_searched_to_its_depth_and_names_are_kept(folder: Path) -> None:
    assert names(folder) == ["a/1_rgb", "a/2_rgb", "b/c/1_rgb", "b/note.txt"]


def test_results_within_the_folder_are_no_pictures(folder: Path) -> None:
    paint(folder / "out" / "labels" / "a" / "1_rgb.png")
    assert names(folder, without=folder / "out") == names(folder)[:4]


def test_a_pattern_says_what_belongs_to_the_name(folder: Path) -> None:
    assert names(f"{folder}/**/*_rgb.png") == ["a/1", "b/c/1"]
    assert names(f"{folder}/a/*") == names(f"{folder}/a/*.*") == ["1_rgb", "2_rgb"]


def test_a_list_and_files_are_named_below_their_common_folder(folder: Path) -> None:
    (folder / "list.txt").write_text("# two of them\nb/c/1_rgb.png\n\na/1_rgb.png\n")
    assert names(folder / "list.txt") == ["b/c/1_rgb", "a/1_rgb"]
    assert names(folder / "a" / "2_rgb.jpg") == ["2_rgb"]
    assert names(folder / "a" / "1_rgb.png", folder / "b" / "c" / "1_rgb.png") == [
        "a/1_rgb",
        "b/c/1_rgb",
    ]


def test_two_of_one_name_are_refused(folder: Path) -> None:
    paint(folder / "a" / "1_rgb.jpg")
    with pytest.raises(ValueError, match="a/1_rgb"):
        names(folder)


@pytest.mark.parametrize("word", ["nowhere", "nowhere/*.png", "in/readme.md"])
def test_nothing_there_is_said(word: str, folder: Path) -> None:
    if word == "in/readme.md":
        (folder / "a" / "1_rgb.png").unlink()
    with pytest.raises(ValueError):
        found = find_pictures([str(folder.parent / word)]).all
        found[0].read()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_zip_is_read_without_being_unpacked(tmp_path: Path) -> None:
    png = paint(tmp_path / "p.png", 7).read_bytes()
    members = {"top/rgb/a/1.png": png, "top/rgb/2.png": png, "top/gt/a/1.png": png}
    path = zipped(
        tmp_path / "set.zip", {**members, "top/rgb/.DS_Store": b"", "__MACOSX/x.png": png}
    )
    assert names(path) == ["gt/a/1", "rgb/2", "rgb/a/1"]
    assert names(f"{path}/top/rgb") == ["2", "a/1"]
    assert names(f"{path}/top/**/1.png") == ["gt/a", "rgb/a"]
    pictures = find_pictures([f"{path}/top/rgb"]).all
    assert (pictures[1].read() == 7).all()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["p.png", "set.zip"]


@pytest.mark.parametrize(
    "name", ["../x.png", "a/../../x.png", "/etc/x.png", "C:/x.png", "..\\x.png"]
)
def test_a_zip_that_leads_out_of_itself_is_refused(name: str, tmp_path: Path) -> None:
    png = paint(tmp_path / "p.png").read_bytes()
    with refused("files.zip_leads_out", name=name):
        names(zipped(tmp_path / "bad.zip", {"fine.png": png, name: png}))


def test_a_damaged_member_is_a_problem_of_its_own(tmp_path: Path) -> None:
    png = paint(tmp_path / "p.png").read_bytes()
    path = zipped(tmp_path / "set.zip", {"1.png": png, "2.png": png})
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT")] ^= 255
    path.write_bytes(data)
    first, second = find_pictures([str(path)]).all
    with refused("files.zip_member"):
        first.read()
    assert second.read().shape == (4, 6, 3)
