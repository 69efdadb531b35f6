"""Commands on data: check it, pack it, render it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import tyro

from gioada.cli.here import DATA, PLACES, PlacesHere
from gioada.data.encodings import LabelChoices
from gioada.data.places import Places


@dataclass(frozen=True, kw_only=True)
class OnPair:
    """What both commands need to know."""

    pair: tyro.conf.Positional[str]
    """The pair, for example virtual-kitti/kitti."""
    labels: LabelChoices = field(default_factory=LabelChoices)
    places: PlacesHere = PLACES
    """Where the data lies."""


@dataclass(frozen=True, kw_only=True)
class Check(OnPair):
    """Say what of a pair is found, what is missing or wrong, and draw a sheet of it."""

    samples: int = 24
    """Frames of each part to read, spread evenly."""
    all: bool = False
    """Read every frame."""
    out: Path | None = None
    """Folder for the sheets; default runs/data-check/PAIR."""
    json: Path | None = None
    """Where to write the report as json."""


@dataclass(frozen=True, kw_only=True)
class Pack(OnPair):
    """Decode the frames that a pair trains on once, for slow disks; train then with --packed."""

    to: Path
    """Folder for the packed frames."""


Command = (
    Annotated[Check, tyro.conf.subcommand("check", prefix_name=False)]
    | Annotated[Pack, tyro.conf.subcommand("pack", prefix_name=False)]
)


def data(command: Annotated[Command, tyro.conf.arg(name="")]) -> None:
    """Check a pair's data before training on it, or pack it for a slow disk.

    Args:
        command: what to do.
    """
    from gioada.data.pairs import find_pair

    pair = find_pair(command.pair, command.labels)
    if isinstance(command, Pack):
        pair.pack(command.places, command.to)
        return
    from gioada.data.check.command import check_pair

    usable = check_pair(
        pair,
        command.places,
        samples=None if command.all else command.samples,
        out=command.out,
        json_path=command.json,
    )
    if not usable:
        sys.exit(2)


def render(*, pair: str = "demo", height: int = 96, width: int = 320, data: Path = DATA) -> None:
    """Render all frames of a demo pair ahead of time.

    Args:
        pair: the pair.
        height: of the images in pixels.
        width: of the images in pixels.
        data: folder for rendered data.
    """
    from gioada.data.pairs import find_pair

    named = find_pair(pair)
    for part in ("source", "target", "evaluation", "validation", "held_out"):
        named.open(part, Places(data=data), (height, width))
