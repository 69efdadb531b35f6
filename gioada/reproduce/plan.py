"""Which runs a table needs. Free of torch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from gioada import records
from gioada.methods.presets import find
from gioada.methods.variants import SCALED, VARIANTS, Level, concerns, varied
from gioada.training.folder import RunFolder
from gioada.training.options import departures
from gioada.training.spec import Experiment

Table = Literal["table1", "table2", "table3", "table4"]
Item = Literal[Table, "departures-input", "departures-output", "departures-cycle", "section4.2"]
"""What can be asked for: tables of the paper, the named departures side by side, and what
translations keep."""
ROWS: dict[Table, tuple[str, ...]] = {
    "table1": ("na", "input", "output", "both"),
    "table2": ("na", "cg", "gd", "+d", "+s", "+sd"),
    "table3": ("na", "ss", "depth", "sep", "joint"),
    "table4": ("na", "input", "output", "both"),
}
"""Rows of each table as the paper names them; what has two names is trained once."""
TITLES: dict[Item, str] = {
    "table1": "Table 1",
    "table2": "Table 2",
    "table3": "Table 3",
    "table4": "Table 4",
    "departures-input": "Departures, input level",
    "departures-output": "Departures, output level",
    "departures-cycle": "Departures, CycleGAN",
    "section4.2": "What translations keep (section 4.2)",
}
DEPARTED: dict[Item, tuple[str, Level]] = {
    "departures-input": ("+sd", "input"),
    "departures-output": ("joint", "output"),
    "departures-cycle": ("cg", "cycle"),
}
"""The row that is trained with each departure of a level."""
NEEDED: dict[Item, tuple[str, ...]] = {
    **ROWS,
    "section4.2": ("na", "joint", "cg", "gd", "+d", "+s", "+sd", "both"),
}
"""Rows that are trained for what is not departures; in section 4.2 translations are judged, and
``na`` and ``joint`` judge."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one row of a table shows."""

    label: str
    preset: str
    """Name of the method, never an alias."""
    variant: str = SCALED
    """Its departures; ``scaled`` where none concerns the method."""


def lines_of(item: Item, variant: str = SCALED) -> tuple[Line, ...]:
    """The rows of an item.

    Args:
        item: which.
        variant: departures of the rows that they concern; departures side by side have them all.
    """
    if item in DEPARTED:
        method, level = DEPARTED[item]
        names = [name for name in VARIANTS if name == SCALED or VARIANTS[name].level == level]
        return *lines(["na"]), *(_line(name, method, name) for name in names)
    return lines(NEEDED[item], variant)


def lines(names: Iterable[str], variant: str = SCALED) -> tuple[Line, ...]:
    """Rows for presets or aliases, labelled with the names that are given.

    Raises:
        ValueError: an unknown name.
    """
    return tuple(_line(name, name, variant) for name in names)


def _line(label: str, name: str, variant: str) -> Line:
    method = find(name)
    departs = concerns(method, variant)
    return Line(label=label, preset=method.name, variant=variant if departs else SCALED)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One run of a plan, and where its results lie."""

    experiment: Experiment
    """What is trained."""
    root: Path
    """The folder of the whole study."""
    variant: str = SCALED
    """Its departures; ``scaled`` where none concerns the method."""

    @property
    def preset(self) -> str:
        """Name of the method, never an alias."""
        return self.experiment.method.name

    @property
    def seed(self) -> int:
        """Of the run."""
        return self.experiment.training.seed

    @property
    def name(self) -> str:
        """``both-demo-0``, or with departures ``both-demo-0-steady``."""
        name = self.experiment.name
        return name if self.variant == SCALED else f"{name}-{self.variant}"

    @property
    def run(self) -> RunFolder:
        """Where it is trained."""
        return RunFolder(self.root / self.name)

    @property
    def checkpoint(self) -> Path:
        """Where its last snapshot is exported to."""
        return self.root / "checkpoints" / self.name

    @property
    def counts(self) -> Path:
        """Where its counts on the test images are kept."""
        return self.root / "counts" / f"{self.name}.npz"

    @property
    def measured(self) -> bool:
        """Whether everything is done; counts are written last."""
        return self.counts.is_file()

    def check(self) -> None:
        """Nothing, if the run folder is empty or holds this very experiment.

        Raises:
            ValueError: it holds another one, whose numbers would not belong into the table.
        """
        if not self.run.spec.is_file():
            return
        stored = records.read(Experiment, self.run.spec)
        words = [" ".join(w) for w in departures(asdict(self.experiment), asdict(stored))]
        if words:
            raise ValueError(
                f"{self.run.path} was trained with other options ({', '.join(words)}): name "
                "another --root, or give the same options."
            )


def plan(rows: Iterable[Line], like: Experiment, *, seeds: int, root: Path) -> list[Job]:
    """The runs of rows, without doubles, first seed first.

    Args:
        rows: of one table or several.
        like: every option but method and seed, a variant's networks and training included;
            translation_steps are cg's alone.
        seeds: how many, counted from 0.
        root: folder of the study.

    Raises:
        ValueError: fewer than one seed.
    """
    if seeds < 1:
        raise ValueError(f"{seeds} seeds make no table: give at least 1.")
    kinds = list(dict.fromkeys((row.preset, row.variant) for row in rows))
    return [_job(like, *kind, seed, root) for seed in range(seeds) for kind in kinds]


def _job(like: Experiment, preset: str, variant: str, seed: int, root: Path) -> Job:
    method = varied(find(preset), variant)
    cycle = method.translation is not None and method.translation.cycle
    steps = like.training.translation_steps if cycle else None
    training = replace(like.training, seed=seed, translation_steps=steps)
    return Job(
        experiment=replace(like, method=method, training=training), root=root, variant=variant
    )
