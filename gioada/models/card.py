"""What a checkpoint says of itself: its card, readable without torch."""

from __future__ import annotations

from dataclasses import field, replace
from pathlib import Path
from typing import Any

from gioada import hub, records
from gioada.data.depth import DepthScale
from gioada.errors import Problem
from gioada.models.spec import DiscriminatorSpec, TaskSpec, TranslatorSpec
from gioada.records import record

CARD = "checkpoint.json"


@record
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
    critics: dict[str, Any] = field(default_factory=dict)
    """Values of the specs of the output discriminators, by their names; see ``critic_specs``."""
    far: float = 80.0
    """Metres from which on depth is not scored."""
    depth_scale: DepthScale = "clip80"
    """How its [0, 1] depth means metres."""
    averaged: bool = True
    """Whether the weights are the run's running average."""
    experiment: dict[str, Any] = field(default_factory=dict)
    """Every option of the run."""
    trained: dict[str, Any] = field(default_factory=dict)
    """Machine, time and versions of the training."""
    results: dict[str, Any] = field(default_factory=dict)
    """What ``evaluate`` measured, and on what."""
    path: str = ""
    """The folder, filled in (as is the name, the folder's own) when the card is read."""

    @property
    def critic_specs(self) -> dict[str, DiscriminatorSpec]:
        """The output discriminators that the checkpoint carries, by name; most carry one."""
        return {name: records.build(DiscriminatorSpec, spec) for name, spec in self.critics.items()}

    def weights(self, network: str) -> Path:
        """The file of a network; it need not be there.

        Args:
            network: ``task``, ``translator`` or the name of an output discriminator. Beside an
                exported card all lie together; a snapshot of a run has a folder for each group.
        """
        folder, name = Path(self.path), f"{network}.safetensors"
        group = "average" if self.averaged else "generators"
        places = (folder / name, folder / group / name, folder / "discriminators" / name)
        return next((place for place in places if place.is_file()), places[0])


def read_card(place: Path | str, **options: Any) -> Card:
    """The card of a checkpoint.

    Args:
        place: its folder; or ``owner/name[/folder][@revision]`` of the Hub, from which it is
            fetched. Its name then has the commit, whatever revision was asked for.
        options: of ``hub.fetch``.

    Raises:
        Problem: ``checkpoint.none``, as ``records.read`` of a damaged card, or as ``hub.fetch``.
    """
    folder, name = Path(place), ""
    if hub.is_address(place):
        folder, name = hub.fetch(str(place), **options)
    if not (folder / CARD).is_file():
        raise Problem(
            "checkpoint.none",
            "{folder} is no checkpoint: there is no {card} in it. `python -m gioada export` "
            "makes one from a run.",
            folder=name or folder,
            card=CARD,
        )
    return replace(records.read(Card, folder / CARD), name=name or folder.name, path=str(folder))


def is_checkpoint(weights: str) -> bool:
    """Whether weights to begin with are a checkpoint: a folder, or an address of the Hub."""
    place = Path(weights)
    file = place.suffix in (".safetensors", ".pth")  # which may have gone, with its folder
    return place.is_dir() or (hub.is_address(weights) and not file)


def find_checkpoints(root: Path) -> list[Card]:
    """All readable checkpoints in the folders directly under ``root``, by name."""
    cards = []
    for path in sorted(root.glob(f"*/{CARD}")):
        try:
            cards.append(read_card(path.parent))
        except ValueError:
            continue  # one damaged folder must not hide the others
    return cards
