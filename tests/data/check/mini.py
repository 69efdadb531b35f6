"""Miniature pairs taken for whole ones, and their reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gioada import records
from gioada.data.check.command import check_pair
from gioada.data.framesets import StoredSet
from gioada.data.pairs import Pair, find_pair
from gioada.data.places import Places

Report = dict[str, Any]


def miniature(name: str, *, count: int | None = None, size: tuple[int, int] | None = None) -> Pair:
    """A pair whose sets have as many frames as are there, or ``count``, of any size or of one."""
    pair = find_pair(name)

    def whole(found: Any) -> Any:
        if not isinstance(found, StoredSet):
            return found
        sizes = () if size is None else (size,)
        facts = replace(found.disk_set.facts, count=count, sizes=sizes)
        return replace(found, disk_set=replace(found.disk_set, facts=facts))

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


def only(findings: Sequence[dict[str, Any]], code: str) -> str:
    """The text of the one finding that there is, which has this code."""
    assert [each["code"] for each in findings] == [code], findings
    return findings[0]["text"]


def codes(findings: Sequence[dict[str, Any]]) -> list[str]:
    """What kinds of findings there are."""
    return [each["code"] for each in findings]
