"""What the tab answers, with narrow untrained networks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app import examples
from app.compare import layout
from app.compare.layout import contrast, looked_at, row
from app.compare.numbers import numbers
from app.compare.study import Reading, Study
from app.compare.telling import joint, numbers_table
from app.doctor import Triple
from gioada.data.labels import KITTI10
from gioada.evaluation.contradictions import SKY_NEAR
from gioada.inference.scene import Scene

PHOTO, FRAME = examples.photos()[0], examples.triples()[0]
NAMES = ["na-demo", "both-demo"]


def panes(packed: str) -> list[tuple[str, str]]:
    return [(pane["title"], pane["view"]) for pane in json.loads(packed)["panes"]]


@pytest.mark.usefixtures("shelf_of_stand_ins")
def test_answers_arrive_one_by_one() -> None:
    first, second, last = contrast(PHOTO.image, PHOTO.labels, None, NAMES)
    given = [("photo", "picture"), ("given labels", "labels")]
    assert panes(first[0]) == [*given, ("na-demo", "overlay")]
    assert "They differ" not in first[1] and "both-demo" not in first[2]
    assert "1 to come" in first[-1]
    both = [("na-demo", "overlay"), ("both-demo", "overlay"), ("where they differ", "marks")]
    assert panes(second[0]) == [*given, *both]
    wall = json.loads(second[0])
    assert wall["regionsTitle"] == "largest disagreement"
    assert "of the picture; given: " in wall["regions"][0]["text"]
    assert "They differ on <b>" in second[1]
    assert "mIoU" in second[2] and "both-demo" in second[2]
    assert panes(second[3]) == [(name, "marks") for name in NAMES]
    assert "na-demo and both-demo carry no D_output" in second[4]
    assert "read as cityscapes-ids" in second[5] and "to come" not in second[-1]
    assert first[3:5] == ("", ""), "what was said of another photo is gone"
    assert [type(value) for value in last[:-1]] == [dict] * 6, "nothing is sent again"
    assert "both-demo: preset both, trained for 1 steps" in last[-1]
    assert "na-demo, both-demo: trained on the demo world alone" in last[-1]


@pytest.mark.usefixtures("shelf_of_stand_ins")
def test_without_truth_shares_alone_are_told() -> None:
    *_, answer, _ = contrast(PHOTO.image, None, None, ["na-demo", "cg-demo", "both-demo"])
    assert "mIoU" not in answer[2] and "Give the label map" in answer[2]
    marks = {mark["name"] for mark in json.loads(answer[0])["marks"]}
    assert {"one says otherwise", "no majority"} <= marks
    assert json.loads(answer[0])["panes"][1]["has"]["marks"] is False


@pytest.mark.usefixtures("shelf_of_stand_ins")
def test_depth_is_scored_where_it_is_given() -> None:
    answer, _ = contrast(FRAME.image, None, FRAME.depth, ["na-demo"])
    assert panes(answer[0]) == [
        ("photo", "picture"), ("given depth", "depth"), ("na-demo", "overlay")
    ]  # fmt: skip
    assert "relative depth error" in answer[2] and " m" in answer[2]
    assert json.loads(answer[0])["regions"] == [] and answer[1] == ""


@pytest.mark.usefixtures("shelf_of_stand_ins")
def test_what_cannot_be_compared_is_told(
    write_stand_in: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(*values: Any) -> str:
        with pytest.raises(ValueError) as caught:
            next(contrast(*values))
        return str(caught.value)

    assert said(None, None, None, NAMES).startswith("The photo is missing")
    assert said(PHOTO.image, None, None, []).startswith("No checkpoint is chosen: choose one of")
    assert "compare 4 at a time" in said(PHOTO.image, None, None, list("abcde"))
    assert "gone" in said(PHOTO.image, None, None, ["gone"])
    other = tmp_path / "other_labelIds.png"
    Image.fromarray(np.full((50, 50), 7, np.uint8)).save(other)
    assert "different proportions" in said(PHOTO.image, str(other), None, NAMES)
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(tmp_path / "mixed"))
    write_stand_in(tmp_path / "mixed", "na")
    write_stand_in(tmp_path / "mixed", "cg", space="camvid11", classes=11)
    assert said(PHOTO.image, None, None, ["na-demo", "cg-demo"]) == (
        "These checkpoints differ in their classes: na-demo with kitti10, cg-demo with camvid11. "
        "Choose those with the same ones."
    )
    # The classes that a label file is read for are those of the chosen checkpoint.
    looked = [looked_at(None, PHOTO.labels, None, names, "auto", "auto")
              for names in (["na-demo"], ["cg-demo"], ["gone"])]  # fmt: skip
    assert looked[0] == looked[2] != looked[1]


@pytest.mark.usefixtures("shelf_of_stand_ins")
def test_a_checkpoint_with_a_d_output_is_asked_what_it_believes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    belief = np.full((192, 640), 0.25, np.float32)
    belief[:, :320] = 0.75
    monkeypatch.setattr("app.compare.study.has_critic", lambda name: name == "both-demo")
    monkeypatch.setattr("app.compare.telling.has_critic", lambda name: name == "both-demo")
    monkeypatch.setattr("app.shelf.belief", lambda *_: belief)
    *_, before, answer, _ = contrast(PHOTO.image, None, None, NAMES)
    assert "1 to come" in before[-1] and "D_output gives" not in before[4]
    assert type(answer[0]) is dict, "the upper wall is as it was"
    assert panes(answer[3])[-1] == ("both-demo: D_output", "belief")
    assert "gives <b>50%</b> to target, patch by patch from 25% to 75%" in answer[4]
    assert "na-demo carries no D_output" in answer[4]


def test_numbers_by_hand() -> None:
    road, sky = KITTI10.classes.index("road"), KITTI10.classes.index("sky")
    truth = np.array([[sky, sky, road, road, 255]], np.uint8)
    said = np.array([[sky, road, road, road, road]], np.uint8)
    depth, true_depth = np.full((1, 5), 10.0), np.array([[80, np.nan, 8.0, 5.0, 10.0]])
    scene = Scene(labels=said, confidence=np.ones((1, 5)), depth=depth)
    marks = np.where(said == sky, SKY_NEAR, 0).astype(np.uint8)
    reading = Reading(name="a", scene=scene, contradictions=marks)
    triple = Triple(image=np.zeros((1, 5, 3), np.uint8), labels=truth,
                    depth=true_depth, space=KITTI10)  # fmt: skip
    study = Study(triple=triple, names=("a",), readings=(reading,))
    (found,) = numbers(study)
    assert found.shares["road"] == 0.8 and found.right == 0.75
    assert found.iou["sky"] == 50 and found.iou["road"] == pytest.approx(200 / 3)
    assert found.means["mIoU"] == pytest.approx((50 + 200 / 3) / 2)
    # 10 for 8, 5 and 10 m; the sky counts for nothing.
    assert found.depth["abs_rel"] == pytest.approx((0.25 + 1 + 0) / 3)
    assert found.depth["rmse"] == pytest.approx(((4 + 25) / 3) ** 0.5)
    table = numbers_table([found], study)
    assert "66.7" in table and ">80%</span>" in table and "0.417" in table
    assert "building" not in table
    assert "sky near <b>20%</b>" in joint(study, done=False)


def test_a_row_for_a_figure_carries_the_truth() -> None:
    kept = row(FRAME.image, FRAME.labels, FRAME.depth, NAMES, "auto", "auto")
    assert kept.labels and kept.depth and kept.checkpoints == ("na-demo", "both-demo")
    with pytest.raises(ValueError, match="no photo to keep"):
        row(None, None, None, NAMES, "auto", "auto")
    assert layout.CHECKPOINTS.wanted == ("na-demo", "both-demo")
