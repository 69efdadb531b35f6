"""Contradictions between depth and labels, reckoned by hand on planes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gioada.data.labels import KITTI10, VOID
from gioada.evaluation.contradictions import (
    ABOVE,
    FARTHEST,
    SKY_NEAR,
    STEEP,
    contradictions,
    shares,
    slopes,
)
from gioada.street.demo.world import render

ROAD, SKY, CAR, TERRAIN = (
    KITTI10.classes.index(name) for name in ("road", "sky", "car", "terrain")
)
HEIGHT, WIDTH, FOCAL = 100, 120, 100.0
ROWS = np.arange(HEIGHT)[:, None] - (HEIGHT - 1) / 2
COLUMNS = np.arange(WIDTH)[None] - (WIDTH - 1) / 2


def street(rise: float = 0.0, bank: float = 0.0) -> np.ndarray:
    """Depth of a plane 1.6 m below the camera that rises ahead and to the right, in degrees.

    A pixel's ray is z (column / f, row / f, 1), and on the plane row z / f = 1.6 - z tan(rise) -
    column z / f tan(bank), downwards.
    """
    down = ROWS / FOCAL + np.tan(np.radians(rise)) + np.tan(np.radians(bank)) * COLUMNS / FOCAL
    with np.errstate(divide="ignore"):
        depth = np.where(down > 0, 1.6 / down, np.nan)
    return depth.astype(np.float32)


def below(labels: int) -> np.ndarray:
    """Sky in the upper half, one class in the lower."""
    return np.where(ROWS + 0 * COLUMNS > 0, labels, SKY).astype(np.uint8)


@pytest.mark.parametrize(("rise", "bank"), [(0, 0), (10, 0), (25, 0), (0, 20), (0, -20)])
def test_the_slope_of_a_plane(rise: float, bank: float) -> None:
    depth = street(rise, bank)
    found = slopes(depth, depth > 0, FOCAL)
    assert np.isfinite(found).sum() > 1000
    assert found[np.isfinite(found)] == pytest.approx(rise or abs(bank), abs=0.2)


def test_a_wall_is_upright_and_nothing_is_said_of_what_is_far_or_ends() -> None:
    wall = np.full((HEIGHT, WIDTH), 10, np.float32)
    inside = slopes(wall, wall > 0, FOCAL)
    assert inside[50, 60] == pytest.approx(90)
    assert np.isnan(inside[:2]).all() and np.isnan(inside[:, -2:]).all()
    assert np.isnan(slopes(wall + FARTHEST, wall > 0, FOCAL)).all()
    left = COLUMNS + 0 * ROWS < 0
    found = slopes(wall, left, FOCAL)
    assert np.isfinite(found[50, 57]) and np.isnan(found[50, 58:]).all()


def test_a_street_as_it_is_contradicts_nothing() -> None:
    depth = np.where(np.isnan(street()), 80, street()).astype(np.float32)
    found = contradictions(below(ROAD), depth, KITTI10, focal=FOCAL)
    assert shares(found) == {"sky near": 0, "ground steep": 0, "ground above the horizon": 0}


def test_ground_is_steep_from_30_degrees_and_a_car_may_be() -> None:
    labels = below(TERRAIN)
    assert not (contradictions(labels, street(29), KITTI10, focal=FOCAL) == STEEP).any()
    steep = contradictions(labels, street(31), KITTI10, focal=FOCAL) == STEEP
    assert steep[60:90, 5:-5].all() and not steep[:50].any()
    assert not contradictions(below(CAR), street(60), KITTI10, focal=FOCAL)[50:].any()


def test_sky_is_near_below_40_metres() -> None:
    depth = np.full((HEIGHT, WIDTH), 80, np.float32)
    depth[0, :3] = 39.9, 40, np.nan
    found = contradictions(below(VOID), depth, KITTI10, focal=FOCAL)
    assert found[0, :3].tolist() == [SKY_NEAR, 0, 0]
    assert shares(found)["sky near"] == 1 / found.size


def test_ground_is_above_the_horizon_four_degrees_over_the_middle() -> None:
    labels = np.full((HEIGHT, WIDTH), ROAD, np.uint8)
    found = contradictions(labels, np.full(labels.shape, 70.0), KITTI10, focal=FOCAL)
    # 100 tan(4) = 6.99 rows: the middle of row 42 is 7.5 above, that of row 43 6.5.
    assert (found[:43] == ABOVE).all() and not found[43:].any()
    half = contradictions(labels, np.full(labels.shape, 70.0), KITTI10, focal=FOCAL / 2)
    # 3.50 rows: the middle of row 46 is 3.5 above.
    assert (half[:47] == ABOVE).all() and not half[47:].any()


def test_what_the_classes_lack_contradicts_nothing_and_bad_input_is_told() -> None:
    labels, depth = np.full((4, 5), VOID, np.uint8), np.ones((4, 5), np.float32)
    assert not contradictions(labels, depth, KITTI10).any()
    with pytest.raises(ValueError, match=r"labels are \(4, 5\) and the depth \(5, 4\)"):
        contradictions(labels, depth.T, KITTI10)
    with pytest.raises(ValueError, match="focal length is 0"):
        contradictions(labels, depth, KITTI10, focal=0)


def test_a_street_contradicts_itself_less_than_what_a_network_makes_of_it(root: Path) -> None:
    from gioada.inference.predictor import load_predictor

    frame = render("target", seed=0, index=900_001, height=96, width=320)
    assert frame.depth is not None and frame.ids is not None
    labels, focal = KITTI10.from_ids(frame.ids), 725 / 1242 * 320
    true = contradictions(labels, frame.depth, KITTI10, focal=focal)
    said = load_predictor(root / "checkpoints" / "na-demo").predict(frame.image)
    predicted = contradictions(said.labels, said.depth, KITTI10, focal=focal)
    assert (true > 0).mean() < 0.005
    assert (predicted > 0).mean() > 0.02
