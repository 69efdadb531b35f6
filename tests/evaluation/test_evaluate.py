"""Evaluation from frames to figures, with a judge that reads brightness."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.data.frame import Frame
from gioada.data.labels import KITTI10
from gioada.evaluation.evaluate import Evaluation, evaluate, table
from tests.shelf import BrightnessJudge, painted

ROAD, CAR = KITTI10.classes.index("road"), KITTI10.classes.index("car")
IDS = {ROAD: 7, CAR: 26}


def frame(said: list[int], true: list[int], metres: float = 10.0) -> Frame:
    ids = np.array([[IDS.get(index, 0) for index in true]], np.uint8)
    image = painted(np.array([said], np.uint8), 20)
    return Frame(image=image, ids=ids, depth=np.full(ids.shape, metres, np.float32))


FRAMES = [frame([ROAD, ROAD, CAR], [ROAD, CAR, CAR]), frame([CAR, CAR, CAR], [CAR, CAR, 255])]


def evaluated(frames: list[Frame]) -> Evaluation:
    judge = BrightnessJudge()
    return evaluate(judge, frames, data="two frames", progress=False)  # type: ignore[arg-type]


def test_figures_are_counted_over_all_frames() -> None:
    result = evaluated(FRAMES)
    assert (result.checkpoint, result.preset, result.num_frames) == ("tiny", "both", 2)
    assert result.iou["road"] == pytest.approx(100 * 1 / 2)
    assert result.iou["car"] == pytest.approx(100 * 3 / 4)
    assert result.means == {"mIoU": pytest.approx(62.5)}
    assert result.depth["abs_rel"] == pytest.approx(1.0)
    assert result.depth["rmse"] == pytest.approx(10.0)


def test_frames_need_labels_but_no_depth() -> None:
    blind = Frame(image=FRAMES[0].image, ids=FRAMES[0].ids)
    assert np.isnan(evaluated([blind]).depth["abs_rel"])
    with pytest.raises(ValueError, match="two frames has no labels to evaluate on"):
        evaluated([Frame(image=FRAMES[0].image)])


def test_the_table_names_every_figure() -> None:
    lines = table(evaluated(FRAMES)).splitlines()
    assert lines[0] == "tiny on two frames (2 frames)"
    figures = {line[: line.rindex(" ")].strip(): line.split()[-1] for line in lines[1:]}
    assert figures["car"] == "75.0" and figures["mIoU"] == "62.5"
    assert figures["pole"] == "nan" and figures["depth rmse"] == "10.000"
