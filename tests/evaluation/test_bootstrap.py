"""Bootstrap of mean IoU: by hand where it can be, else by what chance must do."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.data.labels import KITTI10
from gioada.evaluation.bootstrap import image_draws, interval, resampled_means
from gioada.evaluation.segmentation import score

TWO = np.array([[[8, 2], [0, 10]], [[1, 9], [5, 5]]])
"""Two images of 20 pixels, two classes: one read well, one badly."""


def test_each_resample_draws_as_many_images_as_there_are() -> None:
    draws = image_draws(7, resamples=50)
    assert draws.shape == (50, 7)
    assert (draws.sum(1) == 7).all()
    assert (draws == image_draws(7, resamples=50)).all()


def test_a_resample_by_hand() -> None:
    draws = np.array([[1, 1], [2, 0], [0, 2]])
    values = resampled_means(TWO[None], draws, (0, 1))
    # Summed: [[9, 11], [5, 15]]: IoU 9/25 and 15/31. First alone: 8/10, 10/12. Second: 1/15, 5/19.
    expected = [(9 / 25 + 15 / 31) / 2, (8 / 10 + 10 / 12) / 2, (1 / 15 + 5 / 19) / 2]
    np.testing.assert_allclose(values, 100 * np.array(expected))


def test_a_class_that_no_drawn_image_has_is_left_out() -> None:
    absent = np.array([[[4, 0], [0, 0]], [[0, 0], [0, 4]]])
    values = resampled_means(absent[None], np.array([[2, 0], [1, 1]]), (0, 1))
    np.testing.assert_allclose(values, [100, 100])


def test_all_images_once_give_the_score_itself() -> None:
    generator = np.random.default_rng(1)
    confusions = generator.integers(0, 50, (1, 6, 10, 10))
    value = resampled_means(confusions, np.ones((1, 6), int), range(10))
    assert value[0] == pytest.approx(score(confusions[0].sum(0), KITTI10).means["mIoU"])


def test_seeds_are_drawn_too() -> None:
    runs = np.stack([TWO, np.array([[[10, 0], [0, 10]]] * 2)])
    still = np.ones((400, 2), int)
    values = resampled_means(runs, still, (0, 1))
    low, high = resampled_means(runs[:1], still, (0, 1))[0], 100.0
    np.testing.assert_allclose(sorted(set(values.round(6))), [low, (low + high) / 2, high])
    assert 0.4 < np.isclose(values, (low + high) / 2).mean() < 0.6


def test_the_interval_holds_its_share() -> None:
    low, high = interval(np.arange(1001.0))
    assert (low, high) == pytest.approx((25, 975))
