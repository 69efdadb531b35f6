"""Anybody's photographs: a folder of pictures without labels, whatever lies below it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gioada.data.sets.disk import Facts, FrameFiles, Labelling, SetProblem
from gioada.data.sets.matching import PICTURES


@dataclass(frozen=True, kw_only=True)
class Photos:
    """All pictures under a folder, of any size."""

    @property
    def facts(self) -> Facts:
        return Facts(
            title="Photos",
            where="your own camera",
            layout=("*.jpg or *.png, in folders as you like",),
            count=None,
            sizes=(),
        )

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All pictures below the root, by path; hidden files and folders are left out.

        Raises:
            SetProblem: there is none.
        """
        found: list[Path] = []
        for folder, inner, names in os.walk(root):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            found += [
                Path(folder) / name
                for name in names
                if name.lower().endswith(PICTURES) and not name.startswith(".")
            ]
        if not found:
            raise SetProblem(
                f"There is no {', '.join(PICTURES)} in {root} or below it; put photos there, or "
                "name their folder with --target."
            )
        return [
            FrameFiles(name=path.relative_to(root).with_suffix("").as_posix(), image=path)
            for path in sorted(found)
        ]

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Raise: photos have no labels."""
        raise SetProblem(f"{files.name} is a photo, which has no labels.")

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Raise: photos have no depth."""
        raise SetProblem(f"{files.name} is a photo, which has no depth.")
