"""What the input check says of files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app import examples
from app.input_check import Checkup, examine, report
from gioada.data.depth_encodings import encode
from gioada.data.encodings import label_encodings
from gioada.data.files import read_depth
from gioada.data.labels import KITTI10

TRIPLE = examples.triples()[0]
CARLA = [name for name in label_encodings(KITTI10) if name.startswith("carla")]


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
    assert "Read: picture, labels, depth" in shown and " open" not in shown


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


def grey(path: Path, metres: np.ndarray, encoding: str) -> str:
    Image.fromarray(encode(metres, encoding)).save(path)
    return str(path)


@pytest.mark.parametrize("encoding", ["carla-log", "grey8-80m"])
def test_eight_bits_of_depth_are_read_so_that_the_road_is_flat(
    tmp_path: Path, encoding: str
) -> None:
    metres = read_depth(str(TRIPLE.depth)).values
    path = grey(tmp_path / "depth.png", metres, encoding)
    checkup = examine(TRIPLE.image, None, path, KITTI10)
    assert states(checkup)["Depth"] == "good"
    assert f"read as {encoding} (so that the road is flat; " in report(checkup)
    assert "m at the lower edge" in report(checkup)


def test_eight_bits_of_depth_are_carlas_where_the_labels_are(tmp_path: Path) -> None:
    ids = np.full((192, 640), 7, np.uint8)
    ids[:64] = 13
    labels = tmp_path / "semantic.png"
    Image.fromarray(ids).save(labels)
    path = grey(tmp_path / "depth.png", np.full((192, 640), 20.0), "carla-log")
    checkup = examine(TRIPLE.image, str(labels), path, KITTI10, label_encoding=CARLA[0])
    assert "read as carla-log (as the labels are CARLA's; 20" in checkup.findings[2].text


def test_swapped_slots_are_named_as_such() -> None:
    checkup = examine(TRIPLE.image, TRIPLE.depth, TRIPLE.labels, KITTI10)
    assert checkup.problems == [
        "source-1-depth.png is a depth map: it belongs into the slot Depth.",
        "source-1-labelIds.png is a label map: it belongs into the slot Labels.",
    ]
    assert '<details class="input-check" open>' in report(checkup)


@pytest.mark.parametrize("encoding", ["carla-log", "grey8-80m"])
def test_the_road_that_tells_the_unit_is_where_the_labels_have_it(
    tmp_path: Path, encoding: str
) -> None:
    metres, ids = read_depth(str(TRIPLE.depth)).values.copy(), np.array(Image.open(TRIPLE.labels))
    metres[110:, 250:390], ids[110:, 250:390] = 8.0, 26  # a car before the camera
    labels = tmp_path / "labels.png"
    Image.fromarray(ids).save(labels)
    path = grey(tmp_path / "depth.png", metres, encoding)
    assert states(examine(TRIPLE.image, None, path, KITTI10))["Depth"] == "bad"
    checkup = examine(TRIPLE.image, str(labels), path, KITTI10)
    assert f"read as {encoding} (so that the road is flat; " in report(checkup)
