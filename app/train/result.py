"""A finished run on a person's own photos, beside the network that was not adapted."""

from __future__ import annotations

import html
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from app import checkpoints, places
from app.catalogue import RUN
from app.checkpoints import Checkpoint
from app.table import swatch
from app.train import jobs, photos
from gioada.errors import Problem
from gioada.training.watch import RunState

SHOWN = 3
"""Photos."""
LONG_SIDE = 640
"""Pixels of a photo as it is shown."""
Shown = tuple[Image.Image, str]


def photos_of(run: RunState) -> Path | None:
    """The folder of photos that a run was adapted to; None if it was to something else."""
    target = jobs.place_of_run(run.path).target
    return Path(target) if target and run.pair.partition("/")[2].startswith("photos") else None


def compared(run: RunState) -> tuple[list[list[Shown]], str]:
    """A row for each photo: itself, and as the non-adapted network and the run's own read it.

    Returns:
        the rows, and what the colours mean, as HTML.

    Raises:
        Problem: a photo or a network cannot be read.
    """
    folder = photos_of(run)
    if folder is None:
        raise Problem("run.no_photos", "{name} was not adapted to photos.", name=run.name)
    adapted = checkpoints.find(RUN + run.name)
    plain = not_adapted(adapted)
    networks = [plain, adapted] if plain else [adapted]
    rows: list[list[Shown]] = []
    legend: dict[str, str] = {}
    for path in photos.spread(photos.find(str(folder), places.runs()).paths, SHOWN):
        with Image.open(path) as opened:
            picture = ImageOps.exif_transpose(opened.convert("RGB"))
        picture.thumbnail((LONG_SIDE, LONG_SIDE))
        rows.append([(picture, path.name)])
        for each in networks:
            labels, space = each.scene(np.asarray(picture)).labels, each.space
            colours = Image.fromarray(space.colourise(labels))
            rows[-1].append((Image.blend(picture, colours, 0.6), each.title))
            there = [space.classes[index] for index in np.unique(labels)]
            legend |= {name: swatch(space, name) for name in there if name not in legend}
    return rows, _words(adapted, legend)


def _words(adapted: Checkpoint, legend: dict[str, str]) -> str:
    shown = "".join(f"<span>{square}{html.escape(name)}</span>" for name, square in legend.items())
    title = html.escape(adapted.title)
    return (
        f'<p class="legend">{shown}</p><p class="differ">{title} was adapted to these photos. '
        "Try it on others: it is among the networks on Predict.</p>"
    )


def not_adapted(adapted: Checkpoint) -> Checkpoint | None:
    """The checkpoint to compare with: one of ``na`` that learned from the same source, if any."""
    source = adapted.card.pair.partition("/")[0]
    found = (each for each in checkpoints.offered("task") if each.card.preset == "na")
    return max(
        (each for each in found if each.name != adapted.name),
        key=lambda each: (
            each.card.pair.partition("/")[0] == source,
            each.card.space == adapted.card.space,
        ),
        default=None,
    )
