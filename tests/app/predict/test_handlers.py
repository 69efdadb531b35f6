"""What the tab answers, with narrow untrained networks and without a server."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from app import checkpoints, examples, networks
from app.answers import forget
from app.checkpoints import Checkpoint
from app.input_check import Checkup, Triple
from app.predict import joint, layout, panels
from app.predict.files import label_picture
from app.predict.numbers import class_numbers, numbers
from app.predict.study import FULL, Asked, Reading, Study, ask, see, working_side
from app.predict.tables import numbers_table
from gioada.data.labels import CITYSCAPES16, KITTI10
from gioada.errors import Problem
from gioada.evaluation.contradictions import SKY_NEAR
from gioada.inference.scene import Scene
from gioada.models.card import Card

PHOTOS = [each.image for each in examples.photos()]
PHOTO, FRAME = examples.photos()[0], examples.triples()[0]
NAMES = ["na-demo", "both-demo"]
pytestmark = pytest.mark.usefixtures("shelf_of_stand_ins")


def answers(photo: str | None, many: Any, names: list[str], *more: Any) -> list[tuple[Any, ...]]:
    return list(layout.predict(photo, many, names, *more))


def panes(packed: str) -> list[tuple[str, str]]:
    return [(pane["title"], pane["view"]) for pane in json.loads(packed)["panes"]]


def asked(*photos: str, names: tuple[str, ...] = ("both-demo",)) -> Asked:
    return ask(None, list(photos), list(names))


ALONE = [("photo", "picture"), ("GIO-Ada", "overlay"), ("depth", "depth"),
         ("confidence", "confidence")]  # fmt: skip


def test_one_checkpoint_shows_classes_depth_and_confidence() -> None:
    (only,) = answers(PHOTOS[0], None, ["both-demo"])
    assert panes(only[2]) == ALONE
    assert only[3] == "" and "share of the photo" in only[4]
    assert "GIO-Ada is both-demo: preset both, 1 steps on demo" in only[8]
    assert "Read: picture" in only[6] and " open" not in only[6]


def test_several_arrive_one_by_one_beside_the_truth_and_at_once_when_known() -> None:
    forget()
    first, second = answers(PHOTO.image, None, NAMES, PHOTO.labels, None)
    head = [("photo", "picture"), ("Non-adapted", "overlay")]
    assert panes(first[2]) == [*head, ("truth", "overlay")]
    assert "1 to come" in first[7] and first[3] == ""
    assert panes(second[2]) == [
        *head, ("GIO-Ada", "overlay"), ("truth", "overlay"), ("where they differ", "marks")
    ]  # fmt: skip
    wall = json.loads(second[2])
    assert wall["regionsTitle"] == "largest disagreement" and wall["pair"] == [1, 2]
    assert "of the picture; given: " in wall["regions"][0]["text"]
    assert "They disagree on <b>" in second[3] and "right: Non-adapted" in second[3]
    assert "mIoU" in second[4] and "100 is perfect" in second[4]
    assert second[0].names == ("na-demo", "both-demo") and second[7] == ""
    (known,) = answers(PHOTO.image, None, NAMES, PHOTO.labels, None)
    assert known[2] == second[2]


def test_without_truth_shares_alone_are_known() -> None:
    answer = answers(PHOTO.image, None, ["na-demo", "cg-demo", "both-demo"])[-1]
    assert "mIoU" not in answer[4] and "Give the true labels" in answer[4]
    marks = {mark["name"] for mark in json.loads(answer[2])["marks"]}
    assert {"one says otherwise", "no majority"} <= marks


def test_many_photos_arrive_one_by_one_and_a_bad_one_keeps_none_back(tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    steps = answers(None, [PHOTOS[0], str(bad), PHOTOS[1]], ["both-demo"])
    assert panes(steps[0][2]) == ALONE
    assert "1 of 3 photos are done" in steps[0][7]
    assert len(steps[1][5]["value"]) == 2, "both good ones are among the small pictures"
    last = steps[-1]
    assert last[0].paths == (PHOTOS[0], PHOTOS[1])
    assert "2 photos" in last[7] and "Left out: bad.png" in last[9]
    # After Stop only what the steps before have shown is there.
    for asked_then, done in ((last[0], last[10]), (steps[0][0], steps[1][10])):
        shown = layout.look(asked_then, done, gr.SelectData(None, {"index": 1, "value": None}))
        assert json.loads(shown[2])["name"] == "target-2-image"
        assert shown[0].path == Path(PHOTOS[1]), "what is kept and downloaded is what is shown"


def code_of(*form: Any) -> str:
    with pytest.raises(Problem) as caught:
        next(layout.predict(*form))
    return caught.value.code


def test_what_cannot_be_answered_is_refused(
    write_stand_in: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert code_of(None, None, NAMES) == "predict.photo"
    assert code_of(PHOTO.image, None, []) == "checkpoint.unchosen"
    assert code_of(PHOTO.image, None, list("abcde")) == "predict.many"
    assert code_of(PHOTO.image, None, ["gone"]) == "checkpoint.gone"
    assert code_of(None, [f"{number}.png" for number in range(201)], NAMES) == "predict.photos"
    other = tmp_path / "other_labelIds.png"
    Image.fromarray(np.full((50, 50), 7, np.uint8)).save(other)
    assert code_of(PHOTO.image, None, NAMES, str(other)) == "predict.files"
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(tmp_path / "mixed"))
    write_stand_in(tmp_path / "mixed", "na")
    write_stand_in(tmp_path / "mixed", "cg", space="camvid11", classes=11)
    assert code_of(PHOTO.image, None, ["na-demo", "cg-demo"]) == "checkpoint.classes"


def test_the_photos_own_size_is_a_working_size() -> None:
    assert working_side(FULL, 192, 640) == 640
    assert working_side(0, 192, 640) is None
    assert working_side(512, 192, 640) == 512


def test_an_example_brings_the_networks_of_its_world(
    write_stand_in: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert layout.CHOICE.suiting(PHOTO.world) == ["na-demo", "both-demo"]
    assert layout.opening_examples()[0] == examples.photos()[1]


# --- numbers ------------------------------------------------------------------------------------


def test_class_numbers_by_hand() -> None:
    scene = Scene(
        labels=np.array([[0, 0, 0, 7]], np.uint8),
        confidence=np.array([[0.5, 0.7, 0.9, 1.0]], np.float32),
        depth=np.array([[3.0, 5.0, 9.0, 80.0]], np.float32),
    )
    first, second = class_numbers(scene, KITTI10)
    assert (first.name, first.share, first.metres) == ("road", 0.75, 5.0)
    assert first.confidence == pytest.approx(0.7)
    assert (second.name, second.metres) == ("sky", 80.0)


def study_by_hand() -> tuple[Study, np.ndarray]:
    road, sky = KITTI10.classes.index("road"), KITTI10.classes.index("sky")
    truth = np.array([[sky, sky, road, road, 255]], np.uint8)
    read = np.array([[sky, road, road, road, road]], np.uint8)
    depth, true_depth = np.full((1, 5), 10.0), np.array([[80, np.nan, 8.0, 5.0, 10.0]])
    scene = Scene(labels=read, confidence=np.ones((1, 5)), depth=depth)
    card = Card(name="a", preset="na", pair="demo", space="kitti10", height=1, width=5, seed=0,
                steps=1)  # fmt: skip
    triple = Triple(image=np.zeros((1, 5, 3), np.uint8), labels=truth,
                    depth=true_depth, space=KITTI10)  # fmt: skip
    found = Checkpoint(card=card)
    study = Study(triple=triple, checkup=Checkup(triple=triple, findings=()),
                  checkpoints=(found,), asked=Asked(paths=("a.png",), names=("a",)),
                  readings=(Reading(checkpoint=found, scene=scene),))  # fmt: skip
    return study, np.where(read == sky, SKY_NEAR, 0).astype(np.uint8)


def test_numbers_beside_the_truth_by_hand() -> None:
    study, marks = study_by_hand()
    (found,) = numbers(study)
    assert found.shares["road"] == 0.8 and found.right == 0.75
    assert found.iou["sky"] == 50 and found.iou["road"] == pytest.approx(200 / 3)
    assert found.means["mIoU"] == pytest.approx((50 + 200 / 3) / 2)
    # 10 for 8, 5 and 10 m; the sky counts for nothing.
    assert found.depth["abs_rel"] == pytest.approx((0.25 + 1 + 0) / 3)
    assert found.depth["rmse"] == pytest.approx(((4 + 25) / 3) ** 0.5)
    table = numbers_table(study)
    assert "66.7" in table and ">80%</span>" in table and "0.417" in table
    assert 'class="few" title="of 2 pixels"' in table, "grey, as it rests on few"
    assert "building" not in table
    assert "sky near <b>20%</b>" in joint.in_words(study, {"a": marks}, {})


def test_a_checkpoint_with_a_d_output_is_asked_what_it_believes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    belief = np.full((192, 640), 0.25, np.float32)
    belief[:, :320] = 0.75
    monkeypatch.setattr(
        Checkpoint, "belief", lambda self, *_: belief if self.name == "both-demo" else None
    )
    assert joint.wall_and_words(False, asked(PHOTOS[0]))[0] == gr.skip()
    wall, words = joint.wall_and_words(True, asked(PHOTOS[0], names=("na-demo", "both-demo")))
    assert panes(wall) == [
        ("Non-adapted", "marks"), ("GIO-Ada", "marks"), ("GIO-Ada: D_output", "belief")
    ]  # fmt: skip
    assert "gives <b>50%</b> to target, patch by patch from 25% to 75%" in words
    assert "No D_output: <b>Non-adapted</b>" in words


# --- files and space ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("writing", "expected"),
    [("cityscapes-ids", [7, 23, 0]), ("cityscapes-train-ids", [0, 10, 255]),
     ("class-index", [0, 9, 255])],
)  # fmt: skip
def test_label_maps_are_written_as_others_read_them(writing: str, expected: list[int]) -> None:
    labels = np.array([[0, CITYSCAPES16.classes.index("sky"), 255]], np.uint8)
    assert np.asarray(label_picture(labels, CITYSCAPES16, writing)).tolist() == [expected]


def test_a_zip_holds_every_photo_and_the_classes() -> None:
    value = panels.make_zip(
        asked(PHOTOS[0]), (PHOTOS[0], PHOTOS[1]), "cityscapes-ids", gr.Progress()
    )
    with zipfile.ZipFile(value["value"]) as archive:
        names = archive.namelist()
        assert names[0] == "classes.csv"
        with archive.open("target-2-image_both-demo_depth_cm.png") as file:
            metres = np.asarray(Image.open(file)).astype(float) / 100
    assert len(names) == 5
    assert np.abs(metres - see(asked(PHOTOS[1])).readings[0].scene.depth).max() < 0.04


def test_files_are_named_by_photo_and_checkpoint() -> None:
    chosen = asked(PHOTOS[0], names=("na-demo", "both-demo"))
    assert panels.make_files(False, chosen, "class-colour")[0] == gr.skip()
    paths, words = panels.make_files(True, chosen, "class-colour")
    assert [Path(path).name for path in paths][:2] == [
        "target-1-image_na-demo_labelColours.png", "target-1-image_na-demo_depth_cm.png",
    ]  # fmt: skip
    assert len(paths) == 4 and "kitti10" in words


def test_the_view_in_3d_starts_behind_the_camera_and_then_stays_where_it_was_turned_to() -> None:
    chosen = asked(PHOTOS[0], names=("na-demo", "both-demo"))
    of, model, words, file = panels.in_space(True, chosen, None, "photo", 40.0)
    assert of["value"] == "both-demo"
    assert Path(model["value"]).read_bytes()[:4] == b"glTF"
    assert "Focal length 502 pixels: that of a view 65 degrees wide" in words
    assert Path(file["value"]).read_bytes()[:3] == b"ply"
    cloud, _ = panels.cloud_of(see(chosen), "both-demo", "photo", 40.0)
    round_, down, distance = model["camera_position"]
    a, b = np.radians(round_), np.radians(down)
    way = np.array([np.cos(a) * np.sin(b), np.cos(b), np.sin(a) * np.sin(b)]) * distance
    middle = (cloud.points.min(0) + cloud.points.max(0)) / 2
    to_camera = np.array(panels.VIEWER) - middle
    along = np.linalg.norm(to_camera)
    assert way / distance == pytest.approx(to_camera / along, abs=1e-3)
    assert distance >= along - 1e-3
    # Nearly all of it is in the picture, from top to bottom.
    back = way / distance
    right = np.cross((0, 1, 0), back) / np.linalg.norm(np.cross((0, 1, 0), back))
    seen = cloud.points - middle
    ahead = distance - seen @ back
    assert (np.abs(seen @ np.cross(back, right)) <= 1.001 * ahead * np.tan(0.4)).mean() > 0.98
    then = panels.turned(True, chosen, "na-demo", "classes", 40.0)[0]
    assert Path(str(then)).read_bytes()[:4] == b"glTF", "a file, and no place to look from"
    assert panels.in_space(False, chosen, None, "photo", 40.0)[0] == gr.skip()


def test_what_only_changes_looks_runs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = answers(PHOTOS[0], [PHOTOS[1]], ["both-demo"])
    monkeypatch.setattr(networks, "load", lambda *_: pytest.fail("a network was asked"))
    seen = steps[-1][0]
    layout.look(seen, seen.paths, gr.SelectData(None, {"index": 1, "value": None}))
    panels.make_files(True, seen, "class-colour")
    panels.in_space(True, seen, "both-demo", "photo", 60.0)
    layout.row(seen)
    image = see(seen).triple.image
    assert checkpoints.find("both-demo").known_scene(image) is not None


def test_a_row_for_a_figure_carries_the_truth() -> None:
    kept = layout.row(ask(FRAME.image, None, NAMES, FRAME.labels, FRAME.depth))
    assert kept.labels and kept.depth and kept.checkpoints == ("na-demo", "both-demo")
    with pytest.raises(Problem) as caught:
        layout.row(Asked())
    assert caught.value.code == "predict.nothing"
