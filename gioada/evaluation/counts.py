"""What a predictor got right on each image of a set: all scores and their doubts follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from gioada.data.frame import Frames
from gioada.errors import Problem
from gioada.evaluation.common import Common, common_classes
from gioada.evaluation.plausible import Plausibility
from gioada.evaluation.scores import Confusion, DepthError
from gioada.inference.predictor import Predictor
from gioada.progress import track
from gioada.whole import write_npz


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Counts of N images, one by one."""

    confusions: np.ndarray
    """int64 N C C: pixels by true class (rows) and predicted class (columns); with classes in
    common only, one more column may count answers that are none of them."""
    depth: np.ndarray
    """float64 N 5: the sums of ``DepthError``, all 0 for an image without depth."""
    plausible: np.ndarray
    """float64 N 4: the sums of ``Plausibility``; all 0 in older files."""

    def write(self, path: Path) -> None:
        """Write as npz, beside the old file and then in its place."""
        write_npz(path, confusions=self.confusions, depth=self.depth, plausible=self.plausible)


def read_counts(path: Path) -> Counts:
    """What ``Counts.write`` wrote.

    Raises:
        ValueError: the file is missing or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            confusions = stored["confusions"]
            return Counts(
                confusions=confusions,
                depth=stored["depth"],
                plausible=stored.get("plausible", np.zeros((len(confusions), 4))),
            )
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        what = "{path} holds no counts ({reason}): evaluate again."
        raise Problem("evaluate.counts", what, path=path, reason=str(error)) from error


def count(
    predictor: Predictor,
    frames: Frames,
    *,
    data: str,
    progress: bool,
    common: Common | None = None,
    long_side: int | None = None,
) -> Counts:
    """Predict every frame and count at its own size.

    Args:
        predictor: the network under test.
        frames: frames with ids (and depth, where depth is to be scored).
        data: what the frames are, for messages.
        progress: show a bar.
        common: the classes to count, where the frames' are not the predictor's own.
        long_side: pixels at which the network works; default is its training's.

    Raises:
        ValueError: a frame has no labels.
    """
    confusions, depth, plausible = [], [], []
    common = common or common_classes(predictor.space, predictor.space)
    far = predictor.card.far
    for index in track(range(len(frames)), what=data, show=progress):
        frame = frames[index]
        if frame.ids is None:
            raise Problem("evaluate.unlabelled", "{data} has no labels to evaluate on.", data=data)
        scene = predictor.predict(frame.image, long_side=long_side)
        confusion, order = Confusion(common.space, common.size), Plausibility(common.space, far)
        labels = common.space.from_ids(frame.ids)
        confusion.add(common.of_prediction[scene.labels], labels)
        order.add(scene.depth, labels)
        error = DepthError(far)
        if frame.depth is not None:
            error.add(scene.depth, frame.depth)
        confusions.append(confusion.matrix)
        depth.append(error.sums)
        plausible.append(order.sums)
    return Counts(
        confusions=np.stack(confusions), depth=np.stack(depth), plausible=np.stack(plausible)
    )
