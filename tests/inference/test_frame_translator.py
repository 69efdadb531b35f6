"""Translations of any triple, and what happens when the three do not fit together."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gioada.inference.frame_translator import FrameTranslator, load_frame_translator
from gioada.inference.tiling import Tiles
from tests.shelf import shelve


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> FrameTranslator:
    folder = tmp_path_factory.mktemp("shelf") / "tiny"
    shelve(folder)
    return load_frame_translator(folder, torch.device("cpu"))


def triple(height: int, width: int) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(0)
    return {
        "image": draw.integers(0, 256, (height, width, 3), np.uint8),
        "labels": draw.integers(0, 10, (height, width), np.uint8),
        "depth": draw.uniform(1, 90, (height, width)).astype(np.float32),
    }


def translate(
    translator: FrameTranslator, values: dict[str, np.ndarray], **options: int
) -> np.ndarray:
    values = dict(values)
    return translator.translate(values.pop("image"), **values, **options)


@pytest.mark.parametrize(
    ("size", "long_side", "expected"),
    [((32, 64), None, (32, 64)), ((97, 201), 101, (49, 101)), ((201, 97), None, (64, 32))],
)
def test_translations_have_the_working_size(
    translator: FrameTranslator,
    size: tuple[int, int],
    long_side: int | None,
    expected: tuple[int, int],
) -> None:
    options = {} if long_side is None else {"long_side": long_side}
    translated = translate(translator, triple(*size), **options)
    assert translated.shape == (*expected, 3) and translated.dtype == np.uint8


@pytest.mark.parametrize("name", ["labels", "depth"])
def test_both_conditions_reach_the_network(translator: FrameTranslator, name: str) -> None:
    values = triple(32, 64)
    before = translate(translator, values)
    changed = np.zeros_like(values[name])
    assert not np.array_equal(translate(translator, {**values, name: changed}), before)


def test_the_sky_may_be_infinitely_far_and_labels_void(translator: FrameTranslator) -> None:
    values = triple(32, 64)
    far = translate(translator, {**values, "depth": np.full((32, 64), 80.0, np.float32)})
    sky = translate(translator, {**values, "depth": np.full((32, 64), np.inf, np.float32)})
    np.testing.assert_array_equal(far, sky)
    translate(translator, {**values, "labels": np.full((32, 64), 255, np.uint8)})


@pytest.mark.parametrize("name", ["labels", "depth"])
def test_three_files_of_different_sizes_are_refused(translator: FrameTranslator, name: str) -> None:
    values = triple(32, 64)
    with pytest.raises(ValueError, match="differ in size: give three files of the same frame"):
        translate(translator, {**values, name: values[name][:, :-1]})


def test_labels_are_not_blended_when_they_shrink(translator: FrameTranslator) -> None:
    seen = []
    hook = translator.network.register_forward_pre_hook(
        lambda _, __, named: seen.append(named), with_kwargs=True
    )
    values = triple(64, 128)
    values["labels"] = np.where(values["labels"] > 4, 9, 0).astype(np.uint8)
    translate(translator, values)
    hook.remove()
    assert set(seen[0]["labels"].unique().tolist()) == {0, 9}
    assert seen[0]["depth"].max() <= 1


def test_a_batch_and_tiles_give_pictures_of_the_working_size(translator: FrameTranslator) -> None:
    values = triple(100, 300)
    many = {
        f"{name}" if name != "image" else "images": [each, each] for name, each in values.items()
    }
    images = many.pop("images")
    tiled = translator.translate_all(
        images, **many, long_side=300, tiles=Tiles(side=128, overlap=32)
    )
    assert [each.shape for each in tiled] == [(100, 300, 3)] * 2
    whole = translator.translate_all(images, **many)
    alone = translate(translator, values)
    assert np.abs(whole[1].astype(int) - alone).max() <= 1
