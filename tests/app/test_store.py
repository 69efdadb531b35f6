"""What the tabs open with lies stored, and only for the weights and pictures that it is of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app import answers, checkpoints, examples, networks, store
from gioada.data.files import read_image


@pytest.fixture
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIOADA_CHECKPOINTS", raising=False)
    answers.forget()


@pytest.mark.usefixtures("nothing_remembered")
def test_the_page_opens_without_any_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def loaded(card: object, *_: object) -> None:
        pytest.fail(f"{card} was asked: run python -m app.store, and commit what it writes")

    monkeypatch.setattr(networks, "load", loaded)
    shown = {tab: list(steps) for tab, steps in store.openings()}
    assert set(shown) == {"Predict", "Translate"}
    assert all(shown.values())


@pytest.mark.usefixtures("nothing_remembered")
def test_stored_answers_are_those_of_the_networks() -> None:
    # Of the picture that Predict opens with, which follows from the checkpoints that there are.
    pictures = [read_image(Path(each.image)).values for each in examples.streets()]
    image, path = next(
        (image, path)
        for image in pictures
        for path in answers.FOLDER.glob(f"scene-*-{answers.fingerprint(image)}-*.npz")
    )
    kept = answers.stored(path.stem)
    assert kept is not None
    found = checkpoints.offered("task")
    asked = next(each for each in found if each.scene_key(image) == path.stem)
    answer = asked.predictor.predict(image)
    assert (answer.labels == kept["labels"]).mean() > 0.999, "sums differ between processors"


def test_what_is_damaged_or_no_name_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "FOLDER", tmp_path)
    assert answers.store("scene-1", {"labels": np.zeros((2, 2), np.uint8)}) > 0
    assert answers.stored("scene-1") is not None
    (tmp_path / "scene-1.npz").write_bytes(b"PK\x03\x04 cut off")
    assert answers.stored("scene-1") is None
    assert answers.stored("../scene-1") is None
