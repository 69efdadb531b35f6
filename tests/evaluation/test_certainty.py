"""Intervals that hold what they promise, by hand where it can be, else by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gioada.data.labels import KITTI10
from gioada.evaluation.certainty import (
    estimate,
    holm,
    image_draws,
    image_error,
    resampled_means,
    student_quantile,
    student_share,
)
from gioada.evaluation.scores import score

TWO = np.array([[[8, 2], [0, 10]], [[1, 9], [5, 5]]])
"""Two images of 20 pixels, two classes: one read well, one badly."""


@pytest.mark.parametrize(
    ("freedom", "share", "t"),
    # Printed tables, two-sided.
    [
        (1, 0.95, 12.706),
        (2, 0.95, 4.303),
        (2, 0.99, 9.925),
        (3, 0.9, 2.353),
        (4, 0.95, 2.776),
        (5, 0.999, 6.869),
        (9, 0.5, 0.703),
        (30, 0.95, 2.042),
    ],
)
def test_students_t_is_that_of_the_tables(freedom: int, share: float, t: float) -> None:
    assert student_quantile(share, freedom) == pytest.approx(t, abs=6e-4)
    assert student_share(student_quantile(share, freedom), freedom) == pytest.approx(share)


def test_a_paired_t_by_hand() -> None:
    # Mean 4, deviation 1, three seeds: 4 -+ 4.303 / sqrt(3); t = 6.93 has p = 0.0202 of 2 degrees.
    found = estimate([3.0, 4.0, 5.0])
    assert found.mean == 4
    assert found.interval == pytest.approx((4 - 2.4841, 4 + 2.4841), abs=1e-3)
    assert found.p == pytest.approx(0.0202, abs=1e-4)
    assert estimate([-3.0, -4.0, -5.0]).p == pytest.approx(found.p)


def test_images_widen_the_interval_by_their_own_quantile() -> None:
    low, high = estimate([3.0, 4.0, 5.0], image_error=0.5).interval
    assert (high - low) / 2 == pytest.approx(math.hypot(2.4841, 1.96 * 0.5), abs=1e-3)
    assert estimate([4.0, 4.0], image_error=1.0).interval == pytest.approx((2.04, 5.96), abs=1e-2)
    assert estimate([4.0, 4.0], image_error=1.0).p == pytest.approx(6.3e-5, abs=1e-6)


@pytest.mark.parametrize("values", [[0.1, 0.9, 0.5], [2.0, -1.0, 0.4], [5.0, 5.2, 4.9]])
def test_p_and_interval_say_the_same(values: list[float]) -> None:
    found = estimate(values, image_error=0.2)
    assert (found.p < 0.05) == (not found.interval[0] <= 0 <= found.interval[1])


def test_one_seed_says_nothing_of_the_next() -> None:
    found = estimate([7.0], image_error=0.1)
    assert found.mean == 7
    assert all(math.isnan(value) for value in (*found.interval, found.p))


def test_holm_by_hand() -> None:
    # Sorted 0.01, 0.02, 0.04 against 0.05/3, 0.05/2, 0.05: all hold.
    assert holm([0.04, 0.01, 0.02]) == [True, True, True]
    # 0.03 is above 0.05/2, and what comes after falls with it.
    assert holm([0.04, 0.01, 0.03]) == [False, True, False]
    assert holm([math.nan, 0.04]) == [False, True], "what has no p is not one of several"
    assert holm([]) == []


# Points of mIoU as the study on the demo pair has them: deviation between seeds of one row,
# correlation of two rows over their seeds, error of the images of their difference.
COMPONENTS = [
    (0.3, 0.0, 0.5),
    (1.2, 0.6, 0.2),
    (1.2, 0.9, 0.5),
    (2.4, 0.6, 0.5),
    (5.0, 0.0, 0.2),
    (5.0, 0.6, 0.5),
]
STUDIES, IMAGES = 4000, 150


def simulated(
    seeds: int, deviation: float, correlation: float, error: float
) -> tuple[np.ndarray, np.ndarray]:
    """Differences of two equal rows, STUDIES x seeds, and the image error each study estimates."""
    draw = np.random.default_rng(7)
    shared = draw.normal(size=(STUDIES, seeds, 1)) * math.sqrt(correlation)
    own = draw.normal(size=(STUDIES, seeds, 2)) * math.sqrt(1 - correlation)
    rows = deviation * (shared + own)
    images = error * math.sqrt(IMAGES) * draw.normal(size=(STUDIES, IMAGES))
    values = rows[..., 0] - rows[..., 1] + images.mean(1, keepdims=True)
    return values, images.std(1, ddof=1) / math.sqrt(IMAGES)


@pytest.mark.parametrize("seeds", [3, 5])
@pytest.mark.parametrize("components", COMPONENTS)
def test_intervals_of_few_seeds_hold_the_truth(
    seeds: int, components: tuple[float, float, float]
) -> None:
    values, errors = simulated(seeds, *components)
    # ``estimate`` for all studies at once: its two quantiles are the same for each of them.
    t = student_quantile(0.95, seeds - 1) / math.sqrt(seeds)
    width = np.hypot(t * values.std(1, ddof=1), 1.96 * errors)
    held = np.abs(values.mean(1)) < width
    assert held.mean() >= 0.93
    for index in range(20):
        found = estimate(values[index].tolist(), float(errors[index]))
        assert (found.interval[1] - found.interval[0]) / 2 == pytest.approx(width[index], rel=1e-3)
        assert (found.interval[0] <= 0 <= found.interval[1]) == held[index]


def test_a_table_of_equal_rows_is_seldom_bold() -> None:
    # Six rows of three seeds, none better: 15 differences, any of which would be a false claim.
    draw, studies = np.random.default_rng(3), 60
    claimed = 0
    for _ in range(studies):
        rows = 1.2 * draw.normal(size=(6, 3)) + 0.4 * draw.normal(size=(6, 1))
        ps = [
            estimate((rows[a] - rows[b]).tolist(), 0.4 * math.sqrt(2)).p
            for a in range(6)
            for b in range(a)
        ]
        claimed += any(holm(ps))
    assert claimed / studies <= 0.05


def test_each_resample_draws_as_many_images_as_there_are() -> None:
    draws = image_draws(7, resamples=50)
    assert draws.shape == (50, 7)
    assert (draws.sum(1) == 7).all()
    assert (draws == image_draws(7, resamples=50)).all()


def test_a_resample_by_hand() -> None:
    draws = np.array([[1, 1], [2, 0], [0, 2]])
    values = resampled_means(TWO, draws, (0, 1))
    # Summed: [[9, 11], [5, 15]]: IoU 9/25 and 15/31. First alone: 8/10, 10/12. Second: 1/15, 5/19.
    expected = [(9 / 25 + 15 / 31) / 2, (8 / 10 + 10 / 12) / 2, (1 / 15 + 5 / 19) / 2]
    np.testing.assert_allclose(values, 100 * np.array(expected))


def test_a_class_that_no_drawn_image_has_is_left_out() -> None:
    absent = np.array([[[4, 0], [0, 0]], [[0, 0], [0, 4]]])
    values = resampled_means(absent, np.array([[2, 0], [1, 1]]), (0, 1))
    np.testing.assert_allclose(values, [100, 100])


def test_all_images_once_give_the_score_itself() -> None:
    confusions = np.random.default_rng(1).integers(0, 50, (6, 10, 10))
    value = resampled_means(confusions, np.ones((1, 6), int), range(10))
    assert value[0] == pytest.approx(score(confusions.sum(0), KITTI10).means["mIoU"])


def test_the_error_of_the_images_is_that_of_the_mean_over_seeds() -> None:
    # Seeds that move against each other from image to image leave no error in their mean.
    assert image_error([np.array([1.0, 2, 3]), np.array([3.0, 2, 1])]) == 0
    assert image_error([np.array([1.0, 2, 3]), np.array([3.0, 4, 5])]) == 1
