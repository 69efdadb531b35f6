"""From a run folder to a checkpoint that anybody can use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gioada import records
from gioada.methods.objective import Objective
from gioada.models.card import Card
from gioada.models.checkpoint import export
from gioada.training import checkpoint
from gioada.training.folder import RunFolder
from gioada.training.journal import read_journal
from gioada.training.optimisers import make_optimisers
from gioada.training.runtime import make_runtime
from gioada.training.snapshots import make_card
from gioada.training.spec import Experiment
from gioada.training.status import read_status


def export_run(folder: Path, to: Path, *, averaged: bool) -> Card:
    """Make a checkpoint of a run's newest snapshot.

    Args:
        folder: the run folder.
        to: the checkpoint folder.
        averaged: the running averages of the weights, where the run has any.

    Raises:
        ValueError: if the folder holds no run or no readable snapshot.
    """
    run = RunFolder(folder)
    experiment = records.read(Experiment, run.spec)
    space = experiment.find_pair().space
    averaged = averaged and experiment.training.average > 0
    objective = Objective(
        experiment.method, experiment.networks, space.num_classes, experiment.image
    )
    optimisers = make_optimisers(objective, experiment.training)
    restored = checkpoint.load(run.checkpoints, objective, optimisers, make_runtime("cpu"))
    if restored is None:
        raise ValueError(f"{folder} has no checkpoint yet: train first.")
    card = make_card(experiment, name=to.name, steps=restored.head.step)
    trained = {"step": restored.head.step, "seconds": restored.head.seconds, **_machine(run)}
    trained["task_accuracy"] = leak_watch(read_journal(run.journal))
    card = replace(card, averaged=averaged, trained=trained)
    generators = objective.average if averaged else objective.generators
    return export(to, card, {**generators, **objective.discriminators})


def leak_watch(lines: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Task accuracy on raw and on translated source images over the last tenth of a journal."""
    told = [line["task_accuracy"] for line in lines if "task_accuracy" in line]
    last = told[-max(1, len(told) // 10) :]
    views = last[0] if last else {}
    return {view: round(sum(line[view] for line in last) / len(last), 4) for view in views}


def _machine(run: RunFolder) -> dict[str, Any]:
    status = read_status(run)
    if status is None:
        return {}
    return {name: getattr(status, name) for name in ("device", "processes", "threads", "torch")}
