"""Which translation, labels and depth belong to which source frame: by their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from gioada.data.given import MAPS, Place, find_files
from gioada.data.sets.matching import IMAGES
from gioada.errors import Problem

_WORD = re.compile(r"[_.\-](?=[A-Za-z])")


@dataclass(frozen=True, kw_only=True)
class FrameFiles:
    """The files of one frame."""

    name: str
    """The source's path below its folder, without suffix."""
    source: Place
    translated: Place
    labels: Place
    depth: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """The frames that have all their files, and what is left over."""

    frames: tuple[FrameFiles, ...]
    unpaired: dict[str, tuple[str, ...]]
    """What the files are (``source frames``, ``translations``, ...) -> names without a partner."""


def pair(source: str, translated: str, labels: str, depth: str | None = None) -> Pairing:
    """Pair the files of four folders, zips or patterns (``given.find_files``) by name.

    Names are compared with their folders; where more frames find a partner so, without the ending
    that all names of a folder share (``_fake_B``, ``_labelIds``), or as bare names.

    Raises:
        Problem: nothing is there, or no frame has all its files.
    """
    words = {"translations": translated, "label maps": labels, "depth maps": depth}
    sources = find_files([source], "source frames", IMAGES)
    others = {
        what: find_files([word], what, IMAGES if what == "translations" else MAPS)
        for what, word in words.items()
        if word is not None
    }
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
        used = {id(found[what][name]) for name in whole}
        unpaired[what] = tuple(name for name, place in files.items() if id(place) not in used)
    return Pairing(
        frames=frames, unpaired={what: names for what, names in unpaired.items() if names}
    )


def matched(sources: Mapping[str, Any], files: Mapping[str, Place]) -> dict[str, Place]:
    """The file of each source name that has one, by the way of comparing that finds the most."""
    best: dict[str, Place] = {}
    for named in (_whole, _without_ending, _bare):
        ours, theirs = named(sources), named(files)
        found = {ours[key]: files[theirs[key]] for key in ours if key in theirs}
        best = found if len(found) > len(best) else best
    return best


def _whole(files: Iterable[str]) -> dict[str, str]:
    return {name: name for name in files}


def _without_ending(files: Iterable[str]) -> dict[str, str]:
    return _unique(files, lambda name: name.removesuffix(_ending(files)))


def _bare(files: Iterable[str]) -> dict[str, str]:
    return _unique(files, lambda name: name.removesuffix(_ending(files)).rpartition("/")[2])


def _unique(files: Iterable[str], short: Callable[[str], str]) -> dict[str, str]:
    """Short name -> name, of those that are one file's only."""
    names = {name: short(name) for name in files}
    counts = Counter(names.values())
    return {key: name for name, key in names.items() if key and counts[key] == 1}


def _ending(files: Iterable[str]) -> str:
    """The words that end all names: ``_gtFine_labelIds``; of one file nothing is known."""
    if len(names := list(files)) < 2:
        return ""
    backwards = [name.rpartition("/")[2][::-1] for name in names]
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*backwards, strict=False))
    shared = "".join(letters[0] for letters in alike)[::-1]
    start = _WORD.search(shared)
    return shared[start.start() :] if start else ""
