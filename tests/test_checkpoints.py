"""The checkpoints that come with the project: small, loadable, and what they say they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gioada.data.labels import LABEL_SPACES
from gioada.evaluation.modelcard import results_table
from gioada.evaluation.scores import Confusion
from gioada.inference.frame_translator import load_frame_translator
from gioada.inference.predictor import load_predictor
from gioada.methods.presets import PRESETS
from gioada.models.card import find_checkpoints, read_card
from gioada.street.demo import render

FOLDER = Path(__file__).resolve().parents[1] / "checkpoints"
NAMES = ("na-demo", "cg-demo", "joint-demo", "both-demo")


def test_all_are_there_and_small() -> None:
    assert {card.name for card in find_checkpoints(FOLDER)} >= set(NAMES)
    size = sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file())
    assert size <= 60e6


@pytest.mark.parametrize("name", NAMES)
def test_predicts_a_target_frame_better_than_one_class_would(name: str) -> None:
    predictor = load_predictor(FOLDER / name)
    frame = render("target", seed=0, index=100_000, height=96, width=320)
    assert frame.ids is not None
    scene = predictor.predict(frame.image)
    labels = predictor.space.from_ids(frame.ids)
    confusion = Confusion(predictor.space)
    confusion.add(scene.labels, labels)
    constant = Confusion(predictor.space)
    constant.add(np.full_like(labels, np.bincount(labels[labels < 255]).argmax()), labels)
    assert confusion.scores().means["mIoU"] > constant.scores().means["mIoU"] + 5
    assert scene.depth.shape == labels.shape


@pytest.mark.parametrize("name", ["cg-demo", "both-demo"])
def test_translates_towards_the_target(name: str) -> None:
    translator = load_frame_translator(FOLDER / name)
    source = render("source", seed=0, index=100_000, height=96, width=320)
    target = render("target", seed=0, index=100_000, height=96, width=320)
    assert source.ids is not None
    assert source.depth is not None
    labels = LABEL_SPACES[translator.card.space].from_ids(source.ids)
    translated = translator.translate(source.image, labels=labels, depth=source.depth)
    assert translated.shape == source.image.shape
    # The game engine's colours are gaudy and the camera's are not.
    assert abs(_saturation(translated) - _saturation(target.image)) < abs(
        _saturation(source.image) - _saturation(target.image)
    )


def _saturation(image: np.ndarray) -> float:
    return float((image.max(2).astype(int) - image.min(2)).mean())


@pytest.mark.parametrize("name", NAMES)
def test_card_says_what_was_measured(name: str) -> None:
    card = read_card(FOLDER / name)
    assert card.preset in PRESETS
    assert card.results["num_frames"] >= 100
    assert card.results["data"] == "demo evaluation"
    readme = (FOLDER / name / "README.md").read_text()
    assert f"| mIoU | {card.results['means']['mIoU']:.1f} |" in readme
    assert f"`{card.preset}`" in results_table(find_checkpoints(FOLDER))
