"""An exported checkpoint: a folder with one card (json), safetensors by network name, a README."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from torch import nn

from gioada import records
from gioada.data.depth import DepthScale
from gioada.errors import Problem
from gioada.models.card import CARD, Card, read_card
from gioada.models.discriminator import Discriminator
from gioada.models.pretrained import fill_weights, load_weights, save_weights
from gioada.models.task import TaskNetwork
from gioada.models.translator import Translator


def save_checkpoint(folder: Path, card: Card, networks: dict[str, nn.Module]) -> None:
    """Write card and networks, as ``save_weights`` does."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, network in networks.items():
        save_weights(network, folder / f"{name}.safetensors")
    records.write(replace(card, path=""), folder / CARD)


def load_task(card: Card) -> TaskNetwork:
    """The checkpoint's G_task; raises as ``Pretrained.from_pretrained``."""
    return TaskNetwork.of(card)


def load_translator(card: Card) -> Translator:
    """The checkpoint's G_img; raises as ``Pretrained.from_pretrained``."""
    return Translator.of(card)


def load_critics(card: Card) -> dict[str, Discriminator]:
    """The checkpoint's output discriminators by name, in evaluation mode and without gradients.

    Empty for checkpoints that carry none: those of methods that align no predictions, and those
    exported before discriminators were; raises as ``Pretrained.from_pretrained``.
    """
    return {
        name: load_weights(Discriminator(spec), name, card)
        for name, spec in card.critic_specs.items()
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
        raise TaskNetwork.lacking(card)
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
        fill_weights(network, name, card)


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
