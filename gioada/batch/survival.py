"""How much of a frame's content a translation kept, by the measure of ``gioada audit``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gioada import records
from gioada.audit.judge import Judge
from gioada.audit.summary import MOST_MISREAD
from gioada.batch.outputs import write_png
from gioada.data.frame import Frame
from gioada.evaluation.consistency import evidence

FOLDER, UNMEASURED = "left-out", "not-measured"


@dataclass(frozen=True, kw_only=True)
class Survival:
    """A judge, and the least share that a frame must have kept."""

    judge: Judge
    least: float

    def kept(self, frame: Frame, translation: NDArray[np.uint8]) -> float:
        """Of the pixels that the judge reads right on the source the share still read so.

        Class by class, and their mean; NaN where the judge misreads the source itself.
        """
        assert frame.ids is not None
        labels = self.judge.space.from_ids(frame.ids)
        before, known = self.judge.read(frame.image), labels < self.judge.space.num_classes
        right = (before.labels == labels)[known]
        if right.size == 0 or right.mean() < 1 - MOST_MISREAD:
            return float("nan")
        found = evidence(
            before,
            self.judge.read(translation),
            source=frame.image,
            translation=translation,
            labels=labels,
            depth=np.full(labels.shape, np.nan, np.float32),
            space=self.judge.space,
        )
        return found.mean_kept


@dataclass(frozen=True)
class LeftOut:
    """Frames that were left out: their translations, to be looked at, and what they kept."""

    out: Path
    """The folder of the data set."""

    def holds(self, name: str) -> bool:
        """Whether a frame was left out."""
        return self._values(name).exists()

    def put(self, name: str, translation: NDArray[np.uint8], kept: float) -> None:
        """Leave a frame out; the number is written last."""
        path = self._values(name)
        write_png(path.with_suffix(".png"), translation)
        records.write_values({"kept": kept}, path)

    def measure_missing(self, name: str) -> None:
        """The judge misreads the source of a frame, so that it stays."""
        path = self.out / UNMEASURED / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def unmeasured(self) -> int:
        """How many frames stay because the judge misreads their source."""
        return sum(path.is_file() for path in (self.out / UNMEASURED).rglob("*"))

    def found(self) -> dict[str, float]:
        """Share kept by name, the least first."""
        folder = self.out / FOLDER
        kept = {
            path.relative_to(folder).with_suffix("").as_posix(): records.read_values(path)["kept"]
            for path in folder.rglob("*.json")
        }
        return dict(sorted(kept.items(), key=lambda each: each[1]))

    def _values(self, name: str) -> Path:
        return self.out / FOLDER / f"{name}.json"
