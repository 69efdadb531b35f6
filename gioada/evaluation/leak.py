"""How much of what only a translator was told is read in its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from gioada.data.frame import Frames
from gioada.evaluation.consistency import check_judge
from gioada.inference.predictor import Predictor
from gioada.inference.stylist import Stylist
from gioada.methods.leak import false_reads

Labels = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Leak:
    """Of the pixels whose false class is not the true one, the shares in [0, 1] read as the false.

    NaN where there is no such pixel.
    """

    false_labels: float
    """In pictures whose translator was told the false labels."""
    true_labels: float
    """In pictures whose translator was told the true ones: so much is read by mistake."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One frame with two label maps, and what a task network reads in the picture of either."""

    false: Labels
    """H W class indices that are not those of the frame, 255 void."""
    true: Labels
    read_false: Labels
    """Read in the picture whose translator was told the false ones."""
    read_true: Labels


def leak_of(told: Sequence[Told]) -> Leak:
    """The leak over frames, pixel by pixel."""
    hits = np.zeros(2)
    pixels = 0
    for each in told:
        counts = [_counts(read, each) for read in (each.read_false, each.read_true)]
        hits += [hit for hit, _ in counts]
        pixels += counts[0][1]
    false, true = hits / pixels if pixels else np.full(2, np.nan)
    return Leak(false_labels=float(false), true_labels=float(true))


def _counts(read: Labels, told: Told) -> tuple[int, int]:
    maps = (torch.from_numpy(np.ascontiguousarray(each)) for each in (read, told.false, told.true))
    hits, pixels = false_reads(*maps)
    return int(hits), int(pixels)


def over_frames(readers: Sequence[Predictor], stylist: Stylist, frames: Frames) -> list[Leak]:
    """The leak by reader, each frame with the labels of the frame after it as the false ones.

    Args:
        readers: the translator's own task network, say, and one that has seen no translation: what
            both read is style, and what the own one alone reads is a code between the two.
        stylist: the translator.
        frames: at least two, with ids and depth.

    Raises:
        ValueError: there is one frame only, a frame lacks labels or depth, or networks differ in
            their classes.
    """
    if len(frames) < 2:
        raise ValueError("false labels are those of another frame: give at least two frames.")
    for reader in readers:
        check_judge(reader, stylist.space)
    told: list[list[Told]] = [[] for _ in readers]
    for index in range(len(frames)):
        frame, other = frames[index], frames[(index + 1) % len(frames)]
        if frame.ids is None or other.ids is None or frame.depth is None:
            raise ValueError("frames without labels and depth cannot be translated or judged.")
        true, false = (stylist.space.from_ids(ids) for ids in (frame.ids, other.ids))
        pictures = [
            stylist.translate(frame.image, labels=labels, depth=frame.depth)
            for labels in (false, true)
        ]
        for reader, found in zip(readers, told, strict=True):
            read = [reader.predict(picture).labels for picture in pictures]
            found.append(Told(false=false, true=true, read_false=read[0], read_true=read[1]))
    return [leak_of(found) for found in told]
