"""Any picture in, labels and depth of its own size out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gioada.data.labels import KITTI10
from gioada.inference.predictor import Predictor, load_predictor
from gioada.inference.tiling import Tiles
from tests.shelf import shelve

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    folder = tmp_path_factory.mktemp("shelf") / "tiny"
    shelve(folder)
    return load_predictor(folder, CPU)


def picture(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


@settings(max_examples=15, deadline=None)
@given(height=st.integers(1, 90), width=st.integers(1, 130))
def test_the_answer_has_the_pictures_size(predictor: Predictor, height: int, width: int) -> None:
    scene = predictor.predict(picture(height, width))
    assert scene.labels.shape == scene.confidence.shape == scene.depth.shape == (height, width)


def test_types_and_ranges(predictor: Predictor) -> None:
    scene = predictor.predict(picture(37, 121))
    assert predictor.space is KITTI10
    types = (scene.labels.dtype, scene.confidence.dtype, scene.depth.dtype)
    assert types == (np.uint8, np.float32, np.float32)
    assert scene.labels.max() < 10
    assert scene.confidence.min() >= 0.1 and scene.confidence.max() <= 1
    assert scene.depth.min() >= 0 and scene.depth.max() <= predictor.card.far


def test_the_network_works_at_the_size_of_its_training_unless_told(predictor: Predictor) -> None:
    seen = []
    hook = predictor.network.register_forward_pre_hook(lambda _, x: seen.append(x[0].shape[-2:]))
    for long_side in (None, 128):
        predictor.predict(picture(100, 200), long_side=long_side)
    hook.remove()
    assert [tuple(size) for size in seen] == [(32, 64), (64, 128)]


def test_at_the_training_size_the_answer_is_the_networks_own(predictor: Predictor) -> None:
    image = picture(32, 64)
    scene = predictor.predict(image)
    with torch.inference_mode():
        raw = predictor.network(torch.from_numpy(image).permute(2, 0, 1)[None] / 127.5 - 1)
    np.testing.assert_array_equal(scene.labels, raw.labels[0].argmax(0))
    np.testing.assert_allclose(scene.depth, raw.depth[0, 0] * 80, rtol=1e-5)


def test_a_picture_may_be_a_view_into_another(predictor: Predictor) -> None:
    image = picture(40, 64)
    mirrored = predictor.predict(image[:, ::-1])
    copied = predictor.predict(image[:, ::-1].copy())
    np.testing.assert_array_equal(mirrored.labels, copied.labels)


def test_a_folder_that_is_no_checkpoint_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no checkpoint"):
        load_predictor(tmp_path, CPU)


def test_a_large_picture_is_answered_at_its_own_size_from_a_smaller_one(
    predictor: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    hook = predictor.network.register_forward_pre_hook(lambda _, x: seen.append(x[0].shape[-2:]))
    monkeypatch.setattr("gioada.inference.sizing.LARGEST", 50 * 100)
    image = picture(100, 200)
    scene = predictor.predict(image, long_side=64)
    hook.remove()
    assert scene.labels.shape == scene.depth.shape == scene.confidence.shape == (100, 200)
    assert [tuple(size) for size in seen] == [(32, 64)]
    # Answered for 50 x 100 pixels: each said twice in either direction.
    np.testing.assert_array_equal(scene.depth[::2, ::2], scene.depth[1::2, 1::2])


def test_pictures_of_one_size_go_through_the_network_together(predictor: Predictor) -> None:
    images = [picture(40, 70), picture(40, 70)[::-1].copy()]
    together = predictor.predict_all(images)
    for image, scene in zip(images, together, strict=True):
        alone = predictor.predict(image)
        np.testing.assert_allclose(scene.depth, alone.depth, rtol=1e-4)
        assert (scene.labels == alone.labels).mean() > 0.999


def test_tiles_answer_at_the_pictures_size(predictor: Predictor) -> None:
    image, tiles = picture(100, 300), Tiles(side=128, overlap=32)
    (scene,) = predictor.predict_all([image], long_side=300, tiles=tiles)
    assert scene.labels.shape == scene.depth.shape == scene.confidence.shape == (100, 300)
    assert scene.confidence.min() >= 0.1 - 1e-6 and scene.confidence.max() <= 1 + 1e-6
    (whole,) = predictor.predict_all([picture(60, 90)], long_side=90, tiles=tiles)
    np.testing.assert_array_equal(
        whole.depth, predictor.predict(picture(60, 90), long_side=90).depth
    )


def test_the_lines_for_a_notebook_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    _, lines = (root / "README.md").read_text().split("```python\n%pip install .", 1)
    *before, last = lines.split("```")[0].strip().splitlines()[1:]
    names: dict[str, Any] = {}
    exec("\n".join(before), names)
    shown = eval(last, names)
    assert shown.size == names["scene"].labels.shape[::-1]
