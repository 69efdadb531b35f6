"""Rows of small pictures, and networks that answer what a test can foresee."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.data.labels import KITTI10
from gioada.figures.networks import Absent
from gioada.figures.recipe import Column, Given, Recipe, Row
from gioada.inference.predictor import Scene
from gioada.models.card import Card

HEIGHT, WIDTH = 40, 80


def file_of(values: np.ndarray, name: str) -> Given:
    """A PNG of these values."""
    stream = io.BytesIO()
    Image.fromarray(values).save(stream, "PNG")
    return Given.of_bytes(name, stream.getvalue())


class Foreseen:
    """A checkpoint "mine" that sees road everywhere at 10 m, and translates into grey."""

    def __init__(self, weights: Path) -> None:
        (weights / "task.safetensors").write_bytes(b"weights")
        self.weights, self.ran = weights, 0

    def card(self, name: str) -> Card:
        if name != "mine":
            raise Absent(f"no {name}")
        return Card(
            name=name,
            preset="both",
            pair="demo",
            space="kitti10",
            height=HEIGHT,
            width=WIDTH,
            seed=3,
            steps=7,
            path=str(self.weights),
        )

    def scene(self, name: str, image: np.ndarray, long_side: int | None) -> Scene:
        self.ran += 1
        shape = image.shape[:2]
        return Scene(
            labels=np.zeros(shape, np.uint8),
            confidence=np.ones(shape, np.float32),
            depth=np.full(shape, 10, np.float32),
        )

    def translation(
        self,
        name: str,
        image: np.ndarray,
        labels: np.ndarray,
        depth: np.ndarray,
        long_side: int | None,
    ) -> np.ndarray:
        assert labels.shape == depth.shape == image.shape[:2]
        assert np.isfinite(depth).all()
        return np.full_like(image, 128)


@pytest.fixture
def networks(tmp_path: Path) -> Foreseen:
    return Foreseen(tmp_path)


@pytest.fixture
def row() -> Row:
    """Left half road, right half sky (Cityscapes ids 7 and 23); depth 5 m, in centimetres."""
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    ids = np.full((HEIGHT, WIDTH), 23, np.uint8)
    ids[:, : WIDTH // 2] = 7
    depth = np.full((HEIGHT, WIDTH), 500, np.uint16)
    return Row(
        title="First",
        image=file_of(image, "a.png"),
        labels=file_of(ids, "a_labelIds.png"),
        depth=file_of(depth, "a_depth.png"),
        label_encoding="cityscapes-ids",
        depth_encoding="centimetres-16bit",
    )


@pytest.fixture
def recipe_of(row: Row) -> Callable[..., Recipe]:
    """Make a recipe of one row and columns given as (kind, checkpoint)."""

    def make(*columns: tuple[str, str], **values: object) -> Recipe:
        shown = tuple(
            Column(kind=kind, checkpoint=name, title=kind.capitalize())  # type: ignore[arg-type]
            for kind, name in columns or (("image", ""),)
        )
        small = {"width": 84.0, "dpi": 150}
        return Recipe(**{"rows": (row,), "columns": shown, **small, **values})  # type: ignore[arg-type]

    return make


@pytest.fixture
def road() -> tuple[int, int, int]:
    return KITTI10.colours[0]
