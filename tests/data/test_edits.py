"""Edited conditions, by hand."""

from __future__ import annotations

import numpy as np

from gioada.data.edits import Edits, connected, edited
from gioada.data.frame import SKY_DEPTH
from gioada.data.labels import KITTI10
from tests.problems import refused

ROAD, POLE, SKY, TREE = (
    KITTI10.classes.index(name) for name in ("road", "pole", "sky", "vegetation")
)


def street() -> tuple[np.ndarray, np.ndarray]:
    """Two poles; between a tree at 30 m on the left and the sky on the right."""
    labels = np.array([[TREE, TREE, POLE, SKY, POLE, SKY], [ROAD, ROAD, POLE, ROAD, POLE, ROAD]])
    depth = np.array([[30, 30, 10, SKY_DEPTH, 12, SKY_DEPTH], [20, 20, 10, 16, 12, 14]], np.float32)
    return labels.astype(np.uint8), depth


def test_nothing_changes_nothing() -> None:
    labels, depth = street()
    after = edited(Edits(), labels, depth, KITTI10)
    assert (after[0] == labels).all()
    np.testing.assert_allclose(after[1], depth)


def test_an_erased_pole_shows_what_lies_further_back() -> None:
    labels, depth = street()
    new_labels, new_depth = edited(Edits(erase=((2, 0),)), labels, depth, KITTI10)
    assert new_labels[:, 2].tolist() == [SKY, ROAD]
    np.testing.assert_allclose(new_depth[:, 2], [SKY_DEPTH, 20])
    assert (new_labels[:, 4] == POLE).all(), "the other pole stays"
    assert labels[0, 2] == POLE, "what was given is not touched"


def test_at_the_edge_there_is_one_side_to_fill_from() -> None:
    labels = np.array([[POLE, TREE, POLE]], np.uint8)
    depth = np.array([[5, 9, 5]], np.float32)
    after, metres = edited(Edits(erase=((0, 0), (2, 0))), labels, depth, KITTI10)
    assert after.tolist() == [[TREE, TREE, TREE]]
    assert metres.tolist() == [[9, 9, 9]]


def test_only_connected_pixels_are_one_object() -> None:
    labels, _ = street()
    assert connected(labels, 4, 1).tolist() == [[False] * 4 + [True, False]] * 2


def test_a_class_is_swapped_everywhere() -> None:
    labels, depth = street()
    after, _ = edited(Edits(swap_from="pole", swap_to="vegetation"), labels, depth, KITTI10)
    assert (after[labels == POLE] == TREE).all()
    assert (after[labels != POLE] == labels[labels != POLE]).all()


def test_depth_is_flattened_scaled_and_bent_but_the_sky_stays() -> None:
    labels, depth = street()
    flat = edited(Edits(flatten=1), labels, depth, KITTI10)[1]
    assert set(flat[depth < SKY_DEPTH].tolist()) == {15.0}, "the median of what is no sky"
    assert (flat[depth == SKY_DEPTH] == SKY_DEPTH).all()
    np.testing.assert_allclose(edited(Edits(scale=2), labels, depth, KITTI10)[1][1], 2 * depth[1])
    bent = edited(Edits(bend=1), labels, depth, KITTI10)[1]
    np.testing.assert_allclose(bent[1, [0, -1]], [10, 28])


def test_half_an_edit_or_an_unknown_class_is_a_sentence() -> None:
    labels, depth = street()
    with refused("data.edit_swap"):
        Edits(swap_from="pole")
    with refused("data.classes"):
        edited(Edits(swap_from="tower", swap_to="pole"), labels, depth, KITTI10)
    with refused("data.edit_outside"):
        edited(Edits(erase=((6, 0),)), labels, depth, KITTI10)
