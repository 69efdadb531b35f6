"""Frames out of a zip, or out of many files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app import examples
from app.translate.frames import frames_of, grouped
from gioada.errors import Problem

TRIPLE = examples.triples()[0]
FILES = {"rgb/0001.png": TRIPLE.image, "depth/0001.png": TRIPLE.depth,
         "classgt/0001.png": TRIPLE.labels}  # fmt: skip


def packed(folder: Path, members: dict[str, str | bytes | None], **options: int) -> str:
    path = folder / "frame.zip"
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, content in members.items():
            data = content if isinstance(content, bytes) else Path(str(content)).read_bytes()
            archive.writestr(name, data)
    return str(path)


def test_files_are_known_by_their_names_or_folders(tmp_path: Path) -> None:
    (found,) = frames_of([packed(tmp_path, {**FILES, "readme.txt": b"hello"})])
    for path, given in ((found.image, TRIPLE.image), (found.labels, TRIPLE.labels),
                        (found.depth, TRIPLE.depth)):  # fmt: skip
        assert path is not None
        assert given is not None
        assert Path(path).read_bytes() == Path(given).read_bytes()


def test_paths_of_the_zip_are_not_followed(tmp_path: Path) -> None:
    (found,) = frames_of([packed(tmp_path, {"../../escape/../image.png": TRIPLE.image})])
    assert found.image is not None
    assert Path(found.image).name == "image.png"
    assert not (tmp_path.parent.parent / "image.png").exists()
    assert (found.labels, found.depth) == (None, None)


@pytest.mark.parametrize(
    "names",
    [
        [f"{kind}/{number:06}.png" for number in range(3) for kind in ("rgb", "depth", "semantic")],
        [f"{number:06}{kind}.png" for number in range(3) for kind in ("_rgb", "_depth", "_seg")],
        [f"{kind}_{number:05}.png" for number in range(3)
         for kind in ("rgb", "depth", "classgt")],
        [f"Town_{number}_{kind}.png" for number in range(3)
         for kind in ("leftImg8bit", "depth", "gtFine_labelIds")],
    ],
)  # fmt: skip
def test_many_frames_are_told_apart(names: list[str]) -> None:
    frames = grouped(names)
    assert len(frames) == 3
    assert all(each.image and each.labels and each.depth for each in frames)
    assert len({each.image for each in frames}) == 3


def test_loose_files_of_one_frame_go_together(tmp_path: Path) -> None:
    (found,) = frames_of([TRIPLE.image, str(TRIPLE.labels), str(TRIPLE.depth)])
    assert (found.image, found.labels, found.depth) == (TRIPLE.image, TRIPLE.labels, TRIPLE.depth)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"depth.png": b"1"}, "frames.none"),
        ({f"{number}.png": b"" for number in range(700)}, "frames.large"),
        ({"bomb.png": b"\0" * 30_000_000}, "frames.large"),
    ],
)
def test_what_is_no_frame_is_refused(
    tmp_path: Path, members: dict[str, str | bytes | None], code: str
) -> None:
    with pytest.raises(Problem) as caught:
        frames_of([packed(tmp_path, members, compression=zipfile.ZIP_DEFLATED)])
    assert caught.value.code == code


def test_no_zip_at_all(tmp_path: Path) -> None:
    path = tmp_path / "frame.zip"
    path.write_text("nothing")
    with pytest.raises(Problem) as caught:
        frames_of([str(path)])
    assert caught.value.code == "frames.zip"
