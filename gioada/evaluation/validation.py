"""Scores during training, on frames that are neither trained nor reported on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import torch

from gioada.data.frame import Frames
from gioada.data.pairs import find_pair
from gioada.evaluation.evaluate import evaluate
from gioada.inference.predictor import Predictor
from gioada.models.card import Card
from gioada.models.task import TaskNetwork


def validation_scores(
    data: Path,
) -> Callable[[Card, TaskNetwork, torch.device], dict[str, float]]:
    """What a trainer calls: the named means (percent) of a task network on its pair's validation.

    Args:
        data: folder for rendered and downloaded data; frames are opened at the first call.
    """

    @cache
    def frames(pair: str, height: int, width: int) -> Frames:
        return find_pair(pair).validation.open(data, height=height, width=width)

    def scores(card: Card, network: TaskNetwork, device: torch.device) -> dict[str, float]:
        predictor = Predictor(card, network, device)
        opened = frames(card.pair, card.height, card.width)
        return evaluate(predictor, opened, data=f"{card.pair} validation", progress=False).means

    return scores
