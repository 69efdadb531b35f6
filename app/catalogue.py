"""Which checkpoints there are: exported ones, those of runs, and those of the Hub.

torch takes seconds to import, and nothing here needs it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from app import hub, places
from gioada.models.card import CARD, Card, read_card
from gioada.training.folder import RunFolder
from gioada.training.snapshots import snapshots

Network = Literal["task", "translator"]
WORDS: dict[Network, str] = {"task": "task network", "translator": "translator"}
RUN = "run: "
"""Begins the name under which a run's newest checkpoint is offered."""
HUB = "hub: "
"""Begins the name of a checkpoint of the Hub."""


def shelved(network: Network) -> list[Card]:
    """Cards of the checkpoints that hold a network, under the names by which they are offered.

    Exported ones by name, then the newest checkpoint of each run, the last written first, then
    those of the Hub. Damaged ones are left out.
    """
    found = [*_exported(places.checkpoints()), *_of_runs(), *_of_hub()]
    return [card for card in found if getattr(card, network) and card.weights(network).is_file()]


def names(network: Network) -> list[str]:
    """Names of the checkpoints that hold a network."""
    return [entry.name for entry in shelved(network)]


def preferred(found: list[str], *wanted: str) -> str | None:
    """The first of the wanted names that was found, or else any."""
    return next((name for name in wanted if name in found), found[0] if found else None)


def find(name: str | None, network: Network = "task") -> Card:
    """The card of a checkpoint that holds a network, by the name under which it is offered.

    Names are looked up among those that are there, so none can lead to a file elsewhere.

    Raises:
        ValueError: there is no such checkpoint.
    """
    found = shelved(network)
    for card in found:
        if card.name == name:
            return card
    if not found:
        raise ValueError(
            f"There is no checkpoint with a {WORDS[network]} in {places.checkpoints()} yet: train "
            "one with `python -m gioada train both`, export it with `python -m gioada export`, "
            "and reload the page."
        )
    known = ", ".join(card.name for card in found)
    if name is None:
        raise ValueError(f"No checkpoint is chosen: choose one of {known}.")
    where = places.runs() if name.startswith(RUN) else places.checkpoints()
    raise ValueError(
        f"The checkpoint {name} with a {WORDS[network]} is no longer in {where.name}/: choose one "
        f"of {known}."
    )


def run_of(card: Card) -> Path | None:
    """The run folder that a card is a snapshot of; None for other checkpoints."""
    return Path(card.path).parents[1] if card.name.startswith(RUN) else None


def version(card: Card, network: str) -> str:
    """A short word that changes with a network's weights; for exported ones, a hash of them."""
    path = card.weights(network)
    try:
        stat = path.stat()
    except OSError:
        return f"gone-{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    if run_of(card):
        # The path has the step; reading a hundred megabytes at each checkpoint would take longer
        # than many a prediction.
        written = f"{path}{stat.st_mtime_ns}".encode()
        return hashlib.sha256(written).hexdigest()[:16]
    return _content(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _content(path: Path, *_: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _exported(root: Path) -> Iterator[Card]:
    for path in sorted(root.glob(f"*/{CARD}")):
        card = _card(path)
        if card:
            yield card


def _of_hub() -> Iterator[Card]:
    for repository, root in hub.folders().items():
        whole = _card(root / CARD) if (root / CARD).is_file() else None
        if whole:
            yield replace(whole, name=f"{HUB}{repository}")
        for card in _exported(root):
            yield replace(card, name=f"{HUB}{repository}/{card.name}")


def _card(path: Path) -> Card | None:
    """A card, read anew when it was written anew; None if it is damaged."""
    try:
        stat = path.stat()
        return _read_card(path.parent, stat.st_mtime_ns, stat.st_size)
    except (OSError, ValueError):
        return None  # one damaged folder must not hide the others


@lru_cache(maxsize=128)
def _read_card(folder: Path, *_: int) -> Card:
    return read_card(folder)


def _of_runs() -> list[Card]:
    found = []
    try:
        paths = list(places.runs().iterdir())
    except OSError:
        return []
    for path in paths:
        try:
            steps = RunFolder(path).saved_steps()
            if steps:
                newest = RunFolder(path).checkpoints.stat().st_mtime
                found.append((newest, _snapshot(path, steps[-1], newest)))
        except (OSError, ValueError):
            continue  # damaged, of a later version, or removed meanwhile
    return [card for _, card in sorted(found, key=lambda pair: -pair[0])]


@lru_cache(maxsize=128)
def _snapshot(run: Path, *_: float) -> Card:
    card = next(snapshots(run), None)
    if card is None:
        raise ValueError(f"{run} has no checkpoint any more.")
    return replace(card, name=f"{RUN}{run.name}")
