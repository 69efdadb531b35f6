"""What the tabs open with lies stored, and only for the weights and pictures that it is of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app import examples, networks, shelf, store, stored
from app.memory import Recent, num_bytes
from gioada.data.files import read_image


@pytest.fixture
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIOADA_CHECKPOINTS", raising=False)
    monkeypatch.setattr(shelf, "_answers", Recent(shelf.MEMORY, num_bytes))


@pytest.mark.usefixtures("nothing_remembered")
def test_the_page_opens_without_any_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def loaded(card: object, *_: object) -> None:
        pytest.fail(f"{card} was asked: run python -m app.store, and commit what it writes")

    monkeypatch.setattr(networks, "_loaded", loaded)
    shown = {tab: list(steps) for tab, steps in store.openings()}
    assert set(shown) == {"Translate", "Predict", "Compare"}
    assert all(shown.values())


@pytest.mark.usefixtures("nothing_remembered")
def test_stored_answers_are_those_of_the_networks() -> None:
    image = read_image(Path(examples.photos()[0].image)).values
    (path, *_) = sorted(stored.FOLDER.glob(f"scene-*-{shelf.fingerprint(image)}-*.npz"))
    kept = stored.read(path.stem)
    assert kept is not None
    name = next(n for n in shelf.names("task") if shelf.scene_key(n, image) == path.stem)
    answer = shelf.predictor(name).predict(image)
    assert (answer.labels == kept["labels"]).mean() > 0.999, "sums differ between processors"


def test_what_is_damaged_or_no_name_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    assert stored.write("scene-1", {"labels": np.zeros((2, 2), np.uint8)}) > 0
    assert stored.read("scene-1") is not None
    (tmp_path / "scene-1.npz").write_bytes(b"PK\x03\x04 cut off")
    assert stored.read("scene-1") is None
    assert stored.read("../scene-1") is None
