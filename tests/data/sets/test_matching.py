"""Patterns, links and where a set may lie: what the engine does for every set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gioada.data.sets.disk import Facts
from gioada.data.sets.layout import Layout
from gioada.data.sets.matching import fixed_part, listing, namer
from tests.data.sets.trees_city import save
from tests.problems import refused

PICTURE = np.zeros((2, 2, 3), np.uint8)
LAYOUT = Layout(
    facts=Facts(title="Any", where="https://example.org/any.zip", layout=("rgb/*.png",)),
    images=("rgb/*.*", "pictures/*.*"),
    labels=("gt/*.*",),
    archives=("any.zip",),
)


def tree(root: Path, *, labels: int = 3, images: str = "rgb") -> Path:
    for number in range(3):
        save(root / images / f"{number}.png", PICTURE)
        if number < labels:
            save(root / "gt" / f"{number}.png", PICTURE[..., 0])
    return root


@pytest.mark.parametrize("inner", ["", "any", "any/any"])
def test_a_set_may_lie_deeper_or_beside(tmp_path: Path, inner: str) -> None:
    root = tree(tmp_path / inner)
    for place in (tmp_path, root, root / "rgb", root / "gt"):
        files = LAYOUT.find(place)
        assert [each.name for each in files] == ["0", "1", "2"], place
        assert all(each.labels and each.labels.is_file() for each in files)


def test_links_to_folders_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    disk = tree(tmp_path / "disk")
    data = tmp_path / "data"
    data.mkdir()
    (data / "rgb").symlink_to(disk / "rgb", target_is_directory=True)
    (data / "gt").symlink_to(disk / "gt", target_is_directory=True)
    assert len(LAYOUT.find(data)) == 3
    (tmp_path / "linked").symlink_to(data, target_is_directory=True)
    assert len(LAYOUT.find(tmp_path / "linked")) == 3
    (disk / "rgb" / "again").symlink_to(disk, target_is_directory=True)
    names = listing(tmp_path / "disk", "images", "rgb").files
    assert {"0", "again/gt/0"} <= names.keys() and len(names) == 6


def test_hidden_files_and_other_formats_are_left_out(tmp_path: Path) -> None:
    tree(tmp_path)
    save(tmp_path / "rgb/.0.png", PICTURE)
    save(tmp_path / "rgb/.thumbs/0.png", PICTURE)
    (tmp_path / "rgb/notes.txt").write_text("")
    assert list(listing(tmp_path, "images", "rgb").files) == ["0", "1", "2"]


def test_patterns_leave_names() -> None:
    for pattern, path, name in (
        ("rgb/**/*_rgb.png", "rgb/a/b/7_rgb.png", "a/b/7"),
        ("rgb/*_rgb.*", "rgb/7_rgb.jpg", "7"),
        ("rgb", "rgb/a/7.png", "a/7"),
        ("", "7.png", "7"),
        ("rgb/7?.png", "rgb/70.png", "0"),
        ("rgb/*.png", "gt/7.png", None),
    ):
        assert namer(pattern)(path) == name
    assert fixed_part("a/b/*/c_*.png") == "a/b"


def test_missing_files_are_counted_and_named(tmp_path: Path) -> None:
    tree(tmp_path / "one", labels=1)
    with refused("data.files_missing", kind="labels", missing=2, images=3, first="1"):
        LAYOUT.find(tmp_path / "one")
    tree(tmp_path / "none", labels=0)
    with refused("data.files_missing", where="gt/", missing=3):
        LAYOUT.find(tmp_path / "none")
    tree(tmp_path / "others", labels=0)
    save(tmp_path / "others/gt/a.png", PICTURE[..., 0])
    with refused("data.files_missing", "of another split", first="0", other="a"):
        LAYOUT.find(tmp_path / "others")


def test_what_is_there_in_place_of_a_set(tmp_path: Path) -> None:
    with refused("data.folder_missing", "https://example.org"):
        LAYOUT.find(tmp_path / "nowhere")
    with refused("data.set_missing", expected="rgb/*.png"):
        LAYOUT.find(tmp_path)
    (tmp_path / "any.zip").touch()
    with refused("data.archive_packed", archive="any.zip"):
        LAYOUT.find(tmp_path)
    save(tmp_path / "gt/0.png", PICTURE[..., 0])
    (tmp_path / "any.zip").unlink()
    with refused("data.images_missing", kinds="labels"):
        LAYOUT.find(tmp_path)
