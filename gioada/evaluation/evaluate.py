"""Labels and depth of a predictor against the ground truth of a set of frames."""

from __future__ import annotations

from dataclasses import dataclass

from tqdm import tqdm

from gioada.data.frame import Frames
from gioada.evaluation.depth import DepthError
from gioada.evaluation.segmentation import Confusion
from gioada.inference.predictor import Predictor


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
    """abs_rel, rmse in metres, delta_1.25; on pixels nearer than the far plane."""


def evaluate(predictor: Predictor, frames: Frames, *, data: str, progress: bool) -> Evaluation:
    """Predict every frame at its own size and count.

    Args:
        predictor: the network under test.
        frames: frames with ids (and depth, where depth is to be scored).
        data: what the frames are, for the record.
        progress: show a bar.

    Raises:
        ValueError: if a frame has no labels.
    """
    confusion, error = Confusion(predictor.space), DepthError(predictor.card.far)
    for index in tqdm(range(len(frames)), desc=data, disable=not progress):
        frame = frames[index]
        if frame.ids is None:
            raise ValueError(f"{data} has no labels to evaluate on.")
        scene = predictor.predict(frame.image)
        confusion.add(scene.labels, predictor.space.from_ids(frame.ids))
        if frame.depth is not None:
            error.add(scene.depth, frame.depth)
    scores = confusion.scores()
    return Evaluation(
        checkpoint=predictor.card.name,
        preset=predictor.card.preset,
        data=data,
        num_frames=len(frames),
        iou=scores.iou,
        means=scores.means,
        depth=error.scores(),
    )


def table(evaluation: Evaluation) -> str:
    """The evaluation as aligned text."""
    rows = [(name, f"{value:5.1f}") for name, value in evaluation.iou.items()]
    rows += [(name, f"{value:5.1f}") for name, value in evaluation.means.items()]
    rows += [(f"depth {name}", f"{value:6.3f}") for name, value in evaluation.depth.items()]
    width = max(len(name) for name, _ in rows)
    head = f"{evaluation.checkpoint} on {evaluation.data} ({evaluation.num_frames} frames)"
    return "\n".join([head, *(f"  {name:{width}}  {value}" for name, value in rows)])
