"""The checkpoints that a run learns from: the weights that it begins with, and its teacher."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from gioada import hub
from gioada.errors import Advice, Problem
from gioada.models.card import is_checkpoint, read_card
from gioada.models.checkpoint import load_task
from gioada.models.task import TaskNetwork
from gioada.training.spec import Experiment


def with_pinned_weights(experiment: Experiment) -> Experiment:
    """The experiment with what the checkpoint that it begins with fixes, if it does.

    That is its commit on the Hub, and its dilations where none are asked for: they change no
    tensor's shape, but weights learnt at some are not those for others.

    Raises as ``read_card``.
    """
    networks = experiment.networks
    if not is_checkpoint(networks.weights):
        return experiment
    card = read_card(networks.weights)
    weights = card.name if hub.is_address(networks.weights) else networks.weights
    rates = networks.rates or (card.task and card.task.rates)
    return replace(experiment, networks=replace(networks, weights=weights, rates=rates))


def with_teacher(experiment: Experiment, space: str) -> tuple[Experiment, TaskNetwork | None]:
    """The network that a run learns from, and the experiment that says which one it is.

    Args:
        experiment: of a run that begins, or as a run that goes on has it.
        space: the run's label space.

    Returns:
        The experiment with the teacher's folder, or its address at a commit, and its checksum;
        and its task network, in evaluation mode and without gradients, or None if nobody teaches.

    Raises:
        Problem: ``teacher.none``, nobody is named; ``teacher.other``, its classes or depth are not
            the run's; ``teacher.changed``, its weights are not those that the experiment names; or
            as ``TaskNetwork.from_pretrained``, as where it is gone (``checkpoint.none``).
    """
    if experiment.method.distillation is None:
        return experiment, None
    if not experiment.teacher:
        raise Problem(
            "teacher.none",
            "{preset} learns from a checkpoint: name it.",
            advice=[Advice("teacher", "CHECKPOINT")],
            preset=experiment.method.name,
        )
    card = read_card(experiment.teacher)
    network = load_task(card)
    pairs = {
        "classes": (card.space, space),
        "depth": (card.depth_scale, experiment.depth_scale),
    }
    for field, (theirs, ours) in pairs.items():
        if theirs != ours:
            raise Problem(
                "teacher.other",
                "{name} cannot teach this run: its {field} are {theirs}, and the run's {ours}.",
                name=card.name,
                field=field,
                theirs=theirs,
                ours=ours,
                advice=[Advice("depth-scale", theirs)] if field == "depth" else (),
            )
    with card.weights("task").open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if experiment.teacher_sha256 not in ("", found):
        raise Problem(
            "teacher.changed",
            "{name} has other weights than the teacher that this run is to learn from: bring that "
            "one back, or start a new run.",
            name=card.name,
            found=found,
            wanted=experiment.teacher_sha256,
        )
    remote = hub.is_address(experiment.teacher)
    place = card.name if remote else str(Path(experiment.teacher).resolve())
    return replace(experiment, teacher=place, teacher_sha256=found), network
