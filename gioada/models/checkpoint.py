"""An exported checkpoint: a folder with one card (json), safetensors by network name, a README."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from gioada import records
from gioada.data.depth import DepthScale
from gioada.errors import Problem
from gioada.models.card import CARD, Card, read_card
from gioada.models.discriminator import Discriminator
from gioada.models.task import TaskNetwork
from gioada.models.translator import Translator
from gioada.whole import write_whole

Module = TypeVar("Module", bound=nn.Module)


def save_checkpoint(folder: Path, card: Card, networks: dict[str, nn.Module]) -> None:
    """Write card and networks.

    Weights become float16, which halves them (they load as float32); statistics, which float16
    cannot always hold, stay as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, network in networks.items():
        weights = {key for key, _ in network.named_parameters()}
        tensors = {
            key: (value.half() if key in weights else value).contiguous()
            for key, value in network.state_dict().items()
        }
        write_whole(folder / f"{name}.safetensors", partial(save_file, tensors))
    records.write(replace(card, path=""), folder / CARD)


def load_task(card: Card) -> TaskNetwork:
    """The checkpoint's G_task, in evaluation mode and without gradients.

    Raises:
        Problem: ``checkpoint.lacks`` if it has none, ``checkpoint.damaged`` if its file is missing,
            damaged or of another shape.
    """
    if card.task is None:
        raise _lacks(card, "task network")
    return _load(TaskNetwork(card.task), "task", card)


def load_translator(card: Card) -> Translator:
    """The checkpoint's G_img, in evaluation mode and without gradients; raises as load_task."""
    if card.translator is None:
        raise _lacks(card, "translator")
    return _load(Translator(card.translator), "translator", card)


def load_critics(card: Card) -> dict[str, Discriminator]:
    """The checkpoint's output discriminators by name, in evaluation mode and without gradients.

    Empty for checkpoints that carry none: those of methods that align no predictions, and those
    exported before discriminators were; raises as load_task.
    """
    return {
        name: _load(Discriminator(spec), name, card) for name, spec in card.critic_specs.items()
    }


def begin_from(
    card: Card, networks: Mapping[str, nn.Module], space: str, scale: DepthScale
) -> None:
    """Fill networks in training with a checkpoint's: the task network, and a translator if both
    have one.

    Args:
        card: the checkpoint's.
        networks: by name, with their ``spec``.
        space: label space of the run.
        scale: how the run's depth means metres.

    Raises:
        Problem: ``weights.other`` if classes, depth or a network are not the checkpoint's, which
            is named; otherwise as ``load_task``.
    """
    if card.task is None:
        raise _lacks(card, "task network")
    _same(card, "classes", card.space, space, "pair")
    _same(card, "depth", card.depth_scale, scale, "depth-scale")
    for name, spec in (("task", card.task), ("translator", card.translator)):
        network = networks.get(name)
        if spec is None or network is None or not any(True for _ in network.parameters()):
            continue
        own = asdict(network.spec)  # type: ignore[arg-type]
        for field, value in asdict(spec).items():
            if field not in ("weights", "rates"):  # which change no tensor's shape
                _same(card, f"{name} network's {field}", value, own[field], "networks")
        _fill(network, name, card)


def _same(card: Card, what: str, theirs: object, ours: object, option: str) -> None:
    if theirs != ours:
        raise Problem(
            "weights.other",
            "a run can begin from {name} only with its {field}: {wanted!r} there and {found!r} "
            "here. Give the options of --{option} that it was trained with (they stand in its "
            "card), or other weights.",
            name=card.name,
            field=what,
            wanted=theirs,
            found=ours,
            option=option,
        )


def _load(network: Module, name: str, card: Card) -> Module:
    _fill(network, name, card)
    return network.eval().requires_grad_(False)


def _fill(network: nn.Module, name: str, card: Card) -> None:
    path = card.weights(name)
    try:
        tensors = load_file(path)
        network.load_state_dict(tensors)  # into float32, whatever they are stored as
    except (OSError, SafetensorError, RuntimeError) as error:
        raise Problem(
            "checkpoint.damaged",
            "the {network} network of {name} cannot be loaded: {path} is missing, damaged or of "
            "another shape ({why}). Get the checkpoint again.",
            network=name,
            name=card.name,
            path=path,
            why=str(error).splitlines()[0],
        ) from error


def _lacks(card: Card, what: str) -> Problem:
    sentence = "{name} holds no {network}: choose another checkpoint."
    return Problem("checkpoint.lacks", sentence, name=card.name, network=what)


def export(folder: Path, card: Card, networks: Mapping[str, nn.Module] | nn.ModuleDict) -> Card:
    """Write a run's task network, and its translator and output discriminators if it has any.

    Args:
        folder: the checkpoint folder.
        card: what is known of the run; the networks' specs are filled in.
        networks: by name; those of other names, and those without weights, are left out.
    """
    chosen = {
        name: network
        for name, network in networks.items()
        if (name in ("task", "translator") or name.startswith("output-"))
        and any(True for _ in network.parameters())
    }
    specs = {name: network.spec for name, network in chosen.items()}
    critics = {name: asdict(spec) for name, spec in specs.items() if name.startswith("output-")}  # type: ignore[arg-type]
    known = replace(
        card, task=specs.get("task"), translator=specs.get("translator"), critics=critics
    )
    save_checkpoint(folder, known, chosen)
    return read_card(folder)
