"""Which files lie in a folder, and which label and depth file belongs to which image."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gioada.data.sets.disk import FrameFiles, SetProblem

PICTURES = (".png", ".jpg", ".jpeg")
"""What the sets store pictures as; written small, compared without case."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The files of one kind."""

    what: str
    """``labels``."""
    where: str
    """Their folder or pattern as people write it: ``GT/LABELS``, ``rgb/*.png``."""
    files: Mapping[str, Path]
    """By the name that the files of one frame share."""

    @property
    def place(self) -> str:
        """``where``, with a slash that tells folders."""
        return self.where if "*" in self.where or "?" in self.where else f"{self.where}/"


def files_in(folder: Path, ending: str = "", suffixes: Sequence[str] = PICTURES) -> dict[str, Path]:
    """Files directly in a folder by their stem without ``ending``, in order of these names.

    Files whose stem does not end so, hidden files and a missing folder are no error: they give
    nothing.
    """
    found: dict[str, Path] = {}
    for entry in _entries(folder):
        stem, dot, suffix = entry.name.rpartition(".")
        if (dot + suffix).lower() in suffixes and stem.endswith(ending):
            found[stem[: len(stem) - len(ending)]] = Path(entry.path)
    return dict(sorted(found.items()))


def folders_in(folder: Path) -> list[Path]:
    """The folders directly in a folder, by name; none if it is not there."""
    return sorted(Path(entry.path) for entry in _entries(folder) if entry.is_dir())


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    # Not Path.iterdir, which would ask the disk about each of Virtual KITTI's 60 000 files.
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return [entry for entry in entries if not entry.name.startswith(".")]


def matched(
    images: Listing, labels: Listing | None, depth: Listing | None, advice: str
) -> list[FrameFiles]:
    """One entry per image, in the images' order.

    Args:
        advice: what to do about missing files, as the end of a sentence.

    Raises:
        SetProblem: images without their file, where a kind is not None: how many, the first.
    """
    others = [listing for listing in (labels, depth) if listing is not None]
    for listing in others:
        _check(images, listing, advice)
    return [
        FrameFiles(
            name=name,
            image=path,
            labels=None if labels is None else labels.files[name],
            depth=None if depth is None else depth.files[name],
        )
        for name, path in images.files.items()
    ]


def _check(images: Listing, others: Listing, advice: str) -> None:
    missing = [name for name in images.files if name not in others.files]
    if not missing:
        return
    count, first = len(images.files), missing[0]
    if not others.files:
        said = f"There are no {others.what} in {others.place} for the {count} images of "
        said += images.place
    elif len(missing) == count:
        said = f"None of the {count} images in {images.place} (the first: {first}) has "
        said += f"{others.what} in {others.place}, whose {len(others.files)} files (the first: "
        said += f"{next(iter(others.files))}) are of another split or another set"
    else:
        have = "has" if len(missing) == 1 else "have"
        said = f"{len(missing)} of the {count} images in {images.place} {have} no {others.what} in "
        said += f"{others.place} (the first: {first})"
    raise SetProblem(f"{said}; {advice}.")


def shown(path: Path, parts: int = 2) -> str:
    """The end of a path, for messages: ``GT/LABELS/0000000.png`` with three parts."""
    return "/".join(path.parts[-parts:])
