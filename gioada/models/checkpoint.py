"""An exported checkpoint: a folder with one card (json), safetensors by network name, a README."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from gioada import records
from gioada.models.card import CARD, Card, read_card
from gioada.models.task import TaskNetwork
from gioada.models.translator import Translator

Module = TypeVar("Module", bound=nn.Module)


def save_checkpoint(folder: Path, card: Card, networks: dict[str, nn.Module]) -> None:
    """Write card and networks; weights as float16, which halves them (they load as float32)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, network in networks.items():
        tensors = {key: value.half().contiguous() for key, value in network.state_dict().items()}
        temporary = folder / f".{name}.part"
        save_file(tensors, temporary)
        temporary.replace(folder / f"{name}.safetensors")
    records.write(replace(card, path=""), folder / CARD)


def load_task(card: Card) -> TaskNetwork:
    """The checkpoint's G_task, in evaluation mode and without gradients.

    Raises:
        ValueError: if it has none, or its file is missing, damaged or of another shape.
    """
    if card.task is None:
        raise ValueError(f"{card.name} holds no task network: choose another checkpoint.")
    return _load(TaskNetwork(replace(card.task, weights="none")), "task", card)


def load_translator(card: Card) -> Translator:
    """The checkpoint's G_img, in evaluation mode and without gradients; raises as load_task."""
    if card.translator is None:
        raise ValueError(f"{card.name} holds no translator: choose another checkpoint.")
    return _load(Translator(card.translator), "translator", card)


def _load(network: Module, name: str, card: Card) -> Module:
    path = Path(card.path) / f"{name}.safetensors"
    try:
        tensors = load_file(path)
        network.load_state_dict({key: value.float() for key, value in tensors.items()})
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ValueError(
            f"the {name} network of {card.name} cannot be loaded: {path} is missing, damaged or "
            f"of another shape ({str(error).splitlines()[0]}). Get the checkpoint again."
        ) from error
    return network.eval().requires_grad_(False)


def export(folder: Path, card: Card, networks: nn.ModuleDict) -> Card:
    """Write a run's task network and (if there is one) translator as a checkpoint."""
    exported = {
        name: network
        for name, network in networks.items()
        if name in ("task", "translator") and list(network.parameters())
    }
    specs = {name: network.spec for name, network in exported.items()}
    save_checkpoint(folder, replace(card, **specs), exported)
    return read_card(folder)
