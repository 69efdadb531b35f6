"""Adapting to one's own photos begins from a checkpoint that has learnt the source already."""

from __future__ import annotations

import math
from dataclasses import replace

from app import places
from app.train import specs
from app.train.photos import MULTIPLE
from gioada.methods.presets import find
from gioada.methods.variants import varied
from gioada.models.card import Card, find_checkpoints
from gioada.training.spec import Experiment

STEPS, FRAMES = 300, 200
"""Of a run that goes on: its length, and the source frames that it reads; fewer are to be rendered,
and the checkpoint has seen the source."""
SLOWER = 3.0
"""By how much the rate of the task network is lower than where it began from ImageNet."""


def starting_point(source: str, preset: str) -> Card | None:
    """The bundled checkpoint that was trained on a source by that preset, or else non-adapted."""
    cards = {
        card.preset: card
        for card in find_checkpoints(places.checkpoints())
        if card.task and card.experiment and card.pair.partition("/")[0] == source
    }
    return cards.get(preset) or cards.get("na")


def going_on(card: Card, preset: str, source: str, shape: tuple[int, int]) -> Experiment:
    """A run on somebody's photos that begins with a checkpoint's networks.

    Args:
        card: as ``starting_point`` gives it.
        preset: how to adapt.
        source: what to learn from.
        shape: height and width whose proportions the photos have.
    """
    assert card.task is not None
    before = specs.build(card.experiment, f"the card of {card.name}")
    method = varied(find(preset), "photos")
    # What the source's ground truth teaches, it goes on to teach alike.
    weights = replace(method.weights, depth=before.method.weights.depth)
    readings = replace(method.readings, balance=before.method.readings.balance)
    height, width = photo_size(shape, card, before.crop)
    return replace(
        before,
        method=replace(method, weights=weights, readings=readings),
        pair=f"{source}/photos:{card.space}",
        height=height,
        width=width,
        source_size=(card.height, card.width),
        source_frames=min(before.source_frames or FRAMES, FRAMES),
        networks=replace(before.networks, weights=card.path),
        training=replace(
            before.training,
            steps=STEPS,
            translation_steps=None,
            batch=1 if method.translation else before.training.batch,
            lr_task=before.training.lr_task / SLOWER,
            save_every=100,
            sample_every=100,
            validate_every=0,
        ),
    )


def photo_size(shape: tuple[int, int], card: Card, crop: tuple[int, int] | None) -> tuple[int, int]:
    """Height and width of training photos: as many pixels as the checkpoint's, at least a crop."""
    height, width = shape
    scale = math.sqrt(card.height * card.width / (height * width))
    least = max(scale, *(c / s for c, s in zip(crop or (0, 0), shape, strict=True)))
    return tuple(MULTIPLE * math.ceil(side * least / MULTIPLE - 1e-9) for side in shape)  # type: ignore[return-value]
