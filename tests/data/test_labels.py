"""Label spaces against the tables that define them."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.data.labels import (
    CAMVID11,
    CITYSCAPES,
    CITYSCAPES16,
    KITTI10,
    LABEL_SPACES,
    VOID,
    LabelSpace,
    find_space,
    part_of,
)

SPACES = list(LABEL_SPACES.values())


def test_cityscapes_has_every_id_once() -> None:
    assert list(CITYSCAPES) == list(range(34))
    assert CITYSCAPES[7] == ("road", (128, 64, 128))
    assert CITYSCAPES[33] == ("bicycle", (119, 11, 32))


def test_classes_are_in_the_order_of_the_papers_tables() -> None:
    assert KITTI10.classes == (
        *("road", "building", "pole", "traffic light", "traffic sign"),
        *("vegetation", "terrain", "sky", "car", "truck"),
    )
    assert CITYSCAPES16.classes == (
        *("road", "sidewalk", "building", "wall", "fence", "pole", "traffic light"),
        *("traffic sign", "vegetation", "sky", "person", "rider", "car", "bus"),
        *("motorcycle", "bicycle"),
    )
    assert CAMVID11.classes[0] == "sky"
    assert CAMVID11.colours[4] == (60, 40, 222)


def test_thirteen_classes_leave_out_wall_fence_and_pole() -> None:
    means = dict(CITYSCAPES16.means)
    dropped = set(means["mIoU16"]) - set(means["mIoU13"])
    assert {CITYSCAPES16.classes[index] for index in dropped} == {"wall", "fence", "pole"}


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_each_id_is_in_its_class_or_void(space: LabelSpace) -> None:
    labels = space.from_ids(np.arange(256, dtype=np.uint8))
    for id_ in range(256):
        holders = [index for index, group in enumerate(space.ids) if id_ in group]
        assert labels[id_] == (holders[0] if holders else VOID)
        assert len(holders) <= 1


def test_sidewalk_is_not_scored_on_kitti() -> None:
    assert KITTI10.from_ids(np.array([[7, 8]], np.uint8)).tolist() == [[0, VOID]]


def test_colours_are_distinct_and_void_is_black() -> None:
    for space in SPACES:
        labels = np.array([[*range(space.num_classes), VOID]], np.uint8)
        painted = space.colourise(labels)
        assert painted.shape == (1, space.num_classes + 1, 3)
        assert painted.dtype == np.uint8
        assert painted[0, :-1].tolist() == [list(colour) for colour in space.colours]
        assert painted[0, -1].tolist() == [0, 0, 0]
        assert len(set(space.colours)) == space.num_classes


def test_other_number_types_are_refused() -> None:
    with pytest.raises(ValueError, match="int64"):
        KITTI10.from_ids(np.array([[-1]]))


def test_a_space_needs_as_many_colours_as_classes() -> None:
    with pytest.raises(ValueError, match="2 classes, 1"):
        LabelSpace(name="x", classes=("a", "b"), colours=((0, 0, 0),), ids=((1,), (2,)), means=())


def test_a_part_of_a_space_keeps_order_colours_and_ids_and_can_be_found_by_its_name() -> None:
    part = part_of(CITYSCAPES16, {"car", "road", "pole"})
    assert part.name == "cityscapes16[road,pole,car]"
    assert part.classes == ("road", "pole", "car") and part.ids == ((7,), (17,), (26,))
    assert part.colours == ((128, 64, 128), (153, 153, 153), (0, 0, 142))
    assert part.from_ids(np.array([[7, 8, 26]], np.uint8)).tolist() == [[0, VOID, 2]]
    assert part.means == (("mIoU of 3", (0, 1, 2)), ("mIoU of 2", (0, 2)))
    assert find_space(part.name) == part


def test_all_of_a_space_is_the_space() -> None:
    assert part_of(KITTI10, KITTI10.classes) is KITTI10


def test_a_mean_that_loses_nothing_keeps_its_name() -> None:
    thirteen = [c for c in CITYSCAPES16.classes if c not in ("wall", "fence", "pole")]
    part = part_of(CITYSCAPES16, thirteen)
    assert [name for name, _ in part.means] == ["mIoU of 13", "mIoU13"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("kitty10", "there is no label space 'kitty10'; there are: kitti10"),
        ("kitti10[road,rode]", "rode is no part of kitti10, whose classes are road, building"),
        ("kitti10[]", "is no part of kitti10"),
    ],
)
def test_what_is_no_space_is_named(name: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        find_space(name)


def test_class_indices_become_ids_and_void_becomes_none() -> None:
    labels = np.array([[0, 2, 255]], np.uint8)
    assert KITTI10.to_ids(labels).tolist() == [[7, 17, 0]]
    assert CAMVID11.to_ids(labels).tolist() == [[23, 17, 0]]
