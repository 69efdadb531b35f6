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

from app import examples, shelf
from app.translate import editing, scenes
from app.translate import layout as tab
from app.translate.study import Study, find_judge
from app.translate.telling import evidence_table
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
    assert "1 to come" in first[4]
    titles = [pane["title"] for pane in json.loads(second[1])["panes"]]
    assert titles == ["input", "given labels", "cg-demo", "cg-demo: harm", "both-demo",
                      "both-demo: harm"]  # fmt: skip
    assert titles[:4] == [pane["title"] for pane in json.loads(first[1])["panes"]]
    assert second[0]["label"] == "cg-demo | both-demo"
    pair = second[0]["value"]
    assert pixels(pair[0]).shape == pixels(pair[1]).shape == (48, 160, 3)
    assert "Judge: <b>joint-demo</b>" in second[2]
    assert "cityscapes-ids" in second[3]
    assert isinstance(second[5], Study)


def test_what_was_told_and_is_read_is_told() -> None:
    done = answers("cg-demo", "both-demo")[-1][5]
    plain, told = (each.leaks for each in done.translations)
    assert plain == {}, "cg-demo sees no labels"
    assert set(told) == {"both-demo", "joint-demo"}
    table = evidence_table(done)
    assert "<b>cg-demo</b> makes" not in table
    own = told["both-demo"]
    assert (
        "Told mirrored labels, <b>both-demo</b> makes a picture in which both-demo reads the false "
        f"class on {own.false_labels:.1%} of the pixels where the two differ (told the true labels "
        f"{own.true_labels:.1%}), and joint-demo reads"
    ) in table


def test_the_judge_took_no_part() -> None:
    space = shelf.space("na-demo")
    assert find_judge(["cg-demo", "both-demo"], space) == "joint-demo"
    assert find_judge(["joint-demo", "both-demo"], space) == "na-demo"


def test_without_maps_only_those_run_that_need_none() -> None:
    out = answers("cg-demo", "both-demo", files=(TRIPLE.image, None, None))[-1]
    assert "both-demo needs depth and labels, which were not given" in out[4]
    assert [pane["title"] for pane in json.loads(out[1])["panes"]] == ["input", "cg-demo"]
    assert "the label map was not given" in out[2]
    assert "Depth: not given" in out[3]


@pytest.mark.parametrize(
    ("files", "names", "sentence"),
    [
        ((None, *FILES[1:]), ["cg-demo"], "rendered image is missing"),
        (FILES, [], "No checkpoint is chosen"),
        (FILES, ["gone"], "gone with a translator is no longer in"),
        ((TRIPLE.image, TRIPLE.image, None), ["cg-demo"], "source-1-image"),
    ],
)
def test_what_is_missing_or_bad_is_a_sentence(
    files: tuple[str | None, ...], names: list[str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        answers(*names, files=files)


def test_alone_a_translation_is_set_beside_its_input(
    stand_ins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(stand_ins / "both-demo", tmp_path / "both-demo")
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(tmp_path))
    assert tab.TRANSLATORS.offered() == {"choices": ["both-demo"], "value": ["both-demo"]}
    out = answers("both-demo")[-1]
    assert out[0]["label"] == "input | both-demo"
    assert "a checkpoint with a task network other than those compared" in out[2]


def study() -> Study:
    return answers("cg-demo", "both-demo")[-1][5]


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
    assert titles == ["edited conditions", "edited depth", "both-demo, as given",
                      "both-demo, edited", "change"]  # fmt: skip
    assert "the translation changed by 0.0" not in told


def test_what_sees_no_conditions_says_so() -> None:
    _, told = editing.again(study(), "cg-demo", "road", "sky", [], 0.0, 1.0, 0.0)
    assert "the translation changed by 0.0" in told
    assert "cg-demo sees neither labels nor depth" in told


def test_before_a_translation_there_is_nothing_to_edit() -> None:
    with pytest.raises(ValueError, match="Translate a frame first"):
        editing.again(Study(), "both-demo", "", "", [], 0, 1, 0)


def test_an_ordered_street_can_be_translated() -> None:
    files = scenes.rendered(3, 0.5, 0.5, 1, 3, 2, 2.0, 5, 0, 80)
    out = answers("both-demo", files=files)[-1]
    assert "street-3-labelIds.png" in files[1]
    assert "centimetres-16bit" in out[3]


def test_a_frame_is_kept_with_its_files() -> None:
    row = tab.row(*FILES, ["cg-demo"], "auto", "auto")
    assert isinstance(row, Row)
    assert row.labels is not None
    assert row.image.content == Path(TRIPLE.image).read_bytes()
    assert row.checkpoints == ("cg-demo",)
    with pytest.raises(ValueError, match="no frame to keep"):
        tab.row(None, None, None, None, "auto", "auto")
