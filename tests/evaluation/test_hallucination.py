"""Destroyed and invented content, pixel by pixel."""

from __future__ import annotations

import numpy as np

from gioada.data.labels import KITTI10, VOID
from gioada.evaluation.hallucination import (
    DESTROYED,
    GAINED,
    INVENTED,
    UNREADABLE,
    hallucinations,
    harms,
    shares,
)

ROAD, POLE, SKY, TREE = (
    KITTI10.classes.index(name) for name in ("road", "pole", "sky", "vegetation")
)


def street() -> np.ndarray:
    """Sky above road, with a pole and at the right a tree, 40 x 200 pixels: reach is 6."""
    labels = np.full((40, 200), SKY, np.uint8)
    labels[20:] = ROAD
    labels[:, 50:54] = POLE
    labels[:20, 180:] = TREE
    return labels


def test_a_tree_in_the_open_sky_is_invented_and_one_that_grew_is_not() -> None:
    labels, after = street(), street()
    after[5:10, 100:110] = TREE
    after[5:10, 176:180] = TREE
    found = hallucinations(labels, after, labels, KITTI10)
    assert (found[5:10, 100:110] == INVENTED).all()
    assert (found[5:10, 176:180] == DESTROYED).all()
    assert np.count_nonzero(found) == 50 + 20


def test_each_fate_of_a_pixel() -> None:
    labels = street()
    before, after = labels.copy(), labels.copy()
    before[30, 0], after[30, 0] = SKY, POLE
    before[30, 1] = SKY
    labels[30, 2], after[30, 2] = VOID, TREE
    found = hallucinations(before, after, labels, KITTI10)
    assert found[30, :3].tolist() == [UNREADABLE, GAINED, 0]
    assert shares(found)["readable only now"] == 1 / 8000


def test_places_are_told_in_words_largest_first() -> None:
    labels, after = street(), street()
    after[:20, 50:54] = SKY
    after[5:15, 100:120] = TREE
    found = hallucinations(labels, after, labels, KITTI10)
    first, second = harms(found, after, labels, KITTI10)
    assert first.sentence == "sky became vegetation, 2.5 % of the picture"
    assert first.invented
    assert (first.place.left, first.place.top, first.place.width) == (100, 5, 20)
    assert (second.was, second.became, second.invented) == ("pole", "sky", False)
    assert second.place.pixels == 80
