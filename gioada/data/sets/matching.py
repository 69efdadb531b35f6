"""Which files lie in a folder, and which label and depth file belongs to which image."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gioada.data.sets.disk import FrameFiles, SetProblem

PICTURES = (".png", ".jpg", ".jpeg")
"""What the sets store pictures as; written small, compared without case."""
IMAGES = (*PICTURES, ".tif", ".tiff", ".bmp", ".webp", ".ppm")
"""What anybody's own pictures may be."""
_WILD = re.compile(r"\*\*/|\*|\?")


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


def listing(root: Path, what: str, pattern: str, suffixes: Sequence[str]) -> Listing:
    """Files of a folder or a pattern, by what it leaves open of their path; see ``namer``.

    Hidden files and folders are left out.

    Args:
        root: what the pattern begins at.
        what: what the files are, for messages.
        pattern: a folder, or a path with ``*``, ``?`` or ``**/``.
        suffixes: those that count, small.

    Raises:
        SetProblem: two files have one name.
    """
    name_of, found = namer(pattern), {}
    for folder, inner, names in os.walk(root / fixed_part(pattern)):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            key = name_of(path.relative_to(root).as_posix())
            if key is None or path.suffix.lower() not in suffixes or name.startswith("."):
                continue
            if key in found:
                raise SetProblem(
                    f"{shown(found[key])} and {shown(path)} are both the {what} of {key or 'one'}; "
                    f"keep one, or give {what} by a pattern that only one of them fits."
                )
            found[key] = path
    return Listing(what=what, where=pattern, files=dict(sorted(found.items())))


def fixed_part(pattern: str) -> str:
    """The folder of a pattern above its first wildcard; a folder is its own."""
    wild = _WILD.search(pattern)
    return pattern if wild is None else pattern[: wild.start()].rpartition("/")[0]


def namer(pattern: str) -> Callable[[str], str | None]:
    """How files are called by what a folder or pattern leaves open of their path.

    In ``rgb/**/*_rgb.png`` that is what the wildcards stand for, joined by slashes; in a folder
    all of the path below but the suffix. The answer is None for a path that does not fit.
    """
    wild = _WILD.search(pattern)
    below = f"{pattern}/**/*.*" if pattern else "**/*.*"
    expression = re.compile(_expression(pattern if wild else below))

    def name_of(path: str) -> str | None:
        match = expression.fullmatch(path)
        if match is None:
            return None
        # Without a wildcard for it, the suffix is no part of the name.
        groups = match.groups() if wild else match.groups()[:-1]
        return "/".join(group for group in groups if group)

    return name_of


def _expression(pattern: str) -> str:
    """A pattern as a regular expression whose groups are what its wildcards leave open."""
    open_ = {"**/": "(?:(.*)/)?", "*": "([^/]*)", "?": "([^/])"}
    parts, place = [], 0
    for wild in _WILD.finditer(pattern):
        parts += [re.escape(pattern[place : wild.start()]), open_[wild[0]]]
        place = wild.end()
    return "".join([*parts, re.escape(pattern[place:])])


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
