from __future__ import annotations

import math
import re

from app import charts
from gioada.data.labels import KITTI10


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def test_bars_leave_out_what_is_no_number() -> None:
    figure = charts.bars({"a": {"road": 50.0, "car": math.nan}, "b": {"road": 70.0}}, "IoU, %")
    assert [tuple(bar.y) for bar in figure.data] == [(50.0, None), (70.0, None)]
    assert tuple(figure.data[0].x) == ("road", "car")


def test_a_class_that_is_nowhere_has_no_iou() -> None:
    numbers = dict.fromkeys(KITTI10.classes, math.nan)
    iou = {"a": {**numbers, "road": 90.0}, "b": {**numbers, "road": 95.0}}
    means = {"a": {"mIoU": 90.0}, "b": {"mIoU": 95.0}}
    table = charts.iou_table(KITTI10, iou, means)
    assert "car not there not there" in words(table)
    assert "<b>95.0</b>" in table
    assert "<b>90.0</b>" not in table


def test_titles_cannot_bring_html() -> None:
    iou = {"<img>": dict.fromkeys(KITTI10.classes, 1.0)}
    assert "<img>" not in charts.iou_table(KITTI10, iou, {"<img>": {"mIoU": 1.0}})
