"""Which translation, labels and depth belong to which source frame: by their names."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from gioada.errors import Problem

IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".ppm")
MAPS = (*IMAGES, ".npy")
_WORD = re.compile(r"[_.\-](?=[A-Za-z])")

Listing = Mapping[str, Path]
"""Path below a folder, without its suffix -> file."""


@dataclass(frozen=True, kw_only=True)
class FrameFiles:
    """The files of one frame."""

    name: str
    """The source's path below its folder, without suffix."""
    source: Path
    translated: Path
    labels: Path
    depth: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """The frames that have all their files, and what is left over."""

    frames: tuple[FrameFiles, ...]
    unpaired: dict[str, tuple[str, ...]]
    """What the files are (``source frames``, ``translations``, ...) -> names without a partner."""


def pair(source: Path, translated: Path, labels: Path, depth: Path | None = None) -> Pairing:
    """Pair the files of four folders by name, through all folders below them.

    Names are compared with their folders; where more frames find a partner so, without the ending
    that all names of a folder share (``_fake_B``, ``_labelIds``), or as bare names.

    Raises:
        Problem: a folder is missing, or no frame has all its files.
    """
    sources = listing(source, IMAGES)
    others = {"translations": listing(translated, IMAGES), "label maps": listing(labels, MAPS)}
    if depth is not None:
        others["depth maps"] = listing(depth, MAPS)
    found = {what: matched(sources, files) for what, files in others.items()}
    whole = [name for name in sources if all(name in each for each in found.values())]
    if not whole:
        what = next((what for what, each in found.items() if not each), "files")
        names = ", ".join(sorted({*list(others.get(what, {}))[:2], *list(sources)[:2]}))
        text = "no source frame in {source} has {kind} of its name ({names})."
        raise Problem("audit.unpaired", text, source=source, kind=what, names=names)
    frames = tuple(
        FrameFiles(
            name=name,
            source=sources[name],
            translated=found["translations"][name],
            labels=found["label maps"][name],
            depth=found["depth maps"][name] if depth is not None else None,
        )
        for name in whole
    )
    unpaired = {"source frames": tuple(name for name in sources if name not in set(whole))}
    for what, files in others.items():
        used = {found[what][name] for name in whole}
        unpaired[what] = tuple(name for name, path in files.items() if path not in used)
    return Pairing(
        frames=frames, unpaired={what: names for what, names in unpaired.items() if names}
    )


def listing(folder: Path, suffixes: tuple[str, ...]) -> dict[str, Path]:
    """Files below a folder in order of their names; hidden ones are left out.

    Raises:
        Problem: there is no such folder, or two files differ in their suffix alone.
    """
    if not folder.is_dir():
        raise Problem("audit.no_folder", "there is no folder {folder}.", folder=folder)
    found: dict[str, Path] = {}
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or path.suffix.lower() not in suffixes:
                continue
            key = path.relative_to(folder).with_suffix("").as_posix()
            if key in found:
                text = "{one} and {other} have one name: keep one of them."
                raise Problem("audit.doubled_name", text, one=found[key], other=path)
            found[key] = path
    return dict(sorted(found.items()))


def matched(sources: Listing, files: Listing) -> dict[str, Path]:
    """The file of each source name that has one, by the way of comparing that finds the most."""
    best: dict[str, Path] = {}
    for named in (_whole, _without_ending, _bare):
        ours, theirs = named(sources), named(files)
        found = {ours[key]: files[theirs[key]] for key in ours if key in theirs}
        best = found if len(found) > len(best) else best
    return best


def _whole(files: Listing) -> dict[str, str]:
    return {name: name for name in files}


def _without_ending(files: Listing) -> dict[str, str]:
    return _unique(files, lambda name: name.removesuffix(_ending(files)))


def _bare(files: Listing) -> dict[str, str]:
    return _unique(files, lambda name: name.removesuffix(_ending(files)).rpartition("/")[2])


def _unique(files: Listing, short: Callable[[str], str]) -> dict[str, str]:
    """Short name -> name, of those that are one file's only."""
    names = {name: short(name) for name in files}
    counts = Counter(names.values())
    return {key: name for name, key in names.items() if key and counts[key] == 1}


def _ending(files: Listing) -> str:
    """The words that end all names: ``_gtFine_labelIds``; of one file nothing is known."""
    if len(files) < 2:
        return ""
    backwards = [name.rpartition("/")[2][::-1] for name in files]
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*backwards, strict=False))
    shared = "".join(letters[0] for letters in alike)[::-1]
    start = _WORD.search(shared)
    return shared[start.start() :] if start else ""
