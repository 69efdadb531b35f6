"""What the tabs' handlers answer, without a server."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from app import examples, page, shelf
from app.compare import layout as compare
from app.tab import told
from app.translate import layout as translate
from app.translate.study import find_judge

TRIPLE = examples.triples()[0]
PHOTO = examples.photos()[0]
pytestmark = pytest.mark.usefixtures("shelf_of_stand_ins")


def pixels(path: object) -> np.ndarray:
    return np.asarray(Image.open(str(path)))


def test_translations_are_as_large_as_the_input_beside_them() -> None:
    out = translate.translate(TRIPLE.image, TRIPLE.labels, TRIPLE.depth, "both-demo")
    for pair in out[:2]:
        assert isinstance(pair, tuple)
        assert pixels(pair[0]).shape == pixels(pair[1]).shape == (48, 160, 3)
    assert "Judge: <b>joint-demo</b>" in str(out[7])
    assert "cityscapes-ids" in str(out[8])


def test_the_judge_took_no_part() -> None:
    space = shelf.predictor("na-demo").space
    assert find_judge(["cg-demo", "both-demo"], space) == "joint-demo"
    assert find_judge(["joint-demo", "both-demo"], space) == "na-demo"


@pytest.mark.parametrize("missing", ["image", "labels", "depth"])
def test_a_missing_file_is_named(missing: str) -> None:
    files = {"image": TRIPLE.image, "labels": TRIPLE.labels, "depth": TRIPLE.depth, missing: None}
    words = {"image": "rendered image", "labels": "label map", "depth": "depth map"}
    with pytest.raises(ValueError, match=f"{words[missing]}.* is missing"):
        translate.translate(*files.values(), "both-demo")


def test_maps_of_another_frame_are_refused(tmp_path: Path) -> None:
    square = tmp_path / "square_labelIds.png"
    Image.fromarray(np.full((50, 50), 7, np.uint8)).save(square)
    with pytest.raises(ValueError, match="different proportions"):
        translate.translate(TRIPLE.image, str(square), TRIPLE.depth, "both-demo")


def test_compared_with_labels_there_is_an_iou() -> None:
    out = compare.compare(PHOTO.image, "na-demo", "both-demo", PHOTO.labels)
    assert out[6] is not None
    assert "mIoU" in str(out[7])
    assert "both-demo is right" in str(out[5])


def test_compared_without_labels_there_is_none() -> None:
    out = compare.compare(PHOTO.image, "na-demo", "both-demo")
    assert out[6] is None
    assert "mIoU" not in str(out[7])


def test_checkpoints_of_other_classes_are_not_compared(
    stand_ins: Path,
    write_stand_in: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(stand_ins / "na-demo", tmp_path / "na-demo")
    write_stand_in(tmp_path, "both", space="camvid11", classes=11)
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(tmp_path))
    with pytest.raises(ValueError, match="the classes kitti10 and both-demo camvid11"):
        compare.compare(PHOTO.image, "na-demo", "both-demo")


def test_without_checkpoints_the_page_says_how_to_get_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(tmp_path / "none"))
    page.build()
    with pytest.raises(ValueError, match="python -m gioada train both"):
        translate.translate(TRIPLE.image, TRIPLE.labels, TRIPLE.depth, None)


def test_checkpoints_that_came_later_are_offered(
    stand_ins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(tmp_path))
    assert translate.GUIDED.offered() == {"choices": [], "value": None}
    for name in ("cg-demo", "both-demo"):
        shutil.copytree(stand_ins / name, tmp_path / name)
    assert translate.GUIDED.offered(None) == {"choices": ["both-demo"], "value": "both-demo"}
    assert compare.SECOND.offered("cg-demo")["value"] == "cg-demo"


def test_without_cyclegan_the_guided_one_is_shown_alone(
    stand_ins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(stand_ins / "both-demo", tmp_path / "both-demo")
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(tmp_path))
    out = translate.translate(TRIPLE.image, TRIPLE.labels, TRIPLE.depth, "both-demo")
    assert out[0] is None
    assert out[1] is not None
    assert "train cg" in str(out[8])
    assert "Nothing is measured" in str(out[8])


def test_sentences_are_shown_as_text() -> None:
    def handler(name: str) -> None:
        raise ValueError(f"{name} is bad")

    with pytest.raises(gr.Error) as caught:
        told(handler)("<img>")
    assert caught.value.message == "&lt;img&gt; is bad"
