"""Label encodings: every value of each ends in a class or in void, and in the right one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gioada.data.encodings import label_encodings, pack_colours
from gioada.data.labels import CAMVID11, CITYSCAPES, CITYSCAPES16, LABEL_SPACES, VOID, LabelSpace

SPACES = list(LABEL_SPACES.values())
FIXED = label_encodings(CITYSCAPES16)
few = settings(deadline=None, max_examples=30)


def ids_of(encoding: str, *values: int | tuple[int, int, int]) -> list[int]:
    ids, known = FIXED[encoding].to_ids(np.array([values]))
    assert known.all()
    return ids[0].tolist()


def test_the_encodings_that_people_can_choose() -> None:
    assert list(FIXED) == [
        *("cityscapes-ids", "cityscapes-train-ids", "synthia", "camvid"),
        *("carla-0.9.10", "carla-0.9.14", "colour", "virtual-kitti-colour"),
        *("class-index", "class-colour"),
    ]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_every_value_of_every_encoding_is_in_a_class_or_void(space: LabelSpace) -> None:
    for encoding in label_encodings(space).values():
        assert set(encoding.table.values()) <= set(CITYSCAPES)
        keys = np.array([sorted(encoding.table)])
        if encoding.kind == "colour":
            keys = np.stack([keys >> 16, (keys >> 8) & 255, keys & 255], -1).astype(np.uint8)
        ids, known = encoding.to_ids(keys)
        assert known.all()
        labels = space.from_ids(ids)
        assert ((labels < space.num_classes) | (labels == VOID)).all()


@few
@given(
    values=hnp.arrays(np.int32, (2, 3), elements=st.integers(-5, 70000)),
    name=st.sampled_from([name for name, one in FIXED.items() if one.kind == "index"]),
)
def test_values_outside_a_table_are_unlabeled_and_reported(values: np.ndarray, name: str) -> None:
    ids, known = FIXED[name].to_ids(values)
    for value, id_, is_known in zip(values.flat, ids.flat, known.flat, strict=True):
        assert is_known == (int(value) in FIXED[name].table)
        assert id_ == FIXED[name].table.get(int(value), 0)


@few
@given(hnp.arrays(np.uint8, (2, 3, 3)))
def test_any_colour_can_be_read(values: np.ndarray) -> None:
    ids, known = FIXED["colour"].to_ids(values)
    assert (ids[~known] == 0).all()
    assert pack_colours(values).max() < 2**24


@few
@given(data=st.data(), name=st.sampled_from(list(FIXED)))
def test_every_pixel_gets_what_its_value_means(data: st.DataObject, name: str) -> None:
    encoding = FIXED[name]
    dtype = data.draw(st.sampled_from([np.uint8, np.uint16, np.int32]))
    top = int(np.iinfo(dtype).max)
    if encoding.kind == "index":
        elements = st.sampled_from(sorted(encoding.table)) | st.integers(0, min(top, 70000))
        packed = values = data.draw(hnp.arrays(dtype, (3, 4), elements=elements))
    else:
        # Near each other in every channel, so that no rounding would keep them apart.
        near = st.sampled_from([0x000000, 0x000001, 0x000100, 0x010000, 0xFFFFFF])
        colours = st.sampled_from(sorted(encoding.table)) | near | st.integers(0, 2**24 - 1)
        packed = data.draw(hnp.arrays(np.int64, (3, 4), elements=colours))
        values = np.stack([packed >> 16, (packed >> 8) & 255, packed & 255], -1).astype(np.uint8)
    before = values.copy()
    ids, known = encoding.to_ids(values)
    assert ids.dtype == np.uint8 and (values == before).all()
    for value, id_, is_known in zip(packed.flat, ids.flat, known.flat, strict=True):
        assert is_known == (int(value) in encoding.table)
        assert id_ == encoding.table.get(int(value), 0)


def test_a_fourth_channel_is_no_part_of_a_colour() -> None:
    road = np.array([[[128, 64, 128, 255], [128, 64, 128, 0]]], np.uint8)
    for values in (road, road.view(np.uint32)[..., 0]):
        ids, known = FIXED["colour"].to_ids(values)
        assert ids.tolist() == [[7, 7]] and known.all()


def test_ids_of_each_data_set() -> None:
    assert ids_of("cityscapes-ids", 0, 7, 33, 255) == [0, 7, 33, 0]
    assert ids_of("cityscapes-train-ids", 0, 10, 18, 255) == [7, 23, 33, 0]
    # sky, road, car, motorcycle, terrain, rider, wall, lane marking
    assert ids_of("synthia", 1, 3, 8, 12, 16, 17, 21, 22) == [23, 7, 26, 32, 22, 25, 12, 0]
    # sky, pavement, sign, void
    assert ids_of("camvid", 0, 4, 6, 11) == [23, 8, 20, 0]
    # building, road line, road, vehicle, sky, terrain
    assert ids_of("carla-0.9.10", 1, 6, 7, 10, 13, 22) == [11, 7, 7, 26, 23, 22]
    # road, terrain, sky, rider, bicycle, road line, guard rail
    assert ids_of("carla-0.9.14", 1, 10, 11, 13, 19, 24, 28) == [7, 22, 23, 25, 33, 7, 14]


def test_colours_of_the_simulators() -> None:
    line, old_terrain, terrain = (157, 234, 50), (145, 170, 100), (152, 251, 152)
    assert ids_of("colour", (0, 0, 0), line, old_terrain, terrain) == [0, 7, 22, 22]
    assert ids_of("colour", (100, 40, 40), (190, 153, 153), (153, 153, 153)) == [13, 13, 17]
    tree, van, guard_rail = (0, 199, 0), (0, 139, 139), (255, 100, 255)
    assert ids_of("virtual-kitti-colour", tree, van, guard_rail) == [21, 26, 14]


def test_sixteen_published_train_ids_of_synthia() -> None:
    published = {3: 0, 4: 1, 2: 2, 21: 3, 5: 4, 7: 5, 15: 6, 9: 7, 6: 8, 1: 9, 10: 10, 17: 11}
    published |= {8: 12, 19: 13, 12: 14, 11: 15}
    values = np.array([list(range(23))])
    labels = CITYSCAPES16.from_ids(FIXED["synthia"].to_ids(values)[0])
    assert labels[0].tolist() == [published.get(id_, VOID) for id_ in range(23)]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_a_spaces_own_maps_come_back(space: LabelSpace) -> None:
    labels = np.array([[*range(space.num_classes), VOID]], np.uint8)
    own = label_encodings(space)
    assert (space.from_ids(own["class-index"].to_ids(labels)[0]) == labels).all()
    painted = space.colourise(labels)
    assert (space.from_ids(own["class-colour"].to_ids(painted)[0]) == labels).all()


def test_camvid_is_its_spaces_order() -> None:
    labels = CAMVID11.from_ids(FIXED["camvid"].to_ids(np.arange(12)[None])[0])
    assert labels[0].tolist() == [*range(11), VOID]
