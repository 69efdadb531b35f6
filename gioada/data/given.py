"""Where people's files lie, by name: folders, patterns, lists, zips."""

from __future__ import annotations

import logging
import os
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import TypeVar

from gioada.data.files import Reading
from gioada.data.sets.matching import IMAGES, fixed_part, listing, namer
from gioada.errors import Advice, Problem

log = logging.getLogger(__name__)
MAPS = (*IMAGES, ".npy")
_LARGEST_MEMBER = 800_000_000
"""Bytes of a file in a zip; 50 million pixels of 16-bit RGBA are 400 MB before compression."""
_ZIP = re.compile(r"(?i)(.*?\.zip)(?:/(.*))?")
_ASKED = 20
"""Files that are asked, if need be, how all of them are written."""
Value = TypeVar("Value")


@dataclass(frozen=True)
class Place:
    """A file, wherever it lies."""

    path: Path
    """On the disk, or in the archive."""
    archive: zipfile.ZipFile | None = None
    """The zip that it lies in, which is not unpacked as a whole."""

    @property
    def suffix(self) -> str:
        """``.png``."""
        return self.path.suffix

    def read(self, how: Callable[[Path], Value]) -> Value:
        """What a function makes of the file; raises ValueError if it cannot be unpacked."""
        with self.opened() as path:
            return how(path)

    @contextmanager
    def opened(self) -> Iterator[Path]:
        """The file on disk, or a copy of what is in the zip, for as long as it is read.

        Raises:
            Problem: it is too large, or cannot be unpacked.
        """
        if self.archive is None:
            yield self.path
            return
        name, member = self.path.name, self.archive.getinfo(self.path.as_posix())
        if member.file_size > _LARGEST_MEMBER:
            what = "{name} unpacks to {size:,} bytes: too large."
            raise Problem("files.zip_member", what, name=name, size=member.file_size)
        with tempfile.TemporaryDirectory(prefix="gioada-") as folder:
            path = Path(folder, name)
            try:
                path.write_bytes(self.archive.read(member))
            # A method of compression that is not known here is a RuntimeError, too.
            except (zipfile.BadZipFile, EOFError, RuntimeError, zlib.error, LZMAError) as error:
                what = "{name} cannot be unpacked from its zip ({reason})."
                raise Problem("files.zip_member", what, name=name, reason=str(error)) from error
            yield path


def find_files(
    words: Sequence[str], what: str, suffixes: Sequence[str], *, without: Path | None = None
) -> dict[str, Place]:
    """Files by name, in order.

    Args:
        words: one folder, pattern, list (.txt, a path a line), zip or folder or pattern within a
            zip (``frames.zip/labels``); or several files. A file's name is its path below the
            folder; of a pattern, what its wildcards stand for; of files, of a list and of a whole
            zip, the path below the deepest folder that holds them all. Suffixes are no part of it.
        what: what the files are, for messages.
        suffixes: those that count, small.
        without: a folder whose files do not count: that of the results.

    Raises:
        Problem: nothing there, two files of one name, or a zip that may not be unpacked.
    """
    if len(words) == 1 and (place := _ZIP.fullmatch(words[0])) and Path(place[1]).is_file():
        found = _in_zip(Path(place[1]), (place[2] or "").strip("/"), what, suffixes)
    elif len(words) == 1 and words[0].lower().endswith(".txt"):
        found = _by_common_folder(_listed(Path(words[0])), what)
    elif len(words) == 1 and not Path(words[0]).is_file():
        found = _in_folder(words[0], what, suffixes, without)
    else:
        found = _by_common_folder([_file(Path(word)) for word in words], what)
    if not found:
        raise Problem(
            "files.nothing_there",
            "there are no {kind} in {words}: name a folder, a pattern in quotes, a list (.txt) or "
            "a zip of {suffixes}.",
            kind=what,
            words=" ".join(words),
            suffixes=", ".join(suffixes),
        )
    return found


def find_encoding(
    what: str, places: Iterable[Place], encoding: str, read: Callable[[Path, str], Reading]
) -> str:
    """How maps are written: as was given, or as the first of them that can tell is understood.

    Args:
        what: ``label`` or ``depth``.
        places: the maps; some of them are asked.
        encoding: a name, or ``auto``.
        read: reads one.

    Raises:
        Problem: ``files.encoding``, none of them can tell.
    """
    problem: ValueError | None = None
    everywhere = list(places)
    for place in everywhere[:: max(1, len(everywhere) // _ASKED)]:
        try:
            reading = place.read(lambda path: read(path, encoding))
        except ValueError as found:
            problem = problem or found
            continue
        log.info("%s", reading.note)
        return reading.encoding
    advice = [Advice(f"{what}-encoding")]
    raise Problem("files.encoding", "{reason}", advice=advice, reason=str(problem))


def _in_folder(
    word: str, what: str, suffixes: Sequence[str], without: Path | None
) -> dict[str, Place]:
    path = Path(re.sub(r"\*\.\*$", "*", word)).absolute()
    if path.is_dir():
        root, pattern = path, ""
    else:
        root, pattern = Path(path.anchor), path.relative_to(path.anchor).as_posix()
        if fixed_part(pattern) == pattern:
            raise Problem("files.missing", "{path} does not exist.", path=word)
    listed = listing(root, what, pattern, suffixes).files
    kept = without.absolute() if without else None
    found = {
        name: Place(each)
        for name, each in listed.items()
        if kept is None or not each.is_relative_to(kept)
    }
    return _without_suffixes(found, pattern, what)


def _without_suffixes(found: Mapping[str, Place], pattern: str, what: str) -> dict[str, Place]:
    """A pattern that ends in a wildcard has left the suffix in the name."""
    if not pattern.endswith("*"):
        return dict(found)
    named: dict[str, Place] = {}
    for name, place in found.items():
        short = name.removesuffix(place.suffix)
        if not short or short in named:
            raise _doubled(what, short)
        named[short] = place
    return named


def _doubled(what: str, name: str) -> Problem:
    message = "two of the {kind} are both called {name}: rename one, or give them by a pattern."
    return Problem("files.doubled_name", message, kind=what, name=name)


def _file(path: Path) -> Path:
    if not path.is_file():
        raise Problem("files.missing", "{path} is no file.", path=path)
    return path.absolute()


def _listed(path: Path) -> list[Path]:
    """The files that a list names, each from its own folder or from where the command runs."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        what = "{path}, a list of files, cannot be read."
        raise Problem("files.list", what, path=path) from error
    names = [line for each in lines if (line := each.strip()) and not line.startswith("#")]
    found = []
    for name in names:
        beside = path.parent / name
        found.append(_file(beside if beside.is_file() else Path(name)))
    return found


def _by_common_folder(paths: Sequence[Path], what: str) -> dict[str, Place]:
    if not paths:
        return {}
    common = Path(os.path.commonpath([path.parent for path in paths]))
    found: dict[str, Place] = {}
    for path in paths:
        name = path.relative_to(common).with_suffix("").as_posix()
        if name in found:
            raise _doubled(what, name)
        found[name] = Place(path)
    return found


def members(path: Path, suffixes: Sequence[str]) -> tuple[zipfile.ZipFile, list[str]]:
    """A zip, and the names of the files in it that count; hidden ones do not.

    Raises:
        Problem: it cannot be read, or has a link or a name that leads out of it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        message = "{path} is no zip that can be read ({reason})."
        raise Problem("files.zip", message, path=path, reason=str(error)) from error
    found = []
    for each in archive.infolist():
        name, parts = each.filename, PurePosixPath(each.filename).parts
        if name.startswith("/") or ".." in parts or "\\" in name or ":" in parts[0]:
            message = "{path} has a file {name}, which leads out of it: not unpacked."
            raise Problem("files.zip_leads_out", message, path=path, name=name)
        if stat.S_ISLNK(each.external_attr >> 16):
            message = "{path} has a link in it, {name}: put the file itself there."
            raise Problem("files.zip_link", message, path=path, name=name)
        hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
        if not hidden and not each.is_dir() and PurePosixPath(name).suffix.lower() in suffixes:
            found.append(name)
    return archive, sorted(found)


def _in_zip(path: Path, pattern: str, what: str, suffixes: Sequence[str]) -> dict[str, Place]:
    archive, shown = members(path, suffixes)
    if not pattern and shown:
        pattern = os.path.commonpath([PurePosixPath(name).parent.as_posix() for name in shown])
        pattern = "" if pattern == "." else pattern
    name_of, found = namer(pattern), {}
    for name in shown:
        key = name_of(name)
        if key is None:
            continue
        if key in found:
            raise _doubled(what, key)
        found[key] = Place(Path(name), archive)
    return _without_suffixes(found, pattern, what)
