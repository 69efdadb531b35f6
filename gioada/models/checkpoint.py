"""An exported checkpoint: a folder with one card (json), safetensors by network name, a README."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from torch import nn

from gioada import records
from gioada.models.card import CARD, Card, read_card
from gioada.models.discriminator import Discriminator
from gioada.models.pretrained import load_weights, save_weights
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
