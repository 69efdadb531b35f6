"""Commands on data: check it, pack it, render it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import tyro

from gioada.cli.here import DATA, PLACES, PlacesHere
from gioada.data.choices import LabelChoices
from gioada.data.places import Places


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Decode the frames that a pair trains on once, for slow disks; train then with --packed."""

    pair: tyro.conf.Positional[str]
    """The pair, for example virtual-kitti/kitti."""
    to: Path
    """Folder for the packed frames."""
    labels: LabelChoices = field(default_factory=LabelChoices)
    places: PlacesHere = PLACES
    """Where the data lies."""


Command = Annotated[Pack, tyro.conf.subcommand("pack", prefix_name=False)]


def data(command: Command) -> None:
    """Check a pair's data, or pack it.

    Args:
        command: what to do.
    """
    from gioada.data.pairs import find_pair

    find_pair(command.pair, command.labels).pack(command.places, command.to)


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
