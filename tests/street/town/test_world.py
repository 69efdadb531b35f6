"""Streets to learn from: exact depth and labels, every class, the same frame again."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.street.raycast import cast, meet, nothing
from gioada.street.scene import SKY, SKY_DEPTH, Camera, Place
from gioada.street.town import render
from gioada.street.town.ground import FOOTWAY, TARMAC, Ground
from gioada.street.town.stage import Maker, Stage, Stuff
from gioada.street.town.streets import Eye, Street, street
from gioada.street.town.vehicles import planes
from gioada.street.town.world import draw
from gioada.street.views import NEAR, pinhole

ROAD, SIDEWALK, BUILDING, FENCE, CAR = 7, 8, 11, 13, 26
VOID = {1, 4}
CLASSES = {7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 32, 33} | VOID
EYE = Eye(x=0.0, y=1.5, z=0.0, heading=0.0, pitch=0.0, roll=0.0, wide=0.5)
GREY = (0.2, 0.2, 0.2)


@pytest.fixture(scope="module")
def many() -> list[np.ndarray]:
    """Labels of thirty-two frames."""
    return [render(seed=0, index=index, height=36, width=48).ids for index in range(32)]


def open_ground(kerb: float = 0.12) -> Ground:
    """Road as far as one sees, and a pavement to the right of x = 3."""
    ground = Ground(kerb=kerb)
    ground.fill(np.array([(-200, -50), (200, -50), (200, 300), (-200, 300)]), TARMAC)
    ground.fill(np.array([(3, -50), (200, -50), (200, 300), (3, 300)]), FOOTWAY)
    return ground


def taken(stage: Stage, ground: Ground | None = None, height: int = 96, width: int = 128):
    """A picture of a stage from EYE, and its focal length in pixels."""
    place = Street(stage=stage, ground=ground or open_ground(), eye=EYE)
    rngs = [np.random.default_rng(n) for n in range(2)]
    focal = width * 0.5 / np.tan(np.deg2rad((42 + 33 * EYE.wide) / 2))
    return draw(place, *rngs, height, width), focal


def filler() -> Stage:
    """A stage with nothing but a block far behind the eye, as a table has at least one row."""
    stage = Stage()
    maker(stage, 0, -90).block(0, 0, 0, (1, 1, 1), Stuff.PLAIN, GREY)
    return stage


def maker(stage: Stage, x: float, z: float, label: int = BUILDING) -> Maker:
    return Maker(stage=stage, place=Place(x=x, z=z), label=label)


def test_the_same_numbers_give_the_same_frame() -> None:
    first, again = (render(seed=1, index=4, height=48, width=64) for _ in range(2))
    for name in ("image", "ids", "depth"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    assert first.image.shape == (48, 64, 3) and first.image.dtype == np.uint8
    assert first.ids.dtype == np.uint8 and first.depth.dtype == np.float32
    assert (render(seed=1, index=5, height=48, width=64).image != first.image).any()


def test_the_sky_alone_is_at_the_skys_depth() -> None:
    for index in range(4):
        frame = render(seed=3, index=index, height=48, width=64)
        assert set(np.unique(frame.ids)) <= CLASSES
        assert (frame.depth[frame.ids == SKY] == np.float32(SKY_DEPTH)).all()
        assert (frame.depth[frame.ids != SKY] < 620).all() and (frame.depth > NEAR).all()


@pytest.mark.parametrize("shape", ["block", "hull"])
def test_a_front_lies_at_its_distance_with_its_label(shape: str) -> None:
    stage = filler()
    make = maker(stage, 0, 12)
    if shape == "block":
        make.block(0, 0, 0, (4, 3, 2), Stuff.FACADE, GREY)
    else:
        sides = [((s, 0, 0), (2 * s, 0, 0)) for s in (-1, 1)]
        ends = [((0, 0, s), (0, 0, s)) for s in (-1, 1)]
        faces = planes(*sides, *ends, ((0, 1, 0), (0, 3, 0)), ((0, -1, 0), (0, 0, 0)))
        make.hull(0, 0, 0, faces, (2, 3, 1), Stuff.FACADE, GREY)
    frame, focal = taken(stage)
    rows, columns = np.indices(frame.ids.shape) + 0.5
    x, y = (columns - 64) / focal * 11, 1.5 - (rows - 48) / focal * 11
    front = (np.abs(x) < 2) & (y > 0) & (y < 3)
    np.testing.assert_array_equal(frame.ids == BUILDING, front)
    np.testing.assert_allclose(frame.depth[front], 11, rtol=1e-5)


def test_road_and_pavement_are_two_levels_and_a_kerb() -> None:
    frame, focal = taken(filler(), open_ground(kerb=0.2))
    rows, columns = np.indices(frame.ids.shape) + 0.5
    fall = (rows - 48) / focal
    with np.errstate(divide="ignore"):
        low, high = 1.5 / fall, 1.3 / fall
    near = (fall > 0) & (low < 50)
    on_road = near & ((columns - 64) / focal * low < 2.8)
    on_walk = near & ((columns - 64) / focal * high > 3.2)
    assert (frame.ids[on_road] == ROAD).all() and (frame.ids[on_walk] == SIDEWALK).all()
    np.testing.assert_allclose(frame.depth[on_road], low[on_road], rtol=1e-4)
    np.testing.assert_allclose(frame.depth[on_walk], high[on_walk], rtol=1e-4)
    kerb = near & ~on_road & ~on_walk & (frame.ids == SIDEWALK)
    assert (
        (frame.depth[kerb] <= low[kerb] * 1.0001) & (frame.depth[kerb] > high[kerb] * 0.999)
    ).all()


def test_a_fence_is_labelled_with_its_gaps_and_seen_through() -> None:
    stage = filler()
    maker(stage, 0, 20, CAR).block(0, 0, 0, (30, 8, 1), Stuff.PLAIN, (0.9, 0.1, 0.1))
    maker(stage, 0, 8, FENCE).veil(0, 0, 0, (4, 1.4), ("railing", 0), (0.01, 0.01, 0.01), repeat=3)
    frame, focal = taken(stage, height=192, width=256)
    rows, columns = np.indices(frame.ids.shape) + 0.5
    x, y = (columns - 128) / focal * 8, 1.5 - (rows - 96) / focal * 8
    inside = (np.abs(x) < 1.95) & (y > 0.05) & (y < 1.3)
    assert (frame.ids[inside] == FENCE).all()
    np.testing.assert_allclose(frame.depth[inside], 8, rtol=1e-4)
    outside = (np.abs(x) > 2.05) & (np.abs(x) < 5.5) & (y > 0.95) & (y < 3.8)
    assert (frame.ids[outside] == CAR).all()
    # Between the dark bars the red behind shows.
    between = frame.image[inside].astype(int)
    assert ((between[:, 0] - between[:, 1]) > 20).mean() > 0.3


def test_windows_lose_nothing_when_the_camera_rolls_and_things_lean() -> None:
    place = street(np.random.default_rng(7))
    camera = Camera(x=place.eye.x, y=1.6, heading=0.2, pitch=0.05, roll=0.1, horizon=0.5)
    table = place.stage.table
    view = pinhole(camera, table, 24, 32, double=True)
    hits = cast(table, view, nothing(view))
    nearest = np.full(hits.distance.shape, np.inf, np.float32)
    with np.errstate(all="ignore"):
        for row in range(len(table.kind)):
            met = meet(table, row, list(view.origin), list(view.direction))
            closer = (met < nearest) & (met > NEAR)
            nearest[closer] = met[closer]
    np.testing.assert_allclose(hits.distance, nearest, rtol=1e-6)


def test_what_stands_where_does_not_depend_on_the_size() -> None:
    small = render(seed=0, index=2, height=60, width=80)
    large = render(seed=0, index=2, height=120, width=160)
    shares = [np.bincount(f.ids.ravel(), minlength=34) / f.ids.size for f in (small, large)]
    np.testing.assert_allclose(*shares, atol=0.02)
    # A wider picture sees more at the sides of the same street.
    wide = render(seed=0, index=2, height=60, width=200)
    assert np.bincount(wide.ids.ravel(), minlength=34)[ROAD] > 0


@pytest.mark.timeout(400)
def test_every_class_of_the_label_spaces_is_met(many: list[np.ndarray]) -> None:
    seen = set().union(*(np.unique(ids).tolist() for ids in many))
    assert seen >= CLASSES - VOID


@pytest.mark.timeout(400)
def test_classes_have_shares_as_streets_have(many: list[np.ndarray]) -> None:
    counts = np.bincount(np.concatenate([ids.ravel() for ids in many]), minlength=34)
    share = counts / counts.sum()
    bounds = {
        (7,): (0.22, 0.36), (8,): (0.03, 0.1), (11,): (0.13, 0.3), (21, 22): (0.08, 0.22),
        (23,): (0.1, 0.25), (17,): (0.006, 0.02), (19, 20): (0.005, 0.02), (13,): (0.006, 0.03),
        (26, 27, 28): (0.04, 0.13), (24,): (0.006, 0.03), (25, 33): (0.004, 0.02),
    }  # fmt: skip
    for ids, (low, high) in bounds.items():
        assert low < share[list(ids)].sum() < high, (ids, share[list(ids)].sum())


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"index": -1}, {"height": 4}, {"width": 7}])
def test_bad_requests_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError):
        render(**({"seed": 0, "index": 0, "height": 24, "width": 32} | wrong))
