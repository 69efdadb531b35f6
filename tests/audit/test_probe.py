"""What training on translations is worth, on frames of which the answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.audit.options import Against
from gioada.audit.pairing import pair
from gioada.audit.probe import LABELLED, PSEUDO, probe
from gioada.audit.reading import Encodings
from gioada.audit.result import Probe
from gioada.data.labels import KITTI10
from tests.shelf import BrightnessJudge

ROAD, SKY = 7, 23


class Judge(BrightnessJudge):
    """Reads the class off the red value; see ``BrightnessJudge``."""

    name = "brightness"
    mapping = ()
    reads_depth = True

    def read(self, image: np.ndarray):
        return self.predict(np.minimum(image, KITTI10.num_classes - 1))


def scene(sky: int, road: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Sky above road in these greys, and its ids; the horizon differs."""
    horizon = 12 + 2 * seed
    image = np.full((32, 64, 3), sky, np.uint8)
    image[horizon:] = road
    ids = np.full((32, 64), SKY, np.uint8)
    ids[horizon:] = ROAD
    return image, ids


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Bright sky in the source; dark sky above bright road in translations and target."""
    for index in range(4):
        source, ids = scene(230, 60, index)
        target, _ = scene(40, 200, index)
        for name, picture in {
            "source": source,
            "made": target,
            "labels": ids,
            "target": target,
            "target-labels": ids,
        }.items():
            (tmp_path / name).mkdir(exist_ok=True)
            Image.fromarray(picture).save(tmp_path / name / f"{index}.png")
    return tmp_path


def run(folder: Path, *, steps: int, target_labels: str | None = None) -> Probe:
    files = pair(*(str(folder / name) for name in ("source", "made", "labels"))).frames
    encodings = Encodings(labels="cityscapes-ids")
    return probe(
        files,
        encodings,
        Judge(),
        str(folder / "target"),
        steps=steps,
        target_labels=target_labels,
        device="cpu",
    )


def test_translations_like_the_target_are_worth_more(folder: Path) -> None:
    found = run(folder, steps=30, target_labels=str(folder / "target-labels"))
    rows = {row.trained_on: row for row in found.rows}
    assert list(rows) == ["source", "translated", "both"]
    assert (found.measure, found.images, found.steps) == (LABELLED, 4, 30)
    assert rows["translated"].mean > rows["source"].mean + 5
    assert rows["source"].gain is None
    gain = rows["translated"].gain
    assert gain is not None
    assert gain.value == pytest.approx(rows["translated"].mean - rows["source"].mean)
    assert set(rows["source"].scores) == {"road", "sky"}
    assert "one seed" in found.note


def test_without_labels_it_is_called_what_it_is(folder: Path) -> None:
    found = run(folder, steps=2)
    assert found.measure == PSEUDO
    assert "no truth" in found.note


def test_a_probe_without_target_is_refused() -> None:
    with pytest.raises(ValueError, match="--target"):
        Against(probe=100)
