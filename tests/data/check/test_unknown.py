"""Values that are in no table, among those that a reader gives no class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gioada.data.check.unknown import unknown_values
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.sets.disk import Labelling
from tests.data.sets.trees_city import save, synthia_labels


def read(values: np.ndarray, encoding: str) -> Labelling:
    ids, unknown = LABEL_ENCODINGS[encoding].look_up(values)
    return Labelling(ids=ids, unknown=unknown)


def test_numbers_commonest_first_without_known_void(tmp_path: Path) -> None:
    values = np.array([[7, 0, 0, 77], [23, 77, 99, 255]], np.uint8)
    path = save(tmp_path / "labels.png", values)
    assert unknown_values(path, read(values, "cityscapes-ids")) == {"77": 2, "99": 1}


def test_colours_without_known_void(tmp_path: Path) -> None:
    values = np.full((4, 4, 3), (100, 60, 100), np.uint8)
    values[0], values[1], values[2, 0] = (0, 0, 0), (80, 80, 80), (1, 2, 3)
    path = save(tmp_path / "labels.png", values)
    assert unknown_values(path, read(values, "virtual-kitti-colour")) == {"1,2,3": 1}


@pytest.mark.parametrize("alpha", [False, True])
def test_tags_in_red(tmp_path: Path, alpha: bool) -> None:
    tags = np.zeros((2, 3, 4 if alpha else 3), np.uint8)
    tags[..., 0] = [[1, 40, 40], [0, 0, 11]]
    path = save(tmp_path / "labels.png", tags)
    assert unknown_values(path, read(tags[..., 0], "carla-0.9.14")) == {"40": 2}


def test_sixteen_bits_in_red(tmp_path: Path) -> None:
    ids = np.array([[8, 300, 8, 1]])
    path = save(tmp_path / "labels.png", synthia_labels(ids))
    assert unknown_values(path, read(ids.astype(np.uint16), "synthia")) == {"300": 1}


def test_many_colours_are_all_told(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 256, (20, 20, 3), np.uint8)
    path = save(tmp_path / "labels.png", values)
    found = unknown_values(path, read(values, "virtual-kitti-colour"))
    assert sum(found.values()) == 400


def test_a_map_of_another_size_tells_nothing(tmp_path: Path) -> None:
    path = save(tmp_path / "labels.png", np.zeros((2, 2), np.uint8))
    assert unknown_values(path, read(np.zeros((3, 3), np.uint8), "camvid")) == {}
