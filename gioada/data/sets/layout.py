"""The engine that lists the files of any set by patterns, and says what is there instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gioada.data.sets.disk import DataSet, DepthReader, Facts, LabelReader
from gioada.data.sets.matching import (
    PICTURES,
    FrameFiles,
    Listing,
    first_file,
    folders_in,
    listing,
    matched,
)
from gioada.errors import Problem

Kind = Literal["images", "labels", "depth maps"]


@dataclass(frozen=True, kw_only=True)
class Sign:
    """What else may lie under a root than the files of a set, and what that means."""

    of: Kind | Literal["set"]
    """``images``: looked for where there are none; likewise the others; ``set``: in any case."""
    path: str
    """A pattern of files, or the path of a folder or a file."""
    code: str
    what: str
    """A sentence with {root} and {found}; for labels, how one about missing files ends."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where a set's files lie: patterns under a root, the official ones first.

    They may lie one folder deeper than the root, there once more in a folder of the same name (as
    graphical programs unpack), or beside the root where that is itself a folder of a pattern.
    """

    facts: Facts
    images: tuple[str, ...]
    labels: tuple[str, ...] = ()
    depth: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    """Names of frames but for the last part, in order, where only some are wanted and all of
    these must be there."""
    beside: tuple[str, ...] = ()
    """Other folders of the set, which somebody may name as the root."""
    signs: tuple[Sign, ...] = ()
    archives: tuple[str, ...] = ()
    """Names of the files that have to be unpacked."""
    again: str = "unpack it again, whole"
    """What to do about missing files."""
    look: Callable[[Sequence[FrameFiles]], Sequence[FrameFiles]] | None = None
    """What looks at some of the files that were found, and may refuse them or note their form."""
    suffixes: tuple[str, ...] = PICTURES

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All frames under a root, by video and name.

        Raises:
            Problem: nothing of the set is there, another is, or a frame lacks a file.
        """
        places = self._places(root)
        images, labels, depth = (
            self._listing(root, kind, patterns, places) for kind, patterns in self._patterns.items()
        )
        assert images is not None
        if self.videos:
            self._check_videos(images, labels, depth)
        files = matched(images, labels, depth, lambda kind: self._advice(root, kind))
        return files if self.look is None else self.look(files)

    def data_set(
        self, labels: LabelReader | None = None, depth: DepthReader | None = None, **options: object
    ) -> DataSet:
        """The set whose files lie so, with what reads them, and what was chosen of it by name."""
        chosen = tuple(options.items())
        return DataSet(
            facts=self.facts, files=self.find, labels=labels, depth=depth, options=chosen
        )

    @property
    def _patterns(self) -> dict[Kind, tuple[str, ...]]:
        return {"images": self.images, "labels": self.labels, "depth maps": self.depth}

    def _places(self, root: Path) -> dict[Kind, tuple[Path, str]]:
        """By kind, a folder and the pattern that files fit in it: where all kinds, or most, lie."""
        for sign in self.signs:
            if sign.of == "set" and (found := self._seen(root, sign.path)):
                raise Problem(sign.code, sign.what, root=root, found=found)
        best: dict[Kind, tuple[Path, str]] = {}
        for base in self._bases(root):
            there: dict[Kind, tuple[Path, str]] = {
                kind: (base, pattern)
                for kind, patterns in self._patterns.items()
                for pattern in reversed(patterns)
                if first_file(base, pattern, self.suffixes)
            }
            if ("images" in there, len(there)) > ("images" in best, len(best)):
                best = there
            if len(best) == sum(map(bool, self._patterns.values())):
                break
        if "images" not in best:
            raise self._nothing(root, best)
        return best

    def _bases(self, root: Path) -> Iterator[Path]:
        yield root
        patterns = (*self.images, *self.labels, *self.depth)
        known = {part for path in (*patterns, *self.videos) for part in path.split("/")}
        if (here := root.absolute()).name in {*known, *self.beside}:  # "." has no name
            yield here.parent
        for folder in folders_in(root):
            yield folder
            yield folder / folder.name

    def _listing(
        self,
        root: Path,
        kind: Kind,
        patterns: tuple[str, ...],
        places: dict[Kind, tuple[Path, str]],
    ) -> Listing | None:
        if not patterns:
            return None
        if kind not in places:
            # Of several layouts, the one that the images are in.
            base, pattern = places["images"]
            index = min(self.images.index(pattern), len(patterns) - 1)
            return Listing(what=kind, where=self._where(root, base, patterns[index]), files={})
        base, pattern = places[kind]
        files = listing(base, kind, pattern, self.suffixes).files
        if self.videos:
            by_video: dict[str, dict[str, Path]] = {video: {} for video in self.videos}
            for name, path in files.items():
                by_video.get(name.rpartition("/")[0], {})[name] = path
            files = {name: path for video in by_video.values() for name, path in video.items()}
        return Listing(what=kind, where=self._where(root, base, pattern), files=files)

    def _where(self, root: Path, base: Path, pattern: str) -> str:
        """A pattern's folder as people write it, from the root where it lies in that."""
        folder = base.joinpath(*pattern.replace("*/", ".../").split("/")[:-1])
        inside = folder.is_relative_to(root)
        text = (folder.relative_to(root) if inside else folder).as_posix()
        return text.replace(".../...", "...").replace(".../...", "...").removesuffix("/...")

    def _check_videos(self, images: Listing, *others: Listing | None) -> None:
        there = {name.rpartition("/")[0] for name in images.files}
        missing = [video for video in self.videos if video not in there]
        if missing:
            raise Problem(
                "data.videos_missing",
                "No images in {where} for {missing} of the {all} videos (the first: {first}); "
                "{again}, or choose only videos that are there.",
                missing=len(missing),
                all=len(self.videos),
                where=images.place,
                first=missing[0],
                again=self.again,
            )
        for listed in others:
            alone = [] if listed is None else [n for n in listed.files if n not in images.files]
            # Where no image has any, they are of something else, which ``matched`` says better.
            if listed is not None and alone and len(alone) < len(listed.files):
                raise Problem(
                    "data.images_missing",
                    "No image in {beside} for {missing} of the {all} {kind} in {where} (the first: "
                    "{first}); {again}.",
                    missing=len(alone),
                    all=len(listed.files),
                    kind=listed.what,
                    where=listed.place,
                    beside=images.place,
                    first=alone[0],
                    again=self.again,
                )

    def _advice(self, root: Path, kind: str) -> str:
        for sign in self.signs:
            if sign.of == kind and (found := self._seen(root, sign.path)):
                return sign.what.format(root=root, found=found)
        return self.again

    def _seen(self, root: Path, path: str) -> str:
        """What lies at a path or a pattern in any of the folders that are looked at."""
        for base in self._bases(root):
            wild = "*" in path or "?" in path
            found = first_file(base, path) if wild else base / path
            if found is not None and found.exists():
                return found.relative_to(base).as_posix()
        return ""

    def _nothing(self, root: Path, found: dict[Kind, tuple[Path, str]]) -> Problem:
        """Why there are no images, and what to do."""
        facts = {"root": root, "title": self.facts.title, "where": self.facts.where}
        for sign in self.signs:
            if sign.of == "images" and (seen := self._seen(root, sign.path)):
                return Problem(sign.code, sign.what, found=seen, **facts)
        for archive in self.archives:
            if (root / archive).is_file():
                what = "{root} holds {archive}, which is not unpacked yet; unpack it there."
                return Problem("data.archive_packed", what, archive=archive, **facts)
        if found:
            what = "{root} has {kinds} of {title} but no images; get them too: {where}."
            return Problem("data.images_missing", what, kinds=" and ".join(found), **facts)
        if not root.is_dir():
            what = "There is no folder {root}; unpack {title} there: {where}."
            return Problem("data.folder_missing", what, **facts)
        what = "There is no {expected} in {root}; unpack {title} there: {where}."
        return Problem("data.set_missing", what, expected=self.facts.layout[0], **facts)
