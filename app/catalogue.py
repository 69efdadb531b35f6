"""The cards of the checkpoints that there are: exported ones, those of runs and of the Hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from app import hub, places
from gioada.errors import Problem
from gioada.models.card import CARD, Card, read_card
from gioada.training.folder import RunFolder
from gioada.training.snapshots import snapshots

RUN, HUB = "run: ", "hub: "
"""Begin the names of a run's newest checkpoint, and of one of the Hub, which its commit ends."""


def cards() -> Iterator[Card]:
    """Cards under the names by which they are offered; damaged ones are left out.

    Exported ones by name, then the newest of each run, the last written first, then the Hub's.
    """
    yield from _exported(places.checkpoints())
    yield from _of_runs()
    yield from _of_hub()


def run_of(card: Card) -> Path | None:
    """The run folder that a card is a snapshot of; None for others."""
    return Path(card.path).parents[1] if card.name.startswith(RUN) else None


def _exported(root: Path) -> Iterator[Card]:
    for path in sorted(root.glob(f"*/{CARD}")):
        card = _card(path)
        if card:
            yield card


def _of_hub() -> Iterator[Card]:
    for folder, address in hub.found():
        repository, at, commit = address.partition("@")
        whole = _card(folder / CARD) if (folder / CARD).is_file() else None
        if whole:
            yield replace(whole, name=f"{HUB}{address}")
        for each in _exported(folder):
            yield replace(each, name=f"{HUB}{repository}/{each.name}{at}{commit}")


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
    return [each for _, each in sorted(found, key=lambda pair: -pair[0])]


@lru_cache(maxsize=128)
def _snapshot(run: Path, *_: float) -> Card:
    card = next(snapshots(run), None)
    if card is None:
        raise Problem("checkpoint.gone", "{run} has no checkpoint any more.", run=run)
    return replace(card, name=f"{RUN}{run.name}")
