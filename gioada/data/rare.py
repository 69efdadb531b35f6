"""Rare classes drawn more often (rare class sampling of DAFormer, Hoyer et al. 2022)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.data.frame import Frames
from gioada.data.labels import VOID, LabelSpace
from gioada.errors import Problem

TEMPERATURE = 0.05
"""The lower, the more the rarest class is preferred to others."""
MOST_FRAMES = 1000
"""Frames that are looked at; of a larger set, so many evenly spread ones."""
LEAST_SHARE = 1e-3
"""Of a frame's pixels, below which a class does not count as shown."""


@dataclass(frozen=True)
class RareClasses:
    """Which frames show which class, and how often each class is to be drawn."""

    frames: tuple[np.ndarray, ...]
    """Indices of frames by class."""
    chances: np.ndarray
    """Probability of each class; 0 for one that is nowhere."""

    def draw(self, generator: np.random.Generator) -> int:
        """Index of a frame that shows a class, which is drawn first."""
        found = self.frames[generator.choice(len(self.frames), p=self.chances)]
        return int(found[generator.integers(len(found))])


def find_rare(frames: Frames, space: LabelSpace) -> RareClasses:
    """Look through labelled frames.

    Raises:
        Problem: if none of them shows a class of the space.
    """
    step = max(1, len(frames) // MOST_FRAMES)
    looked_at = np.arange(0, len(frames), step)
    shares = np.stack([_shares(frames, int(index), space) for index in looked_at])
    shown = [looked_at[column >= LEAST_SHARE] for column in shares.T]
    weights = np.exp((1 - shares.mean(0)) / TEMPERATURE - 1 / TEMPERATURE)
    weights[[not len(indices) for indices in shown]] = 0
    if not weights.sum():
        what = "no frame of the source shows a class of {space}."
        raise Problem("data.classes_absent", what, space=space.name)
    return RareClasses(tuple(shown), weights / weights.sum())


def _shares(frames: Frames, index: int, space: LabelSpace) -> np.ndarray:
    """Shares of the frame's pixels by class."""
    ids = frames[index].ids
    if ids is None:
        raise Problem("data.kind_missing", "a source frame needs labels, and this one has none.")
    labels = space.from_ids(ids)
    counts = np.bincount(labels[labels != VOID], minlength=space.num_classes)
    return counts / labels.size
