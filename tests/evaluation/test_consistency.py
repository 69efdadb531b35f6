"""What a translation kept, according to a judge that reads brightness."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.data.frame import Frame
from gioada.data.labels import CAMVID11, KITTI10, VOID
from gioada.evaluation.consistency import (
    MIN_PIXELS,
    Evidence,
    check_judge,
    depth_agreement,
    edge_agreement,
    evidence,
    over_frames,
)
from tests.shelf import BrightnessJudge, painted

ROAD, POLE, SKY = (KITTI10.classes.index(name) for name in ("road", "pole", "sky"))


def street() -> np.ndarray:
    """Sky above road and a pole in the middle, 20 x 30 pixels."""
    labels = np.full((20, 30), SKY, np.uint8)
    labels[10:] = ROAD
    labels[:, 14:16] = POLE
    return labels


def compare(translation: np.ndarray, labels: np.ndarray) -> Evidence:
    judge, source = BrightnessJudge(), painted(street())
    return evidence(
        judge.predict(source),
        judge.predict(translation),
        source=source,
        translation=translation,
        labels=labels,
        depth=np.full(labels.shape, 10.0, np.float32),
        space=KITTI10,
    )


def test_an_identical_picture_keeps_everything() -> None:
    found = compare(painted(street()), street())
    assert found.kept == {"road": 1.0, "pole": 1.0, "sky": 1.0}
    assert set(found.became.values()) == {()}
    assert found.mean_kept == 1.0
    assert found.edges == pytest.approx(1.0)


def test_a_pole_that_is_painted_over_is_lost() -> None:
    erased = painted(np.where(street() == POLE, ROAD, street()).astype(np.uint8))
    found = compare(erased, street())
    assert found.kept == {"road": 1.0, "pole": 0.0, "sky": 1.0}
    assert found.became["pole"] == (("road", 1.0),)
    assert found.edges < 0.99


def test_half_of_a_pole_is_half_kept() -> None:
    half = street()
    half[:, 14] = SKY
    found = compare(painted(half), street())
    assert found.kept["pole"] == 0.5
    assert found.became["pole"] == (("sky", 0.5),)


def test_what_the_judge_misreads_on_the_source_is_not_charged() -> None:
    labels = street()
    labels[10:, :14] = POLE  # the judge reads road there
    assert compare(painted(street()), labels).kept["pole"] == 1.0


def test_void_and_classes_of_a_few_pixels_say_nothing() -> None:
    labels = np.where(street() == ROAD, VOID, street()).astype(np.uint8)
    few = np.flatnonzero(labels == POLE)[MIN_PIXELS - 1 :]
    labels.ravel()[few] = VOID
    assert set(compare(painted(street()), labels).kept) == {"sky"}


def test_another_judge_or_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="reads camvid11 and the labels are kitti10"):
        check_judge(BrightnessJudge(CAMVID11), KITTI10)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="differ in size"):
        compare(painted(street())[:10], street())


def test_depth_that_is_kept_and_depth_that_is_not() -> None:
    given = np.array([[10.0, 20.0, 40.0, 90.0, np.nan]])
    before = np.array([[11.0, 20.0, 30.0, 5.0, 5.0]])
    after = np.array([[12.0, 30.0, 30.0, 5.0, 5.0]])
    found = depth_agreement(before, after, given, far=80)
    assert found.kept == pytest.approx(2 / 3)
    assert found.error_before == pytest.approx((0.1 + 0 + 0.25) / 3)
    assert found.error_after == pytest.approx((0.2 + 0.5 + 0.25) / 3)
    nothing = depth_agreement(before, after, np.full((1, 5), 655.0), far=80)
    assert np.isnan(nothing.kept)


def test_edges_of_a_flat_picture_agree_with_nothing() -> None:
    flat = np.full((8, 8, 3), 90, np.uint8)
    assert edge_agreement(flat, painted(street())[:8, :8]) == 0.0


def test_edges_do_not_depend_on_contrast_or_sign() -> None:
    picture = np.random.default_rng(0).integers(0, 100, (12, 12, 1), np.uint8).repeat(3, axis=2)
    assert edge_agreement(picture, 200 - 2 * picture) == pytest.approx(1.0)


class EveryOtherPoleEraser:
    """A translator that paints over the pole of every second frame."""

    space = KITTI10

    def __init__(self) -> None:
        self.calls = 0

    def translate(self, image: np.ndarray, *, labels: np.ndarray, depth: np.ndarray) -> np.ndarray:
        self.calls += 1
        erased = np.where(labels == POLE, ROAD, labels).astype(np.uint8)
        return painted(labels if self.calls % 2 else erased)


def test_frames_are_counted_together() -> None:
    ids = np.array([group[0] for group in KITTI10.ids], np.uint8)[street()]
    depth = np.full(ids.shape, 10.0, np.float32)
    frame = Frame(image=painted(street()), ids=ids, depth=depth)
    judge, eraser = BrightnessJudge(), EveryOtherPoleEraser()
    found = over_frames(judge, eraser, [frame] * 4)  # type: ignore[arg-type]
    assert found.kept == {"road": 1.0, "pole": 0.5, "sky": 1.0}
    with pytest.raises(ValueError, match="without labels"):
        over_frames(judge, eraser, [Frame(image=frame.image)])  # type: ignore[arg-type]
