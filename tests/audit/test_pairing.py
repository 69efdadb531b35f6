"""Which file belongs to which frame."""

from __future__ import annotations

from pathlib import Path

from gioada.audit.pairing import pair
from tests.problems import refused


def touch(folder: Path, *names: str) -> str:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return str(folder)


def test_names_are_compared_with_their_folders_and_without_suffix(tmp_path: Path) -> None:
    found = pair(
        touch(tmp_path / "source", "a/1.png", "b/1.png"),
        touch(tmp_path / "made", "a/1.jpg", "b/1.jpg"),
        touch(tmp_path / "labels", "a/1.png", "b/1.npy"),
    )
    assert [each.name for each in found.frames] == ["a/1", "b/1"]
    assert found.frames[1].translated.path == tmp_path / "made" / "b" / "1.jpg"
    assert found.unpaired == {}


def test_endings_that_all_names_share_are_no_part_of_them(tmp_path: Path) -> None:
    found = pair(
        touch(tmp_path / "source", "x_000019_leftImg8bit.png", "x_000029_leftImg8bit.png"),
        touch(tmp_path / "made", *(f"x_0000{n}9_leftImg8bit_fake_B.png" for n in "12")),
        touch(tmp_path / "labels", *(f"gt/x_0000{n}9_gtFine_labelIds.png" for n in "12")),
    )
    assert [each.labels.path.name for each in found.frames] == [
        "x_000019_gtFine_labelIds.png",
        "x_000029_gtFine_labelIds.png",
    ]


def test_what_has_no_partner_is_listed(tmp_path: Path) -> None:
    found = pair(
        touch(tmp_path / "source", "1.png", "2.png", "3.png"),
        touch(tmp_path / "made", "1.png", "2.png", "7.png"),
        touch(tmp_path / "labels", "1.png", "3.png"),
    )
    assert [each.name for each in found.frames] == ["1"]
    assert found.unpaired == {
        "source frames": ("2", "3"),
        "translations": ("2", "7"),
        "label maps": ("3",),
    }


def test_folders_without_a_common_name_are_refused(tmp_path: Path) -> None:
    source = touch(tmp_path / "source", "1.png")
    other = touch(tmp_path / "other", "a.png")
    with refused("audit.unpaired"):
        pair(source, other, source)
    with refused("files.missing"):
        pair(source, str(tmp_path / "nowhere"), source)
