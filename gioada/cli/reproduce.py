"""The paper's tables by one command."""

from __future__ import annotations

import functools
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
from gioada.errors import Problem
from gioada.methods.presets import find
from gioada.methods.spec import Method
from gioada.methods.variants import SCALED, find_variant
from gioada.reproduce.plan import DEPARTED, TITLES, Item, Job, Split, lines_of, plan
from gioada.training.options import departed, departures
from gioada.training.spec import Experiment, Launch

Record = TypeVar("Record")


@dataclass(frozen=True, kw_only=True)
class Reproduction(Launch, Experiment):
    """What the runs of a table have in common, and where and how they are carried out here."""

    # A method with a cycle, so that translation_steps may be given; each row brings its own.
    method: tyro.conf.Suppress[Method] = field(default_factory=lambda: find("cg"))
    data: Path = DATA
    """Folder for rendered data, and for data sets under their names: data/kitti, ..."""
    seeds: int = 3
    """Runs of each row, with seeds 0, 1, 2."""
    variant: str = SCALED
    """Departures of the rows that they concern: of all rows literal (or --literal: section 3.5 to
    the letter), of rows with a translator raw, noise, slow, squares or steady, of rows that align
    predictions strong, mutual, minmax or deep, of CycleGAN third, triple or likelihood
    (gioada/methods/variants.py). Other options go before a variant's."""
    root: Path = Path("runs/study")
    """Folder of the runs; those that are in it already are taken as they are."""
    to: Path | None = None
    """Folder for the tables (md, json, html); default ROOT/tables."""
    split: Split = "evaluation"
    """What runs are measured on: evaluation, which is reported, or validation, where there is no
    other."""
    jobs: int = 1
    """Runs that are worked at side by side on this machine, each in a process of its own, spread
    over its GPUs."""
    only_lay_out: bool = False
    """Train nothing: lay out what is measured so far. A table of which nothing is, because its
    counts are gone, is laid out from the json of its page, with intervals over seeds alone."""


def reproduce(
    tables: Annotated[tuple[Item, ...], tyro.conf.Positional],
    command: Annotated[Reproduction, tyro.conf.arg(name="")] = Reproduction(),
) -> None:
    """Train, measure and lay out tables of the paper; Ctrl-C saves, the same command goes on.

    Started again on another GPU or machine that sees the folder, it does other runs of the plan.

    Args:
        tables: which; departures-input for +sd, departures-output for joint and departures-cycle
            for cg with each named departure, section4.2 for what translations keep, self-training
            and pretraining (each row also with, or without, ImageNet's weights) for what the paper
            does not have. Runs that several need are trained once.
        command: options of all runs.
    """
    if not tables:
        what = "name a table: {tables}."
        raise Problem("reproduce.no_table", what, tables=", ".join(TITLES))
    _check_variant(tables, command.variant)
    like, launch = _part(command, Experiment), _part(command, Launch)
    jobs = _plan(tables, like, command)
    failed: list[str] = []
    if not command.only_lay_out:
        from gioada.reproduce.work import Stopped, work

        try:
            say = functools.partial(print, flush=True)
            failed = work(jobs, launch, say=say, at_once=command.jobs)
        except Stopped as stopped:
            print(stopped, file=sys.stderr)
            sys.exit(130)
    for table in tables:
        if table == "section4.2":
            _judge(launch, like, command)
        else:
            _lay_out(table, like, command)
    if failed:
        raise Problem("reproduce.failed", "{runs}", runs=" ".join(failed))


def reproduction(variant: str) -> Reproduction:
    """The command's defaults with a variant; ValueError if there is none of the name."""
    return departed(Reproduction(variant=variant), variant)


def _check_variant(tables: Iterable[Item], variant: str) -> None:
    beside = [table for table in tables if table in DEPARTED]
    if beside and find_variant(variant).retrains:
        what = "{table} sets departures from {usual} side by side, which are not {variant}: leave "
        what += "the variant or the departures out."
        names = {"table": beside[0], "usual": SCALED, "variant": variant}
        raise Problem("reproduce.variant", what, advice=(), **names)


def _plan(items: Iterable[Item], like: Experiment, command: Reproduction) -> list[Job]:
    weights = like.networks.weights
    rows = chain.from_iterable(lines_of(item, command.variant, weights) for item in items)
    return plan(rows, like, seeds=command.seeds, root=command.root, split=command.split)


def _lay_out(table: Item, like: Experiment, command: Reproduction) -> None:
    from gioada.reproduce.chart import write_chart
    from gioada.reproduce.layout import markdown
    from gioada.reproduce.measured import gather
    from gioada.reproduce.outcome import Outcome, with_intervals

    variant = SCALED if table in DEPARTED else command.variant  # they have them all
    jobs, path = _plan([table], like, command), _page(table, command, variant)
    values = path.with_suffix(".json")
    if _laid_out_from(values, jobs, command):
        outcome = with_intervals(records.read(Outcome, values))
    else:
        outcome = gather(lines_of(table, variant, like.networks.weights), jobs)
    page = markdown(table, outcome, command_line(table, like, command, variant))
    _write(path, page)
    records.write(outcome, values)
    write_chart(table, outcome, path.with_suffix(".html"))
    print(f"{page}\nwritten to {path} and beside it as .json and .html")


def _laid_out_from(values: Path, jobs: Iterable[Job], command: Reproduction) -> bool:
    """Whether a page has to be laid out from its own json, as its runs are gone."""
    return command.only_lay_out and values.is_file() and not any(job.measured for job in jobs)


def _judge(launch: Launch, like: Experiment, command: Reproduction) -> None:
    from gioada.reproduce.kept import markdown
    from gioada.reproduce.translations import judge_all, stored

    jobs, path = _plan(["section4.2"], like, command), _page("section4.2", command, command.variant)
    values = path.with_suffix(".json")
    if _laid_out_from(values, jobs, command):
        judges, found = stored(values)
    else:
        judges, found = judge_all(jobs, launch, say=lambda line: print(line, flush=True))
    line = command_line("section4.2", like, command, command.variant)
    page = markdown(judges, found, line, command.variant)
    _write(path, page)
    values_found = {"judges": asdict(judges), "runs": [asdict(each) for each in found]}
    records.write_values(values_found, values)
    print(f"{page}\nwritten to {path} and beside it as .json")


def _page(name: str, command: Reproduction, variant: str) -> Path:
    """The page's file; those of a variant and of validation have their own names."""
    split = "" if command.split == "evaluation" else command.split
    parts = (name.replace(".", "-"), split, "" if variant == SCALED else variant)
    folder = command.to or command.root / "tables"
    return folder / f"{'-'.join(part for part in parts if part)}.md"


def _write(path: Path, page: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def command_line(table: Item, like: Experiment, command: Reproduction, variant: str) -> str:
    """What makes a table again: only the options that are not at their default."""
    default = asdict(departed(Experiment(method=like.method), variant))
    words = [*chain.from_iterable(departures(default, asdict(like)))]
    words += [] if variant == SCALED else ["--variant", variant]
    words += [] if command.split == "evaluation" else ["--split", command.split]
    head = ["python", "-m", "gioada", "reproduce", table, "--seeds", str(command.seeds)]
    return shlex.join([*head, *words])


def _part(command: Any, kind: type[Record]) -> Record:
    """The command's fields that belong to one of its bases."""
    return kind(**{each.name: getattr(command, each.name) for each in fields(kind)})  # type: ignore[arg-type]
