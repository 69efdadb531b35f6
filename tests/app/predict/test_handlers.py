"""What the tab's handlers answer, without a server."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from app import examples, networks, shelf
from app.predict import layout as tab
from app.predict import panels, solid
from app.predict.files import label_picture
from app.predict.numbers import class_numbers
from app.predict.photos import FULL, Asked, ask, see, working_side
from app.predict.saying import estimated
from gioada.data.labels import CITYSCAPES16, KITTI10
from gioada.inference.scene import Scene

PHOTOS = [each.image for each in examples.photos()]
pytestmark = pytest.mark.usefixtures("shelf_of_stand_ins")


def answers(photo: str | None, many: list[str] | None = None, **how: Any) -> list[tuple[Any, ...]]:
    return list(tab.answer(photo, many, "both-demo", **how))


def titles(value: str) -> list[str]:
    return [pane["title"] for pane in json.loads(value)["panes"]]


def asked(*photos: str) -> Asked:
    return ask(None, list(photos), "both-demo", 0, False)


def test_a_photo_is_shown_with_classes_depth_and_confidence() -> None:
    first = answers(PHOTOS[0])[0]
    assert titles(first[1]) == ["target-1-image", "depth", "confidence"]
    assert "share of the photo" in first[2]
    assert "without a single photograph" in first[4]


def test_many_photos_arrive_one_by_one_and_a_bad_one_keeps_none_back(tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    steps = answers(None, [PHOTOS[0], str(bad), PHOTOS[1]])
    assert titles(steps[0][1]) == ["target-1-image", "depth", "confidence"]
    assert "1 of 3 photos are done" in steps[0][4]
    assert len(steps[1][3]["value"]) == 2, "both good ones are among the small pictures"
    last = steps[-1]
    assert last[0].paths == (PHOTOS[0], PHOTOS[1])
    assert "2 photos" in last[4] and "Left out: bad.png" in last[5]
    # After Stop only what the steps before have shown is there.
    for asked_then, done in ((last[0], last[6]), (steps[0][0], steps[2][6])):
        shown = tab.look(asked_then, done, gr.SelectData(None, {"index": 1, "value": None}))
        assert titles(shown[1])[0] == "target-2-image"
        assert shown[0].path == Path(PHOTOS[1]), "what is kept and downloaded is what is shown"


@pytest.mark.parametrize(
    ("photo", "name", "sentence"),
    [
        (None, "both-demo", "photo is missing"),
        (PHOTOS[0], "gone", "gone with a task network is no longer in"),
        (examples.triples()[0].depth, "both-demo", ""),
    ],
)
def test_what_is_missing_or_bad_is_a_sentence(photo: str | None, name: str, sentence: str) -> None:
    if not sentence:
        assert list(tab.answer(photo, None, name)), "a depth map is a grey picture, and is shown"
        return
    with pytest.raises(ValueError, match=sentence):
        list(tab.answer(photo, None, name))


def test_too_many_photos_are_for_a_script() -> None:
    with pytest.raises(ValueError, match="give 200 at a time"):
        asked(*(f"{number}.png" for number in range(201)))


def test_the_photos_own_size_is_a_working_size() -> None:
    assert working_side(FULL, 192, 640) == 640
    assert working_side(0, 192, 640) is None
    assert working_side(512, 192, 640) == 512


def test_the_form_counts_photos_and_says_what_the_first_readable_one_takes(tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    said = estimated(None, [str(bad), PHOTOS[0]], "both-demo", 64, False)
    assert "2 photos are chosen" in said and "sees 64x19 pixels" in said
    list(tab.answer(PHOTOS[0], None, "both-demo", 64))
    assert "s each by the last run" in estimated(None, [*PHOTOS[:2]], "both-demo", 64, False)
    assert "photos" not in estimated(PHOTOS[0], None, "both-demo", 64, False)
    assert estimated(None, None, "gone", 0, False) == ""


def test_numbers_by_hand() -> None:
    scene = Scene(
        labels=np.array([[0, 0, 0, 7]], np.uint8),
        confidence=np.array([[0.5, 0.7, 0.9, 1.0]], np.float32),
        depth=np.array([[3.0, 5.0, 9.0, 80.0]], np.float32),
    )
    first, second = class_numbers(scene, KITTI10)
    assert (first.name, first.share, first.metres) == ("road", 0.75, 5.0)
    assert first.confidence == pytest.approx(0.7)
    assert (second.name, second.metres) == ("sky", 80.0)


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
        with archive.open("target-2-image_depth_cm.png") as file:
            metres = np.asarray(Image.open(file)).astype(float) / 100
    assert len(names) == 5
    assert np.abs(metres - see(asked(PHOTOS[1])).scene.depth).max() < 0.04


def test_the_view_in_space_has_the_given_focal_length() -> None:
    model, said, file = solid.show(True, asked(PHOTOS[0]), "classes", 500.0, 40.0)
    assert Path(model["value"]).read_bytes()[:4] == b"glTF"
    assert "Focal length 500 pixels, as you said" in str(said)
    assert Path(file["value"]).read_bytes()[:3] == b"ply"
    assert solid.show(False, asked(PHOTOS[0]), "classes", 500.0, 40.0)[0] == gr.skip()
    with pytest.raises(ValueError, match="focal length"):
        solid.show(True, asked(PHOTOS[0]), "classes", -1.0, 40.0)


def test_the_view_starts_at_the_camera_and_then_stays_where_it_was_turned_to() -> None:
    first = solid.show(True, asked(PHOTOS[0]), "photo", None, 40.0)[0]
    cloud, _ = solid.cloud_of(see(asked(PHOTOS[0])), "photo", None, 40.0)
    round_, down, distance = first["camera_position"]
    a, b = np.radians(round_), np.radians(down)
    way = np.array([np.cos(a) * np.sin(b), np.cos(b), np.sin(a) * np.sin(b)]) * distance
    middle = (cloud.points.min(0) + cloud.points.max(0)) / 2
    assert middle + way == pytest.approx(solid.VIEWER, abs=1e-3)
    then = solid.again(True, asked(PHOTOS[0]), "classes", None, 40.0)[0]
    assert Path(str(then)).read_bytes()[:4] == b"glTF", "a file, and no place to look from"


def test_what_only_changes_looks_runs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = answers(PHOTOS[0], [PHOTOS[1]])
    monkeypatch.setattr(networks, "_loaded", lambda *_: pytest.fail("a network was asked"))
    seen = steps[-1][0]
    tab.look(seen, seen.paths, gr.SelectData(None, {"index": 1, "value": None}))
    panels.make_files(True, seen, "class-colour")
    solid.show(True, seen, "photo", None, 60.0)
    solid.show(True, seen, "classes", 700.0, 80.0)
    tab.row(seen)
    assert shelf.known_scene("both-demo", see(seen).image) is not None
