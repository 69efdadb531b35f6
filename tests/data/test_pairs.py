"""The pairs by name, and that no part of one shows up in another."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from gioada.data.labels import CAMVID11, CITYSCAPES16, KITTI10
from gioada.data.pairs import PAIRS, DemoSet, find_pair


def test_pairs_and_their_classes() -> None:
    spaces = {name: pair.space for name, pair in PAIRS.items()}
    assert spaces == {
        "demo": KITTI10,
        "demo-cityscapes": CITYSCAPES16,
        "demo-camvid": CAMVID11,
        "demo-tiny": KITTI10,
    }
    assert all(pair.name == name for name, pair in PAIRS.items())


@pytest.mark.parametrize("name", PAIRS)
def test_training_sees_no_target_labels_and_no_frame_of_another_part(name: str) -> None:
    pair = find_pair(name)
    assert not pair.target.labelled
    parts = (pair.source, pair.target, pair.evaluation, pair.validation, pair.held_out)
    for one, other in combinations(parts, 2):
        numbers = [set(range(part.first, part.first + part.count)) for part in (one, other)]
        assert one.domain != other.domain or not numbers[0] & numbers[1]
    assert [part.domain for part in parts] == ["source", "target", "target", "target", "source"]


def test_an_unknown_pair_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no pair 'dmeo'; the pairs are: demo demo-city"):
        find_pair("dmeo")


def test_a_part_opens_as_frames(tmp_path: Path) -> None:
    options = {"domain": "target", "first": 4, "count": 1}
    labelled = DemoSet(**options).open(tmp_path, height=32, width=64)
    blind = DemoSet(**options, labelled=False).open(tmp_path, height=32, width=64)
    assert len(labelled) == len(blind) == 1
    assert labelled[0].ids is not None and labelled[0].depth is not None
    assert blind[0].ids is None and blind[0].depth is None
    np.testing.assert_array_equal(labelled[0].image, blind[0].image)
