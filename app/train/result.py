"""A finished run on a person's own photos, beside the network that was not adapted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from app import places
from app.train import jobs, photos, runs
from gioada.data.labels import find_space
from gioada.errors import Problem
from gioada.methods.presets import PRESETS
from gioada.models.card import Card, find_checkpoints
from gioada.training.snapshots import from_newest
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


def compared(run: RunState) -> list[list[Shown]]:
    """A row for each photo: itself, and as the non-adapted network and the run's own read it.

    Raises:
        Problem: a photo or a network cannot be read.
    """
    from gioada.inference.predictor import predictor_of

    folder = photos_of(run)
    if folder is None:
        raise Problem("run.no_photos", "{name} was not adapted to photos.", name=run.name)
    adapted = from_newest(run.path, predictor_of)
    networks = [(_title(adapted.card), adapted.card, adapted)]
    if plain := not_adapted(run, adapted.card):
        networks.insert(0, (_title(plain), plain, predictor_of(plain)))
    rows: list[list[Shown]] = []
    for path in photos.spread(photos.find(str(folder), runs.folder()).paths, SHOWN):
        with Image.open(path) as opened:
            picture = ImageOps.exif_transpose(opened.convert("RGB"))
        picture.thumbnail((LONG_SIDE, LONG_SIDE))
        rows.append([(picture, path.name)])
        image = np.asarray(picture)
        for title, card, network in networks:
            colours = find_space(card.space).colourise(network.predict(image).labels)
            rows[-1].append((Image.blend(picture, Image.fromarray(colours), 0.6), title))
    return rows


def _title(card: Card) -> str:
    return PRESETS[card.preset].title or card.preset


def not_adapted(run: RunState, adapted: Card) -> Card | None:
    """The checkpoint to compare with: one of ``na`` that learned from the same source, if any."""
    others = [each for each in runs.own() if each.preset == "na" and each.path != run.path]
    cards = [from_newest(each.path, lambda card: card) for each in others if each.checkpoint]
    cards += [each for each in find_checkpoints(places.checkpoints()) if each.preset == "na"]
    source = adapted.pair.partition("/")[0]
    return max(
        cards,
        key=lambda card: (card.pair.partition("/")[0] == source, card.space == adapted.space),
        default=None,
    )
