"""What the tab's handlers answer, without a server."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from app import checkpoints, examples
from app.translate import editing, scenes
from app.translate import layout as tab
from app.translate.study import Study, find_judge
from app.translate.tables import evidence_table, summary
from gioada.errors import Problem
from gioada.figures.recipe import Row

TRIPLE = examples.triples()[0]
FILES = (TRIPLE.image, TRIPLE.labels, TRIPLE.depth)
pytestmark = pytest.mark.usefixtures("shelf_of_stand_ins")


def answers(*names: str, files: tuple[str | None, ...] = FILES) -> list[tuple[Any, ...]]:
    return list(tab.translate(*files, list(names)))


def pixels(path: object) -> np.ndarray:
    return np.asarray(Image.open(str(path)))


def test_translations_arrive_one_by_one_and_are_set_side_by_side() -> None:
    first, second = answers("cg-demo", "both-demo")
    assert "1 to come" in first[5] and first[2] == ""
    wall = json.loads(second[1])
    assert [pane["title"] for pane in wall["panes"]] == ["input", "CycleGAN", "GIO-Ada"]
    assert wall["pair"] == [1, 2] and wall["name"] == "source-1-image"
    assert "cityscapes-ids" in second[4]
    assert "GIO-Ada is both-demo" in second[6]
    assert isinstance(second[7], Study)


def test_a_judge_that_misreads_the_input_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    study = answers("cg-demo")[-1][7]
    assert study.misread > 0.3, "the stand-ins are untrained"
    assert "nothing is said of what was kept" in summary(study)
    assert "<table" not in evidence_table(study)
    monkeypatch.setattr(Study, "misread", 0.1)
    assert "Meaning kept, mean of the classes: CycleGAN" in summary(study)
    assert "An untouched picture has 100%" in evidence_table(study)


def test_what_was_given_and_is_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    done = answers("cg-demo", "both-demo")[-1][7]
    monkeypatch.setattr(Study, "misread", 0.1)
    plain, told = (each.leaks for each in done.translations)
    assert plain == {}, "cg-demo sees no labels"
    assert set(told) == {"both-demo", "joint-demo"}
    table = evidence_table(done)
    assert "<b>CycleGAN</b> makes" not in table
    assert "Read by <b>joint-demo</b>" in table
    own = told["both-demo"]
    assert (
        "Given mirrored labels, <b>GIO-Ada</b> makes a picture in which both-demo reads the false "
        f"class on {own.false_labels:.1%} of the pixels where the two differ (given the true "
        f"labels {own.true_labels:.1%}), and joint-demo reads"
    ) in table


def test_the_judge_took_no_part() -> None:
    space = checkpoints.find("na-demo").space
    for tested, judge in ((["cg-demo", "both-demo"], "joint-demo"), (["joint-demo"], "na-demo")):
        found = find_judge(tested, space)
        assert found is not None and found.name == judge


def test_without_maps_only_those_run_that_need_none() -> None:
    out = answers("cg-demo", "both-demo", files=(TRIPLE.image, None, None))[-1]
    assert "Left out: GIO-Ada, which needs depth and labels." in out[5]
    assert [pane["title"] for pane in json.loads(out[1])["panes"]] == ["input", "CycleGAN"]
    assert "the label map was not given" in out[2]
    assert "Depth: not given" in out[4]


@pytest.mark.parametrize(
    ("files", "names", "code"),
    [
        ((None, *FILES[1:]), ["cg-demo"], "translate.image"),
        (FILES, [], "checkpoint.unchosen"),
        (FILES, ["gone"], "checkpoint.gone"),
        ((TRIPLE.image, TRIPLE.image, None), ["cg-demo"], "translate.files"),
    ],
)
def test_what_is_missing_or_bad_is_refused(
    files: tuple[str | None, ...], names: list[str], code: str
) -> None:
    with pytest.raises(Problem) as caught:
        answers(*names, files=files)
    assert caught.value.code == code


def test_alone_a_translation_is_set_beside_its_input(
    stand_ins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(stand_ins / "both-demo", tmp_path / "both-demo")
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(tmp_path))
    assert tab.CHOICE.offered() == {
        "choices": [("GIO-Ada (demo)", "both-demo")], "value": ["both-demo"],
    }  # fmt: skip
    out = answers("both-demo")[-1]
    assert json.loads(out[1])["pair"] == [0, 1]
    assert "a checkpoint with a task network other than those compared" in out[2]


def study() -> Study:
    return answers("cg-demo", "both-demo")[-1][7]


def test_erased_and_swapped_labels_change_the_translation() -> None:
    done = study()
    shown, points, said = editing.clicked(
        done, [], gr.SelectData(None, {"index": [440, 100], "value": None})
    )
    assert points == [(440, 100)]
    assert "Erased:" in said
    assert pixels(shown).shape == (192, 640, 3)
    value, told = editing.again(done, "both-demo", "road", "sky", points, 0.5, 1.0, 0.0)
    titles = [pane["title"] for pane in json.loads(value)["panes"]]
    assert titles == ["edited labels", "edited depth", "GIO-Ada, as given",
                      "GIO-Ada, edited", "change"]  # fmt: skip
    assert "the translation changed by 0.0" not in told


def test_what_sees_no_conditions_says_so() -> None:
    _, told = editing.again(study(), "cg-demo", "road", "sky", [], 0.0, 1.0, 0.0)
    assert "the translation changed by 0.0" in told
    assert "CycleGAN sees neither labels nor depth" in told


def test_before_a_translation_there_is_nothing_to_edit() -> None:
    with pytest.raises(Problem) as caught:
        editing.again(Study(), "both-demo", "", "", [], 0, 1, 0)
    assert caught.value.code == "edit.nothing"
    bare = answers("cg-demo", files=(TRIPLE.image, None, TRIPLE.depth))[-1][7]
    with pytest.raises(Problem) as caught:
        editing.again(bare, "cg-demo", "", "", [], 0, 1, 0)
    assert caught.value.fields == {"missing": "labels"}


def test_an_ordered_street_can_be_translated() -> None:
    files = scenes.rendered(3, 0.5, 0.5, 1, 3, 2, 2.0, 5, 0, 80)
    out = answers("both-demo", files=files)[-1]
    assert "street-3-labelIds.png" in files[1]
    assert "centimetres-16bit" in out[4]


def test_a_frame_is_kept_with_its_files() -> None:
    row = tab.row(*FILES, ["cg-demo"], "auto", "auto")
    assert isinstance(row, Row)
    assert row.labels is not None
    assert row.image.content == Path(TRIPLE.image).read_bytes()
    assert row.checkpoints == ("cg-demo",)
    with pytest.raises(Problem):
        tab.row(None, None, None, None, "auto", "auto")


def test_many_frames_become_a_strip_to_choose_from(tmp_path: Path) -> None:
    paths = []
    for number, frame in enumerate(examples.triples()[:2]):
        for kind, path in (("rgb", frame.image), ("depth", frame.depth), ("seg", frame.labels)):
            paths.append(str(tmp_path / f"{number:04}_{kind}.png"))
            shutil.copy(str(path), paths[-1])
    image, labels, depth, frames, strip, many, problem = tab.taken(paths)
    assert [Path(each).name for each in (image, labels, depth)] == [
        "0000_rgb.png", "0000_seg.png", "0000_depth.png",
    ]  # fmt: skip
    assert strip["visible"] and [name for _, name in strip["value"]] == ["0000", "0001"]
    assert many is None and problem == ""
    other = tab.picked(frames, gr.SelectData(None, {"index": 1, "value": None}))
    assert [Path(str(each)).name[:4] for each in other] == ["0001"] * 3
    assert "add the pictures" in tab.taken([paths[1]])[-1], "depth alone is no frame"
