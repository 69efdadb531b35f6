"""Image, ids and depth of a frame are resized, cropped and flipped as one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gioada.data.augment import Augmentation
from gioada.data.frame import Frame
from tests.problems import refused

few = settings(max_examples=40, deadline=None)


def coded(height: int, width: int) -> Frame:
    """Every pixel knows its place in all three maps."""
    rows, columns = np.mgrid[:height, :width]
    image = np.stack([rows, columns, np.zeros_like(rows)], axis=-1).astype(np.uint8)
    return Frame(image=image, ids=rows.astype(np.uint8), depth=columns.astype(np.float32))


def drawn(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def together(frame: Frame) -> bool:
    assert frame.ids is not None and frame.depth is not None
    rows, columns = frame.image[..., 0], frame.image[..., 1]
    return bool((frame.ids == rows).all() and (frame.depth == columns).all())


@few
@given(
    height=st.integers(4, 20), width=st.integers(4, 20), share=st.floats(0.2, 1.0),
    flip=st.booleans(), seed=st.integers(0, 99),
)  # fmt: skip
def test_crops_and_flips_keep_the_three_maps_together(
    height: int, width: int, share: float, flip: bool, seed: int
) -> None:
    crop = max(1, int(height * share)), max(1, int(width * share))
    frame = Augmentation(crop=crop, flip=flip)(coded(height, width), drawn(seed))
    assert frame.image.shape == (*crop, 3) and together(frame)
    rows, columns = frame.image[:, 0, 0].astype(int), frame.image[0, :, 1].astype(int)
    assert (np.diff(rows) == 1).all()
    assert len(set(np.diff(columns).tolist()) | {1 if not flip else -1}) <= 2


def test_crops_come_from_everywhere_and_half_of_them_are_mirrored() -> None:
    change = Augmentation(crop=(3, 3))
    frames = [change(coded(5, 5), drawn(seed)) for seed in range(200)]
    tops = [int(frame.image[0, 0, 0]) for frame in frames]
    lefts = [int(frame.image[0, :, 1].min()) for frame in frames]
    assert set(tops) == set(lefts) == {0, 1, 2}
    mirrored = sum(frame.image[0, 0, 1] > frame.image[0, 1, 1] for frame in frames)
    assert 70 < mirrored < 130


def test_the_same_draw_gives_the_same_frame_and_options_do_not_move_each_other() -> None:
    whole = Augmentation(crop=(3, 4))
    one, other = (whole(coded(9, 9), drawn(7)) for _ in range(2))
    np.testing.assert_array_equal(one.image, other.image)
    unflipped = Augmentation(crop=(3, 4), flip=False)(coded(9, 9), drawn(7))
    assert sorted(one.image[0, :, 1]) == sorted(unflipped.image[0, :, 1])
    assert one.image[0, 0, 0] == unflipped.image[0, 0, 0]


@few
@given(height=st.integers(2, 30), width=st.integers(2, 30))
def test_a_resized_map_invents_no_class_and_no_distance(height: int, width: int) -> None:
    frame = coded(16, 12)
    frame.depth[:, 6:] = 600.0  # type: ignore[index]
    resized = Augmentation(size=(height, width)).resized(frame)
    assert resized.image.shape == (height, width, 3)
    assert resized.ids is not None and resized.depth is not None
    assert resized.ids.shape == resized.depth.shape == (height, width)
    assert set(np.unique(resized.ids)) <= set(range(16))
    assert set(np.unique(resized.depth)) <= {*range(6), 600.0}


def test_maps_stay_on_the_image_when_both_shrink() -> None:
    frame = Augmentation(size=(4, 4)).resized(coded(12, 12))
    # The middle of three pixels is where the mean of the image lies.
    assert frame.image[:, 0, 0].tolist() == frame.ids[:, 0].tolist() == [1, 4, 7, 10]  # type: ignore[index]


def test_what_is_unknown_stays_unknown() -> None:
    image = np.zeros((4, 6, 3), np.uint8)
    frame = Augmentation(size=(8, 8), crop=(4, 4))(Frame(image=image), drawn(0))
    assert frame.ids is None and frame.depth is None and frame.image.shape == (4, 4, 3)


def test_a_frame_of_the_right_size_is_not_touched() -> None:
    frame = coded(4, 6)
    same = Augmentation(size=(4, 6), flip=False)(frame, drawn(0))
    assert np.shares_memory(same.image, frame.image)


def test_a_crop_that_does_not_fit_is_refused() -> None:
    with refused("data.crop"):
        Augmentation(crop=(5, 3))(coded(4, 6), drawn(0))
