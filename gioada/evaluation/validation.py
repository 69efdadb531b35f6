"""Scores during training, on frames that are neither trained nor reported on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import torch

from gioada.data.frame import Frames
from gioada.data.pairs import find_pair
from gioada.data.places import Places
from gioada.evaluation.evaluate import evaluate
from gioada.inference.predictor import Predictor
from gioada.models.card import Card
from gioada.models.task import TaskNetwork


def validation_scores(
    places: Places,
) -> Callable[[Card, TaskNetwork, torch.device], dict[str, float]]:
    """What a trainer calls: the named means (percent) of a task network on its pair's validation.

    Args:
        places: where data lies; frames are opened at the first call.
    """

    @cache
    def frames(pair: str, height: int, width: int) -> Frames:
        return find_pair(pair).open("validation", places, (height, width))

    def scores(card: Card, network: TaskNetwork, device: torch.device) -> dict[str, float]:
        predictor = Predictor(card, network, device)
        opened = frames(card.pair, card.height, card.width)
        return evaluate(predictor, opened, data=f"{card.pair} validation", progress=False).means

    return scores
