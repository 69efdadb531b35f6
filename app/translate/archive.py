"""A frame's three files out of one zip; nothing is written where the zip says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from app.scratch import place

MOST_FILES, MOST_BYTES, MOST_RATIO = 200, 64 * 2**20, 200
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".npy", ".bmp", ".webp")
WORDS = {
    "depth": re.compile(r"depth|disp", re.I),
    "labels": re.compile(r"label|class|seg|sem|gt|ids|annot", re.I),
}
"""What the names, or the folders, of such files hold in the data sets that we know."""


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """Paths of a frame's files; None for what the zip does not hold."""

    image: str | None
    labels: str | None
    depth: str | None


def unpack(path: str) -> Unpacked:
    """Take a frame out of a zip.

    Raises:
        ValueError: it is no zip, too large, or holds several frames.
    """
    try:
        with ZipFile(path) as archive:
            members = _members(archive)
            found = _sorted(members)
            return Unpacked(**{kind: _extracted(archive, member) for kind, member in found.items()})
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError(
            f"{Path(path).name} cannot be unpacked ({error}): give the files themselves, or a "
            "plain zip without a password."
        ) from error


def _members(archive: ZipFile) -> list[ZipInfo]:
    members = [info for info in archive.infolist()
               if PurePosixPath(info.filename).suffix.lower() in PICTURES
               and "__MACOSX" not in info.filename]  # fmt: skip
    if len(members) > MOST_FILES:
        raise ValueError(f"The zip holds {len(members)} pictures: give those of one frame.")
    size = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members) or 1
    if size > MOST_BYTES or size / packed > MOST_RATIO:
        raise ValueError(
            f"The zip unpacks to {size / 2**20:.0f} MB: give at most {MOST_BYTES // 2**20} MB, of "
            "one frame."
        )
    return members


def _sorted(members: Sequence[ZipInfo]) -> dict[str, ZipInfo | None]:
    groups: dict[str, list[ZipInfo]] = {"depth": [], "labels": [], "image": []}
    for member in members:
        name = member.filename
        kind = next((kind for kind, words in WORDS.items() if words.search(name)), "image")
        groups[kind].append(member)
    for kind, found in groups.items():
        if len(found) > 1:
            names = ", ".join(PurePosixPath(info.filename).name for info in found[:4])
            what = "picture" if kind == "image" else f"{kind} file"
            raise ValueError(
                f"The zip holds {len(found)} files that could be the {what} ({names}): put the "
                "files of one frame into it, with depth and label in the names of the maps."
            )
    return {kind: found[0] if found else None for kind, found in groups.items()}


def _extracted(archive: ZipFile, member: ZipInfo | None) -> str | None:
    if member is None:
        return None
    # The file's own name says much of how labels are written; its folders are not ours.
    path = place(PurePosixPath(member.filename).name)
    with archive.open(member) as packed:
        path.write_bytes(packed.read(MOST_BYTES))
    return str(path)
