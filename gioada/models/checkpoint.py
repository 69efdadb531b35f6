"""An exported checkpoint: a folder with one card (json), safetensors by network name, a README."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from gioada import records
from gioada.models.spec import TaskSpec, TranslatorSpec
from gioada.models.task import TaskNetwork
from gioada.models.translator import Translator

CARD = "checkpoint.json"
Module = TypeVar("Module", bound=nn.Module)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a checkpoint is and where it comes from."""

    name: str
    preset: str
    pair: str
    """The pair of data sets that it was trained on."""
    space: str
    """Name of the label space of its classes."""
    height: int
    width: int
    """Size of the training images in pixels."""
    seed: int
    steps: int
    """Step of the snapshot; always the run's last."""
    task: TaskSpec | None = None
    translator: TranslatorSpec | None = None
    far: float = 80.0
    """Metres at normalised depth 1."""
    averaged: bool = True
    """Whether the weights are the run's running average."""
    experiment: dict[str, Any] = field(default_factory=dict)
    """Every option of the run."""
    trained: dict[str, Any] = field(default_factory=dict)
    """Machine, time and versions of the training."""
    results: dict[str, Any] = field(default_factory=dict)
    """What ``evaluate`` measured, and on what."""
    path: str = ""
    """The folder, filled in when the card is read."""


def read_card(folder: Path) -> Card:
    """The card of a checkpoint folder.

    Raises:
        ValueError: if the folder is no checkpoint or its card is damaged.
    """
    if not (folder / CARD).is_file():
        raise ValueError(
            f"{folder} is no checkpoint: there is no {CARD} in it. `python -m gioada export` "
            "makes one from a run."
        )
    return replace(records.read(Card, folder / CARD), path=str(folder))


def find_checkpoints(root: Path) -> list[Card]:
    """All readable checkpoints in the folders directly under ``root``, by name."""
    cards = []
    for path in sorted(root.glob(f"*/{CARD}")):
        try:
            cards.append(read_card(path.parent))
        except ValueError:
            continue  # one damaged folder must not hide the others
    return cards


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
