"""A frame out of a zip."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app import examples
from app.translate.archive import unpack

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
    found = unpack(packed(tmp_path, {**FILES, "readme.txt": b"hello"}))
    for path, given in ((found.image, TRIPLE.image), (found.labels, TRIPLE.labels),
                        (found.depth, TRIPLE.depth)):  # fmt: skip
        assert path is not None
        assert given is not None
        assert Path(path).read_bytes() == Path(given).read_bytes()


def test_paths_of_the_zip_are_not_followed(tmp_path: Path) -> None:
    found = unpack(packed(tmp_path, {"../../escape/../image.png": TRIPLE.image}))
    assert found.image is not None
    assert Path(found.image).name == "image.png"
    assert not (tmp_path.parent.parent / "image.png").exists()
    assert (found.labels, found.depth) == (None, None)


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"a.png": b"1", "b.png": b"2"}, "2 files that could be the picture"),
        ({f"{number}.png": b"" for number in range(300)}, "holds 300 pictures"),
        ({"bomb.png": b"\0" * 30_000_000}, "at most 64 MB"),
    ],
)
def test_what_is_no_frame_gets_a_sentence(
    tmp_path: Path, members: dict[str, str | bytes | None], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        unpack(packed(tmp_path, members, compression=zipfile.ZIP_DEFLATED))


def test_no_zip_at_all(tmp_path: Path) -> None:
    path = tmp_path / "frame.zip"
    path.write_text("nothing")
    with pytest.raises(ValueError, match=r"frame\.zip cannot be unpacked"):
        unpack(str(path))
