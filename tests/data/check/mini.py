"""Miniature pairs taken for whole ones, and their reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gioada import records
from gioada.data.check.command import check_pair
from gioada.data.framesets import StoredSet
from gioada.data.pairs import Pair, find_pair
from gioada.data.places import Places
from gioada.data.sets.disk import DiskSet, Facts, FrameFiles, Labelling

Report = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A miniature of a set that says of itself that it is all of it."""

    disk_set: DiskSet
    count: int | None
    sizes: tuple[tuple[int, int], ...] = ()

    @property
    def facts(self) -> Facts:
        return replace(self.disk_set.facts, count=self.count, sizes=self.sizes)

    def find(self, root: Path) -> Sequence[FrameFiles]:
        return self.disk_set.find(root)

    def read_labels(self, files: FrameFiles) -> Labelling:
        return self.disk_set.read_labels(files)

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        return self.disk_set.read_depth(files)


def miniature(name: str, *, count: int | None = None, size: tuple[int, int] | None = None) -> Pair:
    """A pair whose sets have as many frames as are there, or ``count``, of any size or of one."""
    pair = find_pair(name)

    def whole(found: Any) -> Any:
        if not isinstance(found, StoredSet):
            return found
        sizes = () if size is None else (size,)
        return replace(found, disk_set=Whole(disk_set=found.disk_set, count=count, sizes=sizes))

    target = replace(
        pair.target,
        train=whole(pair.target.train),
        evaluation=whole(pair.target.evaluation),
        validation=whole(pair.target.validation),
    )
    return replace(pair, source=replace(pair.source, train=whole(pair.source.train)), target=target)


def report_of(pair: Pair | str, data: Path, **options: Any) -> Report:
    """What a check of the sets in a folder says, by the names of the parts."""
    pair = miniature(pair) if isinstance(pair, str) else pair
    path = data / "report.json"
    usable = check_pair(pair, Places(data=data), out=data / "sheets", json_path=path, **options)
    report = records.read_values(path)
    assert report["usable"] is usable
    parts = {part["part"]: part for part in report["parts"]}
    assert usable is not any(part["problems"] for part in parts.values())
    return parts


def only(sentences: Sequence[str]) -> str:
    """The one sentence that there is."""
    assert len(sentences) == 1, sentences
    return sentences[0]
