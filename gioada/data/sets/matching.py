"""Which files lie in a folder, and which label and depth file belongs to which image.

Links to folders are followed; a link to a folder that it lies in itself is not.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from gioada.errors import Problem

PICTURES = (".png", ".jpg", ".jpeg")
"""What the sets store pictures as; written small, compared without case."""
IMAGES = (*PICTURES, ".tif", ".tiff", ".bmp", ".webp", ".ppm")
"""What anybody's own pictures may be."""
_WILD = re.compile(r"\*\*/|\*|\?")


@dataclass(frozen=True, kw_only=True)
class FrameFiles:
    """The files of one frame."""

    name: str
    """What people call the frame: ``0001/clone/00042``."""
    image: Path
    labels: Path | None = None
    depth: Path | None = None
    form: Any = field(default=None, compare=False)
    """What was found out about how all of a folder's files are written, for the readers."""


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


def listing(root: Path, what: str, pattern: str, suffixes: Sequence[str] = PICTURES) -> Listing:
    """Files of a folder or a pattern, by what it leaves open of their path; see ``namer``.

    Hidden files and folders are left out.

    Args:
        root: what the pattern begins at.
        what: what the files are, for messages.
        pattern: a folder, or a path with ``*``, ``?`` or ``**/``.
        suffixes: those that count, small.

    Raises:
        Problem: ``data.name_twice``, two files have one name.
    """
    found: dict[str, Path] = {}
    for key, path in fitting(root, pattern, suffixes):
        if key in found:
            raise Problem(
                "data.name_twice",
                "{first} and {second} are both the {kind} of {frame}; keep one, or give {kind} by "
                "a pattern that only one of them fits.",
                first=shown(found[key]),
                second=shown(path),
                kind=what,
                frame=key or "one",
            )
        found[key] = path
    return Listing(what=what, where=pattern, files=dict(sorted(found.items())))


def first_file(root: Path, pattern: str, suffixes: Sequence[str] = PICTURES) -> Path | None:
    """Any file that ``listing`` would list."""
    return next((path for _, path in fitting(root, pattern, suffixes)), None)


def fitting(root: Path, pattern: str, suffixes: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Files of a folder or a pattern with their names, as ``listing``, in the disk's order."""
    name_of = namer(pattern)
    parts = (pattern if _WILD.search(pattern) else f"{pattern}/**/*.*".lstrip("/")).split("/")
    fixed = [part for part in fixed_part(pattern).split("/") if part]
    above = "/".join([*fixed, ""])
    for inside, path in _walk(root.joinpath(*fixed), tuple(parts[len(fixed) : -1]), above, ()):
        key = name_of(inside)
        if key is not None and (file := Path(path)).suffix.lower() in suffixes:
            yield key, file


def _walk(
    folder: Path, parts: tuple[str, ...], inside: str, above: tuple[tuple[int, int], ...]
) -> Iterator[tuple[str, str]]:
    """Files in the folders that the parts of a pattern lead to, in order.

    Args:
        folder: where to begin.
        parts: names of folders, which may have wildcards; ``**`` is any number of them.
        inside: how the folder is called from the root, with a slash at its end.
        above: devices and numbers of the folders that lead here.

    Yields:
        How a file is called from the root, and its path.
    """
    if parts and parts[0] != "**" and not _WILD.search(parts[0]):
        yield from _walk(folder / parts[0], parts[1:], f"{inside}{parts[0]}/", above)
        return
    try:
        # Not Path.iterdir, which would ask the disk about each of Virtual KITTI's 60 000 files.
        with os.scandir(folder) as entries:
            here = sorted((e for e in entries if e.name[0] != "."), key=lambda e: e.name)
        status = folder.stat()
    except OSError:
        return
    if (identity := (status.st_dev, status.st_ino)) in above:
        return
    if parts in ((), ("**",)):
        yield from ((inside + entry.name, entry.path) for entry in here if not entry.is_dir())
    if len(parts) == 0:
        return
    deep = parts[0] == "**"
    if deep and len(parts) > 1:
        yield from _walk(folder, parts[1:], inside, above)
    fits, rest = _expression("*" if deep else parts[0]), parts if deep else parts[1:]
    for entry in here:
        if fits.fullmatch(entry.name) and entry.is_dir():
            name = f"{inside}{entry.name}/"
            yield from _walk(Path(entry.path), rest, name, (*above, identity))


def fixed_part(pattern: str) -> str:
    """The folder of a pattern above its first wildcard; a folder is its own."""
    wild = _WILD.search(pattern)
    return pattern if wild is None else pattern[: wild.start()].rpartition("/")[0]


def namer(pattern: str) -> Callable[[str], str | None]:
    """How files are called by what a folder or pattern leaves open of their path.

    In ``rgb/**/*_rgb.png`` that is what the wildcards stand for, joined by slashes; in a folder
    all of the path below but the suffix; a pattern that ends in ``.*`` leaves the suffix open
    without making it a part of the name. The answer is None for a path that does not fit.
    """
    wild = _WILD.search(pattern)
    below = f"{pattern}/**/*.*" if pattern else "**/*.*"
    expression = _expression(pattern if wild else below)
    # Without a wildcard for it, the suffix is no part of the name.
    last = -1 if not wild or pattern.endswith(".*") else None

    def name_of(path: str) -> str | None:
        match = expression.fullmatch(path)
        return None if match is None else "/".join(filter(None, match.groups()[:last]))

    return name_of


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression whose groups are what its wildcards leave open."""
    open_ = {"**/": "(?:(.*)/)?", "*": "([^/]*)", "?": "([^/])"}
    parts, place = [], 0
    for wild in _WILD.finditer(pattern):
        parts += [re.escape(pattern[place : wild.start()]), open_[wild[0]]]
        place = wild.end()
    return re.compile("".join([*parts, re.escape(pattern[place:])]))


def folders_in(folder: Path) -> list[Path]:
    """The folders directly in a folder, by name; none if it is not there."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(
            Path(entry.path) for entry in entries if entry.name[0] != "." and entry.is_dir()
        )


def matched(
    images: Listing, labels: Listing | None, depth: Listing | None, advice: Callable[[str], str]
) -> list[FrameFiles]:
    """One entry per image, in the images' order.

    Args:
        advice: what to do about missing files of a kind, as the end of a sentence.

    Raises:
        Problem: ``data.files_missing``, images without their file, where a kind is not None.
    """
    for others in (labels, depth):
        if others is not None:
            _check(images, others, advice)
    return [
        FrameFiles(
            name=name,
            image=path,
            labels=None if labels is None else labels.files[name],
            depth=None if depth is None else depth.files[name],
        )
        for name, path in images.files.items()
    ]


def _check(images: Listing, others: Listing, advice: Callable[[str], str]) -> None:
    missing = [name for name in images.files if name not in others.files]
    if not missing:
        return
    if not others.files:
        what = "There are no {kind} in {where} for the {images} images of {beside}; {todo}."
    elif len(missing) == len(images.files):
        what = (
            "None of the {images} images in {beside} (the first: {first}) has {kind} in {where}, "
            "whose {others} files (the first: {other}) are of another split or another set; "
            "{todo}."
        )
    else:
        what = (
            "No {kind} in {where} for {missing} of the {images} images in {beside} (the first: "
            "{first}); {todo}."
        )
    raise Problem(
        "data.files_missing",
        what,
        kind=others.what,
        where=others.place,
        beside=images.place,
        images=len(images.files),
        others=len(others.files),
        missing=len(missing),
        first=missing[0],
        other=next(iter(others.files), ""),
        todo=advice(others.what),
    )


def shown(path: Path, parts: int = 2) -> str:
    """The end of a path, for messages: ``GT/LABELS/0000000.png`` with three parts."""
    return "/".join(path.parts[-parts:])
