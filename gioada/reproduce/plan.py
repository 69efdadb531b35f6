"""Which runs a table needs. Free of torch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from gioada import records
from gioada.errors import Advice, Problem
from gioada.methods.presets import find
from gioada.methods.variants import SCALED, VARIANTS, Level, concerns, varied
from gioada.training.folder import RunFolder
from gioada.training.options import departures
from gioada.training.spec import Experiment

Table = Literal["table1", "table2", "table3", "table4"]
Item = Literal[
    Table,
    "departures-input",
    "departures-output",
    "departures-cycle",
    "section4.2",
    "self-training",
    "pretraining",
]
"""What can be asked for: tables of the paper, the named departures side by side, what translations
keep, and two tables beyond the paper."""
Split = Literal["evaluation", "validation"]
"""Labelled target frames that runs are measured on."""
Start = Literal["", "scratch", "pretrained"]
"""Backbone weights of a run: as the command says, none, or ImageNet's."""
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
    "self-training": "Self-training, beyond the paper",
    "pretraining": "From scratch and pretrained, beyond the paper",
}
DEPARTED: dict[Item, tuple[str, Level]] = {
    "departures-input": ("+sd", "input"),
    "departures-output": ("joint", "output"),
    "departures-cycle": ("cg", "cycle"),
}
"""The row that is trained with each departure of a level."""
NEEDED: dict[Item, tuple[str, ...]] = {
    **ROWS,
    # Beside CBST, which the paper quotes: a row of self-training that runs.
    "table4": (*ROWS["table4"], "st"),
    "section4.2": ("na", "joint", "cg", "gd", "+d", "+s", "+sd", "both"),
    "self-training": ("na", "st", "joint", "joint+st", "both", "both+st"),
    "pretraining": ("na", "joint", "both", "st", "both+st"),
}
"""Rows that are trained for what is not departures; in section 4.2 translations are judged, and
``na`` and ``joint`` judge."""
COLUMNS: dict[Item, tuple[tuple[str, bool], ...]] = {
    "pretraining": (("from scratch", False), ("pretrained", True)),
}
"""Tables that have every row with other backbone weights side by side: the column's name, and
whether its backbones start from ImageNet."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one row of a table shows."""

    label: str
    preset: str
    """Name of the method, never an alias."""
    variant: str = SCALED
    """Its departures; ``scaled`` where none concerns the method."""
    start: Start = ""
    column: str = ""
    """Of a table that has several."""


def lines_of(item: Item, variant: str = SCALED, weights: str = "none") -> tuple[Line, ...]:
    """The rows of an item.

    Args:
        item: which.
        variant: departures of the rows that they concern; departures side by side have them all.
        weights: the command's own backbone weights, so that rows with these are no other runs.
    """
    if item in DEPARTED:
        method, level = DEPARTED[item]
        names = [name for name in VARIANTS if name == SCALED or VARIANTS[name].level == level]
        return *lines(["na"]), *(_line(name, method, name) for name in names)
    rows = lines(NEEDED[item], variant)
    if item not in COLUMNS:
        return rows
    return tuple(
        replace(row, label=f"{row.label}, {column}", column=column, start=_start(known, weights))
        for column, known in COLUMNS[item]
        for row in rows
    )


def _start(pretrained: bool, weights: str) -> Start:
    if pretrained == (weights != "none"):
        return ""
    return "pretrained" if pretrained else "scratch"


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
    start: Start = ""
    split: Split = "evaluation"

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
        """``both-demo-0``, with departures ``both-demo-0-steady``, with other backbone weights
        than the plan's ``both-demo-0-scratch``."""
        departed = "" if self.variant == SCALED else self.variant
        return "-".join(part for part in (self.experiment.name, departed, self.start) if part)

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
        """Where its counts on the split's images are kept."""
        return self.measurements("counts") / f"{self.name}.npz"

    def measurements(self, kind: str) -> Path:
        """The folder of a kind of measurement; one for each split."""
        return self.root / (kind if self.split == "evaluation" else f"{kind}-{self.split}")

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
            what = "{run} was trained with other options ({options})."
            options = ", ".join(words)
            advice = [Advice("root", f"{self.root}-2")]
            raise Problem(
                "reproduce.other_options", what, advice=advice, run=self.run.path, options=options
            )


def plan(
    rows: Iterable[Line],
    like: Experiment,
    *,
    seeds: int,
    root: Path,
    split: Split = "evaluation",
) -> list[Job]:
    """The runs of rows, without doubles, first seed first.

    Args:
        rows: of one table or several.
        like: every option but method and seed, a variant's networks and training included;
            translation_steps are cg's alone.
        seeds: how many, counted from 0.
        root: folder of the study.
        split: what runs are measured on.

    Raises:
        ValueError: fewer than one seed.
    """
    if seeds < 1:
        what = "{seeds} seeds make no table: give at least 1."
        raise Problem("reproduce.seeds", what, seeds=seeds)
    kinds = {(row.preset, row.variant, row.start): row for row in rows}
    jobs = [_job(like, row, seed, root) for seed in range(seeds) for row in kinds.values()]
    return [replace(job, split=split) for job in jobs]


def _job(like: Experiment, row: Line, seed: int, root: Path) -> Job:
    like, method = _started(like, row.start), varied(find(row.preset), row.variant)
    cycle = method.translation is not None and method.translation.cycle
    steps = like.training.translation_steps if cycle else None
    training = replace(like.training, seed=seed, translation_steps=steps)
    experiment = replace(like, method=method, training=training)
    return Job(experiment=experiment, root=root, variant=row.variant, start=row.start)


def _started(like: Experiment, start: Start) -> Experiment:
    if not start:
        return like
    if start == "pretrained":
        return replace(like, networks=replace(like.networks, weights="imagenet"))
    # A lower rate keeps what the backbone knows, and from scratch it knows nothing.
    return replace(
        like,
        networks=replace(like.networks, weights="none"),
        training=replace(like.training, backbone_rate=1.0),
    )
