"""What the doctor says of files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from app import examples
from app.doctor import Checkup, examine, report
from gioada.data.labels import KITTI10

TRIPLE = examples.triples()[0]


def states(checkup: Checkup) -> dict[str, str]:
    return {finding.what: finding.state for finding in checkup.findings}


def test_a_whole_frame() -> None:
    checkup = examine(TRIPLE.image, TRIPLE.labels, TRIPLE.depth, KITTI10)
    assert states(checkup) == {"Picture": "good", "Labels": "good", "Depth": "good"}
    assert checkup.triple is not None
    assert checkup.triple.labels is not None
    assert checkup.triple.labels.shape == checkup.triple.image.shape[:2]
    shown = report(checkup)
    assert "read as cityscapes-ids" in shown
    assert shown.count("<img") == 2


def test_what_is_missing_is_no_problem_and_what_is_bad_is(tmp_path: Path) -> None:
    bad = tmp_path / "depth<b>.png"
    bad.write_text("this is no picture")
    checkup = examine(TRIPLE.image, None, str(bad), KITTI10)
    assert states(checkup) == {"Picture": "good", "Labels": "missing", "Depth": "bad"}
    assert checkup.triple is not None
    assert checkup.triple.depth is None
    assert len(checkup.problems) == 1
    assert "depth&lt;b&gt;.png" in report(checkup)


def test_eight_bit_depth_asks_for_its_unit_and_takes_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "depth.png"
    levels = np.linspace(20, 200, 192 * 640).reshape(192, 640).astype(np.uint8)
    Image.fromarray(levels).save(path)
    asked = examine(TRIPLE.image, None, str(path), KITTI10)
    assert "unit cannot be told" in asked.problems[0]
    told = examine(TRIPLE.image, None, str(path), KITTI10, depth_encoding="grey8-80m")
    assert told.problems == []


def test_many_unknown_ids_are_doubtful(tmp_path: Path) -> None:
    path = tmp_path / "x_labelIds.png"
    ids = np.full((192, 640), 7, np.uint8)
    ids[:60] = 200
    Image.fromarray(ids).save(path)
    checkup = examine(TRIPLE.image, str(path), None, KITTI10, label_encoding="cityscapes-ids")
    assert states(checkup)["Labels"] == "doubt"
    assert "1 unknown id" in report(checkup)


def test_a_map_of_another_frame_is_refused_and_another_size_is_fitted(tmp_path: Path) -> None:
    for size, state in (((50, 50), "bad"), ((96, 320), "good")):
        path = tmp_path / f"{size[0]}_labelIds.png"
        Image.fromarray(np.full(size, 7, np.uint8)).save(path)
        assert states(examine(TRIPLE.image, str(path), None, KITTI10))["Size"] == state
