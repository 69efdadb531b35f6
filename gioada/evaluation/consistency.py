"""What a translation kept: a judge's reading of it against the labels that it should still show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.data.frame import Frames
from gioada.data.labels import LabelSpace
from gioada.inference.predictor import Predictor
from gioada.inference.stylist import Stylist

LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)
MIN_PIXELS = 25
"""A class needs so many pixels that the judge reads right on the source; fewer say nothing."""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """Shares in [0, 1] over the pixels of a class that the judge reads right on the source."""

    kept: dict[str, float]
    """By class: still read as that class in the translation."""
    became: dict[str, tuple[str, float]]
    """By class: the largest other reading and its share."""
    edges: float
    """Correlation of the gradient magnitudes of source and translation, in [-1, 1]."""


def retention(
    judge: Predictor,
    *,
    source: np.ndarray,
    translation: np.ndarray,
    labels: np.ndarray,
    space: LabelSpace,
) -> Retention:
    """Compare a judge's reading of the source and of its translation.

    Only pixels that the judge reads right on the source count, so its own mistakes are not
    charged to the translator.

    Args:
        judge: a task network that has seen no translation.
        source: uint8 H W 3.
        translation: uint8 H W 3.
        labels: uint8 H W class indices of ``space``, 255 void.
        space: the judge's label space.

    Raises:
        ValueError: if the judge predicts other classes, or the sizes differ.
    """
    if judge.space.name != space.name:
        raise ValueError(
            f"the judge {judge.card.name} reads {judge.space.name} and the labels are "
            f"{space.name}: choose a judge with the same classes."
        )
    if not source.shape == translation.shape == (*labels.shape, 3):
        raise ValueError("source, translation and labels differ in size; resize them to one.")
    before, after = judge.predict(source).labels, judge.predict(translation).labels
    right = before == labels
    kept, became = {}, {}
    for index, name in enumerate(space.classes):
        readings = after[right & (labels == index)]
        if readings.size < MIN_PIXELS:
            continue
        shares = np.bincount(readings, minlength=space.num_classes) / readings.size
        kept[name] = float(shares[index])
        shares[index] = 0.0
        became[name] = (space.classes[int(shares.argmax())], float(shares.max()))
    return Retention(kept=kept, became=became, edges=edge_agreement(source, translation))


def edge_agreement(first: np.ndarray, second: np.ndarray) -> float:
    """Correlation of the luminance gradients' magnitudes of two pictures uint8 H W 3."""
    edges = np.stack([_gradient(picture).ravel() for picture in (first, second)])
    if edges.std(axis=1).min() == 0:
        return 0.0
    return float(np.corrcoef(edges)[0, 1])


def _gradient(picture: np.ndarray) -> np.ndarray:
    down, right = np.gradient(picture.astype(np.float32) @ LUMINANCE)
    return np.hypot(down, right)


def mean_retention(judge: Predictor, stylist: Stylist, frames: Frames) -> Retention:
    """Retention over frames with ids and depth: each class's mean over the frames that show it.

    Raises:
        ValueError: if a frame lacks labels or depth, or judge and translator differ in classes.
    """
    kept: dict[str, list[float]] = {}
    edges = []
    for index in range(len(frames)):
        frame = frames[index]
        if frame.ids is None or frame.depth is None:
            raise ValueError("frames without labels and depth cannot be translated or judged.")
        labels = stylist.space.from_ids(frame.ids)
        translation = stylist.translate(frame.image, labels=labels, depth=frame.depth)
        found = retention(
            judge,
            source=frame.image,
            translation=translation,
            labels=labels,
            space=stylist.space,
        )
        edges.append(found.edges)
        for name, share in found.kept.items():
            kept.setdefault(name, []).append(share)
    means = {name: float(np.mean(shares)) for name, shares in kept.items()}
    return Retention(kept=means, became={}, edges=float(np.mean(edges)))
