"""Rare classes are drawn more often, the same ones each time."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from gioada.data.augment import Augmentation
from gioada.data.frame import Frame
from gioada.data.labels import KITTI10
from gioada.data.rare import find_rare
from gioada.data.stream import PairStream
from tests.problems import refused

ROAD, POLE = 7, 17


class Streets:
    """Frames of road, of which the last one of ten also has a pole; the depth is its number."""

    def __len__(self) -> int:
        return 10

    def __getitem__(self, index: int) -> Frame:
        ids = np.full((4, 8), ROAD, np.uint8)
        if index == 9:
            ids[:2, 0] = POLE
        depth = np.full((4, 8), index + 1, np.float32)
        return Frame(image=np.zeros((4, 8, 3), np.uint8), ids=ids, depth=depth)


def stream(share: float) -> PairStream:
    change = Augmentation()
    return PairStream(
        Streets(), Streets(), KITTI10, seed=3, source_change=change, target_change=change,
        rare_share=share,
    )  # fmt: skip


def drawn(share: float, count: int) -> list[int]:
    """The numbers of the source frames at the first positions."""
    made = stream(share)
    return [round(float(made[position][2].max()) * 80) - 1 for position in range(count)]


def test_what_shows_which_class() -> None:
    rare = find_rare(Streets(), KITTI10)
    assert [list(indices) for indices in rare.frames[:3]] == [list(range(10)), [], [9]]
    assert rare.chances.sum() == pytest.approx(1)
    assert rare.chances[2] > 0.99  # the pole covers 1/160 of the pixels, the road the rest
    assert rare.chances[1] == 0


def test_a_share_of_the_positions_shows_a_rare_class() -> None:
    plain, mixed = Counter(drawn(0.0, 100)), Counter(drawn(0.5, 100))
    assert set(plain.values()) == {10}
    assert 45 <= mixed[9] <= 70
    assert len(mixed) == 10


def test_a_run_that_goes_on_sees_the_same() -> None:
    whole, later = drawn(0.5, 30), stream(0.5)
    assert [round(float(later[p][2].max()) * 80) - 1 for p in range(20, 30)] == whole[20:]


def test_a_source_without_the_classes_is_refused() -> None:
    class Void(Streets):
        def __getitem__(self, index: int) -> Frame:
            ids = np.zeros((4, 8), np.uint8)
            return Frame(image=np.zeros((4, 8, 3), np.uint8), ids=ids)

    with refused("data.classes_absent"):
        find_rare(Void(), KITTI10)
