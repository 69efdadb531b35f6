"""Whether a photo is like what a network learned from, with an untrained network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app import answers, familiar
from app.checkpoints import find

pytestmark = pytest.mark.usefixtures("shelf_of_stand_ins")
RANDOM = np.random.default_rng(0)


def street() -> np.ndarray:
    """Sky over road, with a little noise; no two are the same."""
    picture = RANDOM.integers(0, 20, (48, 96, 3), np.uint8)
    picture[: RANDOM.integers(16, 32)] += 180
    return picture


def test_a_picture_of_another_kind_gets_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(familiar, "FOLDER", tmp_path)
    network, titles = find("na-demo"), {"na-demo": "Non-<adapted>"}
    other = RANDOM.integers(0, 256, (48, 96, 3), np.uint8)
    assert familiar.distance(network, other) is None, "nothing was measured yet"
    assert familiar.banner([network], other, titles) == ""
    familiar.measure(network, [street() for _ in range(48)])
    far, near = familiar.distance(network, other), familiar.distance(network, street())
    assert far is not None and near is not None
    assert far > 2 > near
    assert "Non-&lt;adapted&gt;" in familiar.banner([network], other, titles)
    assert len([key for key in answers.remembered() if key.startswith("features-")]) >= 2


def test_what_is_bundled_was_measured() -> None:
    assert list(familiar.FOLDER.glob("*.npz")), "python -m app.familiar"
