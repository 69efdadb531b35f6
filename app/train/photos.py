"""A person's own photos to adapt to: found in a folder or a zip, looked at, measured."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path
from statistics import median

from PIL import Image

from gioada.errors import Problem

PICTURES = (".jpg", ".jpeg", ".png")
LONG_SIDE, MULTIPLE, LEAST = 192, 16, 48
"""Pixels of a training picture's longer side, what its sides are multiples of, and their least."""
SHOWN = 9
LARGEST, LARGEST_PICTURE = 4_000_000_000, 200_000_000
"""Bytes that a zip may hold, and one picture in it."""


@dataclass(frozen=True, kw_only=True)
class Photos:
    """The photos of a folder."""

    folder: Path
    paths: tuple[Path, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Height and width to train at, in the proportions of most of them."""
        share = median(height / width for height, width in map(_size, spread(self.paths)))
        height, width = (share, 1.0) if share < 1 else (1.0, 1 / share)
        return _rounded(height * LONG_SIDE), _rounded(width * LONG_SIDE)

    def thumbnails(self) -> list[Image.Image]:
        """Nine of them, spread over the folder, at most 240 pixels wide and high."""
        pictures = []
        for path in spread(self.paths):
            with _opened(path) as opened:
                opened.draft("RGB", (480, 480))
                picture = opened.convert("RGB")
            picture.thumbnail((240, 240))
            pictures.append(picture)
        return pictures


def find(place: str, unpacked: Path) -> Photos:
    """The photos in a folder, or in a zip, which is unpacked.

    Args:
        place: the path that a person gave.
        unpacked: folder for what zips hold.

    Raises:
        Problem: ``data.folder_missing``; ``data.no_photos``, there is none in it;
            ``data.file_unreadable``, one cannot be read, or the zip is none or too large.
    """
    path = Path(place.strip()).expanduser()
    if path.suffix.lower() == ".zip" and path.is_file():
        path = _unpack(path, unpacked)
    if not path.is_dir():
        raise Problem("data.folder_missing", "there is no folder, and no zip, {path}.", path=path)
    found: list[Path] = []
    for folder, inner, names in os.walk(path, followlinks=True):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        pictures = (name for name in sorted(names) if name.lower().endswith(PICTURES))
        found += [Path(folder) / name for name in pictures if not name.startswith(".")]
    if not found:
        known = ", ".join(PICTURES)
        raise Problem("data.no_photos", "there is no {known} in {path}.", known=known, path=path)
    return Photos(folder=path, paths=tuple(found))


def _unpack(path: Path, folder: Path) -> Path:
    """The pictures of a zip, in a folder of its name and time: once for each zip."""
    to = folder / f"{path.stem}-{path.stat().st_mtime_ns}"
    if to.is_dir():
        return to
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [
                each for each in archive.infolist() if each.filename.lower().endswith(PICTURES)
            ]
            if sum(each.file_size for each in inside) > LARGEST:
                raise Problem("data.file_unreadable", "{path} holds more than 4 GB.", path=path)
            if any(each.file_size > LARGEST_PICTURE for each in inside):
                what = "{path} holds a picture of more than 200 MB."
                raise Problem("data.file_unreadable", what, path=path)
            temporary = to.with_name(f".{to.name}.part")
            for number, each in enumerate(inside):
                temporary.mkdir(parents=True, exist_ok=True)
                name = f"{number:05d}{Path(each.filename).suffix.lower()}"
                (temporary / name).write_bytes(archive.read(each))
    # Locked ones, and ways of packing that are unknown or cut off, have errors of their own.
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, zlib.error, LZMAError) as error:
        raise Problem(
            "data.file_unreadable", "{path} cannot be unpacked ({why}).", path=path, why=str(error)
        ) from error
    if not inside:
        raise Problem("data.no_photos", "there is no photo in {path}.", path=path)
    temporary.replace(to)
    return to


def spread(paths: tuple[Path, ...], most: int = SHOWN) -> list[Path]:
    """At most so many, at even distances."""
    count = min(most, len(paths))
    return [paths[number * len(paths) // count] for number in range(count)]


def _size(path: Path) -> tuple[int, int]:
    """Height and width as it is looked at."""
    with _opened(path) as opened:
        turned = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        return (opened.width, opened.height) if turned else (opened.height, opened.width)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    try:
        with Image.open(path) as opened:
            yield opened
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        what = "{path} cannot be read ({why})."
        raise Problem("data.file_unreadable", what, path=path, why=str(error)) from error


def _rounded(pixels: float) -> int:
    return max(LEAST, MULTIPLE * round(pixels / MULTIPLE))
