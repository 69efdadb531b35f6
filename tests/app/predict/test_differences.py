"""Who differs and who is right, pixel by pixel, by hand."""

from __future__ import annotations

import numpy as np

from app.predict.differences import (
    NONE,
    ONE,
    ONLY,
    RIGHT,
    SHARED,
    SOME,
    SPLIT,
    UNKNOWN,
    WRONG,
    depths_apart,
    judged,
    largest_differences,
    marks,
)
from gioada.data.labels import KITTI10, VOID

ROAD, TERRAIN, CAR = (KITTI10.classes.index(name) for name in ("road", "terrain", "car"))


def maps(*rows: list[int]) -> list[np.ndarray]:
    return [np.array([row], np.uint8) for row in rows]


def test_without_truth_it_is_told_whether_one_stands_alone() -> None:
    assert marks(maps([0, 1, 2]), None).tolist() == [[0, 0, 0]]
    assert marks(maps([0, 1, 2], [0, 3, 2]), None).tolist() == [[0, ONE, 0]]
    three = maps([0, 0, 0], [0, 0, 1], [0, 2, 2])
    assert marks(three, None).tolist() == [[0, ONE, SPLIT]]
    four = maps([0, 0, 0], [0, 0, 0], [0, 1, 1], [1, 1, 2])
    assert marks(four, None).tolist() == [[ONE, SPLIT, SPLIT]]


def test_with_truth_it_is_told_who_is_right() -> None:
    truth = np.array([[0, 0, 0, 0, VOID, 5]], np.uint8)
    two = maps([0, 0, 1, 1, 1, 1], [0, 1, 0, 2, 2, 1])
    assert marks(two, truth).tolist() == [[0, ONLY, ONLY + 1, NONE, UNKNOWN, SHARED]]
    three = [*two, np.array([[1, 0, 1, 3, 1, 1]], np.uint8)]
    assert marks(three, truth).tolist() == [[SOME, SOME, ONLY + 1, NONE, UNKNOWN, SHARED]]
    assert judged(two[0], truth).tolist() == [[RIGHT, RIGHT, WRONG, WRONG, 0, WRONG]]


def test_depths_differ_beyond_a_quarter() -> None:
    one, other = np.array([[10.0, 10.0, 10.0, 0.0]]), np.array([[12.4, 12.6, 7.9, 0.05]])
    assert depths_apart([one, other]) == 0.5
    assert depths_apart([one]) == 0


def test_the_largest_places_in_words() -> None:
    labels = [np.full((20, 40), ROAD, np.uint8) for _ in range(3)]
    labels[1][2:8, 5:15] = labels[2][2:8, 5:15] = TERRAIN
    labels[2][10:13, 30:32] = CAR
    truth = np.full((20, 40), TERRAIN, np.uint8)
    truth[10:13] = VOID
    found = largest_differences(["na", "cg", "both"], labels, KITTI10, truth)
    assert [each.sentence for each in found] == [
        "na: road; cg, both: terrain; 7.5% of the picture; given: terrain",
        "na, cg: road; both: car; 0.8% of the picture; given: no class",
    ]
    first = found[0].place
    assert (first.left, first.top, first.width, first.height, first.pixels) == (5, 2, 10, 6, 60)
    assert largest_differences(["na", "cg", "both"], labels, KITTI10)[0].given == ""


def test_places_of_a_large_photo_lie_where_they_are_in_it() -> None:
    labels = [np.zeros((1500, 4096), np.uint8) for _ in range(2)]
    labels[1][400:800, 1000:2000] = CAR
    (found,) = largest_differences(["a", "b"], labels, KITTI10)
    place = found.place
    assert abs(place.left - 1000) <= 4 and abs(place.width - 1000) <= 8
    assert abs(place.top - 400) <= 4 and abs(place.height - 400) <= 8
    assert abs(place.share - 400_000 / labels[0].size) < 1e-3
