"""Frames out of a zip, or out of many files at once; nothing is written where a zip says."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

import numpy as np
from PIL import Image

from app.files import place, write
from gioada.data.files import read_image
from gioada.errors import Problem

MOST_FILES, MOST_BYTES, MOST_RATIO = 600, 256 * 2**20, 200
MOST_FRAMES = 60
"""Of the frames that are offered; of more they are evenly spread."""
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".npy", ".bmp", ".webp")
WORDS = {
    "depth": re.compile(r"depth|disp", re.I),
    "labels": re.compile(r"label|class|seg|sem|gt|ids|annot|mask", re.I),
}
"""What the names, or the folders, of such files hold in the data sets that we know."""
_KIND = re.compile(
    r"depth\w*?(?=[_\-.\d]|$)|disp\w*|label\w*|classgt|class|seg\w*|sem\w*|gt\w*|annot\w*|mask"
    r"|rgb|image|img|colou?r|left\w*|camera",
    re.I,
)
THUMBNAIL = 160
"""Pixels of the width."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The files of one frame, by where they are: a path, or a name in a zip."""

    name: str
    image: str | None = None
    labels: str | None = None
    depth: str | None = None

    @property
    def files(self) -> dict[str, str | None]:
        """By what they are."""
        return {"image": self.image, "labels": self.labels, "depth": self.depth}


def frames_of(paths: Sequence[str]) -> list[Frame]:
    """The frames among files, or in the zips among them; those of a zip are unpacked.

    Raises:
        Problem: ``frames.zip`` one cannot be unpacked, ``frames.large``, or ``frames.none`` there
            is no picture beside the maps.
    """
    found: list[Frame] = []
    for path in paths:
        if path.lower().endswith(".zip"):
            found += _unpacked(path)
    loose = [path for path in paths if path.lower().endswith(PICTURES)]
    found += grouped(loose, lambda path: Path(path).name)
    frames = [each for each in found if each.image]
    if not frames:
        raise Problem(
            "frames.none",
            "{names} hold no picture beside the maps: add the pictures, or name the maps with "
            "depth and label.",
            names=", ".join(Path(path).name for path in paths[:3]),
        )
    return frames


def grouped(names: Iterable[str], shown: Callable[[str], str] = str) -> list[Frame]:
    """Files by the frame that they are of: by what their names say beside what they hold.

    A lone picture takes lone maps, whatever they are called.
    """
    kinds: dict[str, dict[str, str]] = {"depth": {}, "labels": {}, "image": {}}
    for name in names:
        text = shown(name)
        kind = next((kind for kind, words in WORDS.items() if words.search(text)), "image")
        kinds[kind].setdefault(_key(text), name)
    if all(len(each) <= 1 for each in kinds.values()):
        alone = {kind: next(iter(each.values()), None) for kind, each in kinds.items()}
        return [Frame(name=Path(str(alone["image"])).stem, **alone)] if any(alone.values()) else []
    keys = list(kinds["image"])
    return [
        Frame(
            name=key or Path(kinds["image"][key]).stem,
            **{kind: each.get(key) for kind, each in kinds.items()},
        )
        for key in sorted(keys)
    ]


def _key(name: str) -> str:
    """What is left of a file's name without what it holds: ``0001_labelIds.png`` -> ``0001``."""
    stem = PurePosixPath(name).stem
    plain = re.sub(r"[_\-. ]+", "-", _KIND.sub("", stem)).strip("-")
    return plain or stem


def _unpacked(path: str) -> list[Frame]:
    try:
        with ZipFile(path) as archive:
            frames = grouped(_members(archive))
            step = max(1, -(-len(frames) // MOST_FRAMES))
            return [_extracted(archive, frame) for frame in frames[::step]]
    except (BadZipFile, RuntimeError, EOFError, OSError, zlib.error, LZMAError) as error:
        raise Problem(
            "frames.zip",
            "{name} cannot be unpacked ({error}): give the files themselves, or a plain zip "
            "without a password.",
            name=Path(path).name,
            error=error,
        ) from error


def _members(archive: ZipFile) -> list[str]:
    members = [
        info
        for info in archive.infolist()
        if PurePosixPath(info.filename).suffix.lower() in PICTURES
        and "__MACOSX" not in info.filename
    ]
    size = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members) or 1
    if len(members) > MOST_FILES or size > MOST_BYTES or size / packed > MOST_RATIO:
        raise Problem(
            "frames.large",
            "The zip holds {count} files of {size:.0f} MB: give at most {most} of {megabytes} MB.",
            count=len(members),
            size=size / 2**20,
            most=MOST_FILES,
            megabytes=MOST_BYTES // 2**20,
        )
    return [info.filename for info in members]


def _extracted(archive: ZipFile, frame: Frame) -> Frame:
    """A frame whose files lie on the disk, under their own names: those say how they are written.

    Their folders are not ours.
    """
    paths = {}
    for kind, member in frame.files.items():
        if member is None:
            continue
        path = place(PurePosixPath(member).name)
        with archive.open(member) as packed:
            path.write_bytes(packed.read(MOST_BYTES))
        paths[kind] = str(path)
    return replace(frame, **paths)


def thumbnail(frame: Frame) -> str:
    """The path of a small picture of a frame; empty where it cannot be read."""
    try:
        image = read_image(str(frame.image)).values
    except ValueError:
        return ""
    scale = THUMBNAIL / image.shape[1]
    small = Image.fromarray(image).resize((THUMBNAIL, max(1, round(image.shape[0] * scale))))
    return write(np.asarray(small))
