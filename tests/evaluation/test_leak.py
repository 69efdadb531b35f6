"""The leak of translators that write what they are maps, and of those that do not."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.data.frame import Frame
from gioada.data.labels import CAMVID11, KITTI10, VOID
from gioada.evaluation.leak import Leak, TwoLabelMaps, leak_of, over_frames
from tests.shelf import BrightnessJudge, painted

ROAD, SKY = (KITTI10.classes.index(name) for name in ("road", "sky"))


def frame(labels: np.ndarray) -> Frame:
    ids = np.array([group[0] for group in KITTI10.ids], np.uint8)[labels]
    return Frame(image=painted(labels), ids=ids, depth=np.full(labels.shape, 10.0, np.float32))


def street(horizon: int) -> np.ndarray:
    labels = np.full((10, 12), SKY, np.uint8)
    labels[horizon:] = ROAD
    return labels


class Writer:
    """A translator that paints what it is maps over part of the picture, from the left."""

    space = KITTI10

    def __init__(self, columns: int) -> None:
        self.columns = columns

    def translate(self, image: np.ndarray, *, labels: np.ndarray, depth: np.ndarray) -> np.ndarray:
        picture = image.copy()
        picture[:, : self.columns] = painted(labels)[:, : self.columns]
        return picture


@pytest.mark.parametrize("columns", [0, 3, 12])
def test_what_is_written_is_what_leaks(columns: int) -> None:
    frames = [frame(street(4)), frame(street(6))]
    (found,) = over_frames([BrightnessJudge()], Writer(columns), frames)  # type: ignore[arg-type]
    assert found == Leak(false_labels=columns / 12, true_labels=0.0)


def test_mistakes_are_maps_apart_from_what_was_maps() -> None:
    true, false = np.zeros((1, 4), np.uint8), np.ones((1, 4), np.uint8)
    read_false = np.array([[1, 1, 1, 0]], np.uint8)
    read_true = np.array([[1, 0, 0, 2]], np.uint8)
    maps = TwoLabelMaps(false=false, true=true, read_false=read_false, read_true=read_true)
    void = TwoLabelMaps(
        false=np.full((1, 4), VOID, np.uint8), true=true, read_false=false, read_true=true
    )
    assert leak_of([maps, void]) == Leak(false_labels=0.75, true_labels=0.25)
    assert np.isnan(leak_of([void]).false_labels)


def test_one_frame_has_no_other() -> None:
    with pytest.raises(ValueError, match="at least two frames"):
        over_frames([], Writer(0), [frame(street(4))])  # type: ignore[arg-type]


def test_readers_of_other_classes_and_frames_without_labels_are_refused() -> None:
    frames = [frame(street(4)), Frame(image=painted(street(4)))]
    with pytest.raises(ValueError, match="without labels"):
        over_frames([BrightnessJudge()], Writer(0), frames)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="reads camvid11"):
        over_frames([BrightnessJudge(CAMVID11)], Writer(0), frames)  # type: ignore[arg-type]
