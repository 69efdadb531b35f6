"""IoU against counting, depth errors by hand, the paper's tables against their means."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gioada.data.labels import CITYSCAPES16, KITTI10, VOID
from gioada.evaluation.scores import Confusion, DepthError, mean, score
from gioada.methods.presets import PRESETS

CLASSES = st.integers(0, 3)
PREDICTED = arrays(np.uint8, (2, 3, 4), elements=CLASSES)
LABELS = arrays(np.uint8, (2, 3, 4), elements=st.one_of(CLASSES, st.just(VOID)))


def counted(predicted: np.ndarray, labels: np.ndarray, index: int) -> float:
    """IoU of a class by walking over the pixels."""
    both = either = 0
    for guess, truth in zip(predicted.ravel().tolist(), labels.ravel().tolist(), strict=True):
        if truth == VOID:
            continue
        both += guess == index == truth
        either += index in (guess, truth)
    return 100 * both / either if either else math.nan


@settings(max_examples=60, deadline=None)
@given(predicted=PREDICTED, labels=LABELS)
def test_iou_is_what_counting_gives(predicted: np.ndarray, labels: np.ndarray) -> None:
    confusion = Confusion(KITTI10)
    for one, other in zip(predicted, labels, strict=True):  # image by image
        confusion.add(one, other)
    scores = confusion.scores()
    expected = [counted(predicted, labels, index) for index in range(10)]
    assert list(scores.iou.values()) == pytest.approx(expected, nan_ok=True)
    known = [value for value in expected if not math.isnan(value)]
    average = sum(known) / len(known) if known else math.nan
    assert scores.means["mIoU"] == pytest.approx(average, nan_ok=True)


def test_a_class_that_is_nowhere_is_no_number_and_not_in_the_mean() -> None:
    confusion = Confusion(KITTI10)
    confusion.add(np.array([[0, 0, 1]], np.uint8), np.array([[0, 0, 0]], np.uint8))
    scores = confusion.scores()
    assert scores.iou["road"] == pytest.approx(200 / 3)
    assert scores.iou["building"] == 0.0  # predicted, hence wrong and in the mean
    assert math.isnan(scores.iou["pole"])
    assert scores.means["mIoU"] == pytest.approx(100 / 3)


def test_what_is_predicted_on_void_does_not_count() -> None:
    confusion = Confusion(KITTI10)
    confusion.add(np.array([[0, 5, 9]], np.uint8), np.array([[0, VOID, VOID]], np.uint8))
    scores = confusion.scores()
    assert scores.iou["road"] == scores.means["mIoU"] == 100.0
    assert math.isnan(scores.iou["vegetation"])


def test_without_a_labelled_pixel_nothing_is_a_number() -> None:
    confusion = Confusion(KITTI10)
    confusion.add(np.zeros((2, 2), np.uint8), np.full((2, 2), VOID, np.uint8))
    assert all(
        math.isnan(v) for v in (*confusion.scores().iou.values(), confusion.scores().means["mIoU"])
    )


def test_the_data_sets_iou_is_not_the_mean_of_the_images() -> None:
    # Road fills the first image and is a speck in the second, where it is missed.
    first = np.array([[0, 0, 0, 0, 0]], np.uint8), np.array([[0, 0, 0, 0, 0]], np.uint8)
    second = np.array([[1]], np.uint8), np.array([[0]], np.uint8)
    whole, by_image = Confusion(KITTI10), []
    for predicted, labels in (first, second):
        whole.add(predicted, labels)
        alone = Confusion(KITTI10)
        alone.add(predicted, labels)
        by_image.append(alone.scores().iou["road"])
    assert whole.scores().iou["road"] == pytest.approx(100 * 5 / 6)  # 83.3
    assert mean(by_image) == pytest.approx(50.0)


def test_both_means_of_sixteen_classes_come_from_one_matrix() -> None:
    matrix = np.full((16, 16), 1.0) + np.diag(np.arange(16) * 10.0)
    scores = score(matrix, CITYSCAPES16)
    iou = list(scores.iou.values())
    hits = 1 + 10 * np.arange(16)
    np.testing.assert_allclose(iou, 100 * hits / (2 * (15 + hits) - hits))
    assert scores.means["mIoU16"] == pytest.approx(sum(iou) / 16)
    assert scores.means["mIoU13"] == pytest.approx(sum(iou[:3] + iou[6:]) / 13)


# Rows are rounded to 0.1, so their mean is off by 0.05 at most, and the printed mean by as much.
ROUNDING = 0.1 + 1e-9


def test_the_papers_table_1_has_the_means_of_its_rows() -> None:
    rows = [preset.kitti for preset in PRESETS.values() if preset.kitti and preset.kitti.iou]
    assert len(rows) == 4
    for row in rows:
        assert mean(row.iou) == pytest.approx(row.means[0], abs=ROUNDING)


def test_the_papers_table_4_has_the_means_of_its_rows() -> None:
    rows = [preset.cityscapes for preset in PRESETS.values() if preset.cityscapes]
    assert len(rows) == 4
    for row in rows:
        means = [mean([row.iou[i] for i in indices]) for _, indices in CITYSCAPES16.means]
        assert means == pytest.approx(row.means, abs=ROUNDING)


def test_the_errors_of_depth_by_hand() -> None:
    error = DepthError(80.0)
    error.add(np.array([[11.0, 30.0]]), np.array([[10.0, 20.0]]))
    error.add(np.array([[40.0]]), np.array([[40.0]]))
    scores = error.scores()
    assert scores["abs_rel"] == pytest.approx((0.1 + 0.5 + 0.0) / 3)
    assert scores["rmse"] == pytest.approx(math.sqrt((1 + 100 + 0) / 3))
    assert scores["delta_1.25"] == pytest.approx(2 / 3)
    spread = (math.log(1.1) - math.log(1.5)) / 2  # either error from their image's mean
    assert scores["si_log"] == pytest.approx(math.sqrt((2 * spread**2 + 0) / 3))


def test_errors_of_pixels_not_of_images() -> None:
    error = DepthError(80.0)
    error.add(np.full((1, 9), 10.0), np.full((1, 9), 10.0))
    error.add(np.array([[20.0]]), np.array([[10.0]]))
    assert error.scores()["abs_rel"] == pytest.approx(1 / 10)


def test_sky_and_missing_depth_do_not_count() -> None:
    error = DepthError(80.0)
    depth = np.array([[10.0, 80.0, 655.35, np.inf, np.nan, 0.0]])
    error.add(np.full((1, 6), 20.0), depth)
    assert error.scores()["abs_rel"] == pytest.approx(1.0)


def test_without_a_pixel_there_is_no_number() -> None:
    error = DepthError(80.0)
    error.add(np.full((1, 1), 20.0), np.array([[655.35]]))
    assert all(math.isnan(value) for value in error.scores().values())


def test_a_prediction_of_nothing_does_not_divide_by_zero() -> None:
    error = DepthError(80.0)
    error.add(np.zeros((1, 1)), np.array([[10.0]]))
    assert all(math.isfinite(value) for value in error.scores().values())
