"""The checkpoints of a run as cards, so that its networks can be used while it trains.

Readable without torch; nothing is copied, and nothing but json and safetensors is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

from gioada import hub, records
from gioada.data.depth import FAR
from gioada.errors import Problem
from gioada.methods.spec import num_channels, space_name
from gioada.models.card import Card
from gioada.training.folder import RunFolder, list_checkpoints
from gioada.training.spec import Experiment

Made = TypeVar("Made")
_ATTEMPTS = 3


def make_card(experiment: Experiment, *, name: str, steps: int) -> Card:
    """The card of an experiment's networks after so many steps."""
    height, width = experiment.sizes["target"]
    return Card(
        name=name,
        preset=experiment.method.name,
        pair=experiment.pair,
        space=experiment.find_pair().space.name,
        height=height,
        width=width,
        seed=experiment.training.seed,
        steps=steps,
        far=FAR,
        depth_scale=experiment.depth_scale,
        experiment=asdict(named(experiment)),
    )


def snapshots(run: Path, *, averaged: bool = True) -> Iterator[Card]:
    """A card for each complete checkpoint of a run, the newest first.

    A card's networks are loaded by ``load_task`` and its like. The run may remove a checkpoint
    meanwhile, as it keeps the newest only: see ``from_newest``.

    Args:
        run: the run folder.
        averaged: the running averages of the weights, where the run has any.

    Raises:
        Problem: ``record.*``, the folder holds no run whose options can be read.
    """
    folder = RunFolder(run)
    experiment = records.read(Experiment, folder.spec)
    averaged = averaged and experiment.training.average > 0
    for path in reversed(list_checkpoints(folder.checkpoints)):
        step = int(path.name.removeprefix("step-"))
        card = make_card(experiment, name=folder.name, steps=step)
        yield replace(card, **_specs(experiment), averaged=averaged, path=str(path))


def from_newest(run: Path, make: Callable[[Card], Made], *, averaged: bool = True) -> Made:
    """What is made of a run's newest checkpoint, or of the next newest if that one went away.

    Args:
        run: the run folder.
        make: loads what is wanted; raises Problem where it cannot.
        averaged: as for ``snapshots``.

    Raises:
        Problem: ``training.no_checkpoint``, there is none yet; or why none can be read.
    """
    what = "{folder} has no checkpoint yet: wait for its first one, or ask it to save."
    problem: ValueError = Problem("training.no_checkpoint", what, folder=run)
    for _ in range(_ATTEMPTS):
        # Listed anew each time: newer ones may have taken the place of all that were seen.
        for card in snapshots(run, averaged=averaged):
            try:
                return make(card)
            except ValueError as error:
                problem = error
    raise problem


def named(experiment: Experiment) -> Experiment:
    """With files and folders by their names alone: where they lay is nobody's business."""
    networks = replace(experiment.networks, weights=_name(experiment.networks.weights))
    return replace(experiment, networks=networks, teacher=_name(experiment.teacher))


def _name(place: str) -> str:
    return place if "@" in place and hub.is_address(place) else Path(place).name


def _specs(experiment: Experiment) -> dict[str, Any]:
    """The specs of the networks that a checkpoint of this experiment holds."""
    method, classes = experiment.method, experiment.find_pair().space.num_classes
    networks = named(experiment).networks
    translation = method.translation
    return {
        "task": networks.task(classes, experiment.image),
        "translator": networks.translator(classes, translation.conditions) if translation else None,
        "critics": {
            space_name(space): asdict(networks.map_discriminator(num_channels(space, classes)))
            for space in method.spaces
        },
    }
