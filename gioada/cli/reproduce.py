"""The paper's tables by one command."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, TypeVar

import tyro

from gioada import records
from gioada.cli.here import DATA
from gioada.methods.presets import find
from gioada.methods.spec import Method
from gioada.methods.variants import LITERAL
from gioada.reproduce.plan import DEPARTED, TITLES, Item, Job, lines_of, plan
from gioada.training.options import departures
from gioada.training.spec import Experiment, Sitting

Record = TypeVar("Record")


@dataclass(frozen=True, kw_only=True)
class Reproduction(Sitting, Experiment):
    """What the runs of a table have in common, and where and how they are carried out here."""

    # A method with a cycle, so that translation_steps may be given; each row brings its own.
    method: tyro.conf.Suppress[Method] = field(default_factory=lambda: find("cg"))
    data: Path = DATA
    """Folder for rendered data, and for data sets under their names: data/kitti, ..."""
    seeds: int = 3
    """Runs of each row, with seeds 0, 1, 2."""
    variant: str = LITERAL
    """Departures of the rows that they concern: literal, or of rows with a translator raw, noise,
    slow, squares or steady, or of rows that align predictions strong, mutual or deep
    (gioada/methods/variants.py)."""
    root: Path = Path("runs/study")
    """Folder of the runs; those that are in it already are taken as they are."""
    to: Path | None = None
    """Folder for the tables (md, json, html); default ROOT/tables."""
    only_lay_out: bool = False
    """Train nothing: lay out what is measured so far."""


def reproduce(
    tables: Annotated[tuple[Item, ...], tyro.conf.Positional],
    command: Annotated[Reproduction, tyro.conf.arg(name="")],
) -> None:
    """Train, measure and lay out tables of the paper; Ctrl-C saves, the same command goes on.

    Started again on another GPU or machine that sees the folder, it does other runs of the plan.

    Args:
        tables: which; departures-input for +sd and departures-output for joint with each named
            departure, section4.2 for what translations keep. Runs that several need are trained
            once.
        command: options of all runs.
    """
    if not tables:
        raise ValueError(f"name a table: {', '.join(TITLES)}.")
    like, sitting = _part(command, Experiment), _part(command, Sitting)
    jobs = _plan(tables, like, command)
    failed: list[str] = []
    if not command.only_lay_out:
        from gioada.reproduce.work import Stopped, work

        try:
            failed = work(jobs, sitting, say=lambda line: print(line, flush=True))
        except Stopped as stopped:
            print(stopped, file=sys.stderr)
            sys.exit(130)
    for table in tables:
        if table == "section4.2":
            _judge(sitting, like, command)
        else:
            _lay_out(table, like, command)
    if failed:
        raise ValueError(" ".join(failed))


def _plan(items: Iterable[Item], like: Experiment, command: Reproduction) -> list[Job]:
    rows = chain.from_iterable(lines_of(item, command.variant) for item in items)
    return plan(rows, like, seeds=command.seeds, root=command.root)


def _lay_out(table: Item, like: Experiment, command: Reproduction) -> None:
    from gioada.reproduce.chart import write_chart
    from gioada.reproduce.layout import markdown
    from gioada.reproduce.outcome import gather

    variant = LITERAL if table in DEPARTED else command.variant  # they have them all
    outcome = gather(lines_of(table, variant), _plan([table], like, command))
    page = markdown(table, outcome, command_line(table, like, command.seeds, variant))
    path = _write(table, page, command, variant)
    records.write(outcome, path.with_suffix(".json"))
    write_chart(table, outcome, path.with_suffix(".html"))
    print(f"{page}\nwritten to {path} and beside it as .json and .html")


def _judge(sitting: Sitting, like: Experiment, command: Reproduction) -> None:
    from gioada.reproduce.kept import markdown
    from gioada.reproduce.translations import judge_all

    jobs = _plan(["section4.2"], like, command)
    judges, found = judge_all(jobs, sitting, say=lambda line: print(line, flush=True))
    line = command_line("section4.2", like, command.seeds, command.variant)
    page = markdown(judges, found, line, command.variant)
    path = _write("section4.2", page, command, command.variant)
    values = {"judges": asdict(judges), "runs": [asdict(each) for each in found]}
    records.write_values(values, path.with_suffix(".json"))
    print(f"{page}\nwritten to {path} and beside it as .json")


def _write(name: str, page: str, command: Reproduction, variant: str) -> Path:
    """The page's file; a variant's lies beside that of the literal reading."""
    folder = command.to or command.root / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "" if variant == LITERAL else f"-{variant}"
    path = folder / f"{name.replace('.', '-')}{suffix}.md"
    path.write_text(page, encoding="utf-8")
    return path


def command_line(table: Item, like: Experiment, seeds: int, variant: str = LITERAL) -> str:
    """What makes a table again: only the options that are not at their default."""
    default = asdict(Experiment(method=like.method))
    words = [*chain.from_iterable(departures(default, asdict(like)))]
    words += [] if variant == LITERAL else ["--variant", variant]
    return shlex.join(["python", "-m", "gioada", "reproduce", table, "--seeds", str(seeds), *words])


def _part(command: Any, kind: type[Record]) -> Record:
    """The command's fields that belong to one of its bases."""
    return kind(**{each.name: getattr(command, each.name) for each in fields(kind)})  # type: ignore[arg-type]
