"""From a run folder to a checkpoint that anybody can use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gioada import records
from gioada.errors import Problem
from gioada.methods.objective import Objective
from gioada.models.card import Card
from gioada.models.checkpoint import export
from gioada.training import checkpoint
from gioada.training.folder import RunFolder
from gioada.training.journal import read_journal
from gioada.training.optimisers import make_optimisers
from gioada.training.runtime import make_runtime
from gioada.training.snapshots import make_card, named
from gioada.training.spec import Experiment
from gioada.training.status import read_status


def export_run(folder: Path, to: Path, *, averaged: bool) -> Card:
    """Make a checkpoint of a run's newest snapshot.

    Args:
        folder: the run folder.
        to: the checkpoint folder.
        averaged: the running averages of the weights, where the run has any.

    Raises:
        Problem: ``record.missing``, it is no run; ``training.no_checkpoint``, there is none to use.
    """
    run = RunFolder(folder)
    experiment = records.read(Experiment, run.spec)
    space = experiment.find_pair().space
    averaged = averaged and experiment.training.average > 0
    networks = named(experiment).networks
    objective = Objective(experiment.method, networks, space.num_classes, experiment.image)
    optimisers = make_optimisers(objective, experiment.training)
    restored = checkpoint.load(run.checkpoints, objective, optimisers, make_runtime("cpu"))
    if restored is None:
        what = "{folder} has no checkpoint yet: train first."
        raise Problem("training.no_checkpoint", what, folder=folder)
    card = make_card(experiment, name=to.name, steps=restored.head.step)
    trained = {"step": restored.head.step, "seconds": restored.head.seconds, **_machine(run)}
    lines = read_journal(run.journal)
    trained["worlds"] = experiment.find_pair().worlds
    trained |= {group: last_tenth(lines, group) for group in ("task_accuracy", "leak")}
    card = replace(card, averaged=averaged, trained=trained)
    generators = objective.average if averaged else objective.generators
    return export(to, card, {**generators, **objective.discriminators})


def last_tenth(lines: Iterable[Mapping[str, Any]], group: str) -> dict[str, float]:
    """Means of a group of numbers over the last tenth of a journal; empty if it has none."""
    found = [line[group] for line in lines if group in line]
    last = found[-max(1, len(found) // 10) :]
    names = last[0] if last else {}
    return {name: round(sum(line[name] for line in last) / len(last), 4) for name in names}


def _machine(run: RunFolder) -> dict[str, Any]:
    status = read_status(run)
    if status is None:
        return {}
    return {name: getattr(status, name) for name in ("device", "processes", "threads", "torch")}
