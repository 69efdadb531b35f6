"""Labels and depth of a predictor against the ground truth of a set of frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

import torch

from gioada.data.frame import Frames
from gioada.data.pairs import find_pair
from gioada.data.places import Places
from gioada.evaluation.common import Common, common_classes
from gioada.evaluation.counts import Counts, count
from gioada.evaluation.plausible import plausibility
from gioada.evaluation.scores import depth_scores, score
from gioada.inference.predictor import Predictor
from gioada.models.card import Card
from gioada.models.task import TaskNetwork


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The numbers of one predictor on one set."""

    checkpoint: str
    preset: str
    data: str
    num_frames: int
    iou: dict[str, float]
    """Percent, by class."""
    means: dict[str, float]
    """Percent: the space's named means."""
    depth: dict[str, float]
    """The scores of ``DepthError``, on pixels nearer than the far plane. NaN where the
    frames have no depth."""
    plausible: dict[str, float] = field(default_factory=dict)
    """Shares of road and sky whose depth is in order; see ``gioada.evaluation.plausible``."""
    joined: tuple[str, ...] = ()
    """How classes were joined, where the frames' are not the checkpoint's own; see ``Common``."""
    long_side: int | None = None
    """Pixels at which the network worked, if not its training's."""


def evaluate(
    predictor: Predictor,
    frames: Frames,
    *,
    data: str,
    progress: bool,
    common: Common | None = None,
    long_side: int | None = None,
) -> Evaluation:
    """Predict every frame and score at its own size; arguments and errors as ``count``."""
    common = common or common_classes(predictor.space, predictor.space)
    counts = count(
        predictor, frames, data=data, progress=progress, common=common, long_side=long_side
    )
    return replace(evaluation_of(predictor.card, counts, common, data=data), long_side=long_side)


def evaluation_of(card: Card, counts: Counts, common: Common, *, data: str) -> Evaluation:
    """The scores of counts that a card's task network was given."""
    scores = score(counts.confusions.sum(0), common.space)
    return Evaluation(
        joined=common.joined,
        checkpoint=card.name,
        preset=card.preset,
        data=data,
        num_frames=len(counts.confusions),
        iou=scores.iou,
        means=scores.means,
        depth=depth_scores(counts.depth.sum(0)),
        plausible=plausibility(counts.plausible.sum(0)),
    )


def table(evaluation: Evaluation) -> str:
    """The evaluation as aligned text."""
    rows = [(name, f"{value:5.1f}") for name, value in evaluation.iou.items()]
    rows += [(name, f"{value:5.1f}") for name, value in evaluation.means.items()]
    known = {name: value for name, value in evaluation.depth.items() if value == value}
    rows += [(f"depth {name}", f"{value:6.3f}") for name, value in known.items()]
    rows += [] if known else [("depth", "not known of these frames")]
    rows += [(f"depth: {name}", f"{value:6.3f}") for name, value in evaluation.plausible.items()]
    width = max(len(name) for name, _ in rows)
    head = f"{evaluation.checkpoint} on {evaluation.data} ({evaluation.num_frames} frames)"
    joined = [f"  {line}" for line in evaluation.joined]
    joined = ["checkpoint's classes -> classes of the frames:", *joined, ""] if joined else []
    return "\n".join([head, *joined, *(f"  {name:{width}}  {value}" for name, value in rows)])


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
