"""How much of what only a translator was given is read in its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from gioada.data.frame import Frames
from gioada.errors import Problem
from gioada.evaluation.consistency import check_judge
from gioada.inference.frame_translator import FrameTranslator
from gioada.inference.predictor import Predictor
from gioada.methods.leak import false_reads

Labels = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Leak:
    """Of the pixels whose false class is not the true one, the shares in [0, 1] read as the false.

    NaN where there is no such pixel.
    """

    false_labels: float
    """In pictures whose translator was given the false labels."""
    true_labels: float
    """In pictures whose translator was given the true ones: so much is read by mistake."""


@dataclass(frozen=True, kw_only=True)
class TwoLabelMaps:
    """One frame with two label maps, and what a task network reads in the picture of either."""

    false: Labels
    """H W class indices that are not those of the frame, 255 void."""
    true: Labels
    read_false: Labels
    """Read in the picture whose translator was given the false ones."""
    read_true: Labels


def leak_of(frames: Sequence[TwoLabelMaps]) -> Leak:
    """The leak over frames, pixel by pixel."""
    hits = np.zeros(2)
    pixels = 0
    for each in frames:
        counts = [_counts(read, each) for read in (each.read_false, each.read_true)]
        hits += [hit for hit, _ in counts]
        pixels += counts[0][1]
    false, true = hits / pixels if pixels else np.full(2, np.nan)
    return Leak(false_labels=float(false), true_labels=float(true))


def _counts(read: Labels, maps: TwoLabelMaps) -> tuple[int, int]:
    arrays = (read, maps.false, maps.true)
    hits, pixels = false_reads(*(torch.from_numpy(np.ascontiguousarray(a)) for a in arrays))
    return int(hits), int(pixels)


def over_frames(
    readers: Sequence[Predictor], translator: FrameTranslator, frames: Frames
) -> list[Leak]:
    """The leak by reader, each frame with the labels of the frame after it as the false ones.

    Args:
        readers: the translator's own task network, say, and one that has seen no translation: what
            both read is style, and what the own one alone reads is a code between the two.
        translator: the translator.
        frames: at least two, with ids and depth.

    Raises:
        ValueError: there is one frame only, a frame lacks labels or depth, or networks differ in
            their classes.
    """
    if len(frames) < 2:
        what = "false labels are those of another frame: give at least two frames."
        raise Problem("evaluate.no_frames", what)
    for reader in readers:
        check_judge(reader, translator.space)
    found: list[list[TwoLabelMaps]] = [[] for _ in readers]
    for index in range(len(frames)):
        frame, other = frames[index], frames[(index + 1) % len(frames)]
        if frame.ids is None or other.ids is None or frame.depth is None:
            what = "frames without labels and depth cannot be translated or judged."
            raise Problem("evaluate.unlabelled", what)
        true, false = (translator.space.from_ids(ids) for ids in (frame.ids, other.ids))
        pictures = [
            translator.translate(frame.image, labels=labels, depth=frame.depth)
            for labels in (false, true)
        ]
        for reader, own in zip(readers, found, strict=True):
            read = [reader.predict(picture).labels for picture in pictures]
            own.append(TwoLabelMaps(false=false, true=true, read_false=read[0], read_true=read[1]))
    return [leak_of(own) for own in found]
