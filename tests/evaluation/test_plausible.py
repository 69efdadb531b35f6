"""Whether depth is in order where only labels are known, by hand-worked pictures."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.data.labels import CAMVID11, KITTI10
from gioada.evaluation.plausible import Plausibility, plausibility

SKY, ROAD, VOID = CAMVID11.classes.index("sky"), CAMVID11.classes.index("road"), 255


def column(labels: list[int], depth: list[float]) -> dict[str, float]:
    sums = Plausibility(CAMVID11, far=80.0)
    sums.add(np.array(depth, np.float32)[:, None], np.array(labels, np.uint8)[:, None])
    return plausibility(sums.sums)


def test_a_road_comes_nearer_and_the_sky_is_far() -> None:
    found = column([SKY, SKY, ROAD, ROAD, ROAD, ROAD], [80, 50, 40, 20, 25, 10])
    # 40 > 20 and 25 > 10 are in order, 20 < 25 is not; of the sky only 80 is beyond 60 m.
    assert found == {"road in order": pytest.approx(2 / 3), "sky far": pytest.approx(1 / 2)}


def test_only_pairs_that_are_road_both_count() -> None:
    assert column([ROAD, VOID, ROAD, ROAD], [1, 2, 9, 4])["road in order"] == 1


def test_what_is_not_there_is_not_known() -> None:
    assert all(np.isnan(value) for value in column([VOID, VOID], [1, 2]).values())


def test_rows_are_compared_a_twentieth_of_the_height_apart() -> None:
    sums = Plausibility(KITTI10, far=80.0)
    road = np.full((100, 1), KITTI10.classes.index("road"), np.uint8)
    sums.add(np.linspace(80, 1, 100, dtype=np.float32)[:, None], road)
    assert sums.sums[:2].tolist() == [95, 95]
