"""Anybody's photographs: a folder of pictures without labels, whatever lies below it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gioada.data.sets.disk import DataSet, Facts
from gioada.data.sets.matching import PICTURES, FrameFiles, fitting
from gioada.errors import Advice, Problem


def photos() -> DataSet:
    """All pictures under a folder, of any size."""
    return DataSet(
        facts=Facts(
            title="Photos",
            where="your own camera",
            layout=("*.jpg or *.png, in folders as you like",),
        ),
        files=_list,
    )


def _list(root: Path) -> Sequence[FrameFiles]:
    found = sorted(path for _, path in fitting(root, "", PICTURES))
    if not found:
        raise Problem(
            "data.no_photos",
            "There is no {suffixes} in {root} or below it; put photos there, or name their folder.",
            advice=[Advice("target")],
            suffixes=", ".join(PICTURES),
            root=root,
        )
    return [
        FrameFiles(name=path.relative_to(root).with_suffix("").as_posix(), image=path)
        for path in found
    ]
