from __future__ import annotations

import numpy as np
import pytest

from gioada.data.frame import SKY_DEPTH
from gioada.street import scene as ids
from gioada.street.demo import render
from gioada.street.demo.layout import layout
from gioada.street.demo.objects import car
from gioada.street.demo.styles import STYLES
from gioada.street.raycast import GROUND_INDEX, cast, meet
from gioada.street.scene import Camera, Place, Scene
from gioada.street.surface import surface
from gioada.street.views import NEAR, View, pinhole

SUN = (0.0, 1.0, 0.0)
CLASSES = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 32, 33)


@pytest.mark.parametrize("domain", ["source", "target"])
def test_frames_are_reproducible_and_complete(domain: str) -> None:
    first, again = (render(domain, seed=1, index=4, height=48, width=160) for _ in range(2))
    np.testing.assert_array_equal(first.image, again.image)
    np.testing.assert_array_equal(first.ids, again.ids)
    assert first.image.shape == (48, 160, 3) and first.image.dtype == np.uint8
    assert first.ids.dtype == np.uint8 and first.depth.dtype == np.float32
    assert np.isin(first.ids, CLASSES).all()
    assert (first.depth[first.ids == ids.SKY] == np.float32(SKY_DEPTH)).all()
    assert (first.depth[first.ids != ids.SKY] < 600).all() and (first.depth > NEAR).all()
    other = render(domain, seed=1, index=5, height=48, width=160)
    assert (other.image != first.image).any()


def test_ground_depth_is_analytic() -> None:
    camera = Camera(y=1.7, pitch=0.01, heading=0.05)
    scene = Scene(primitives=(), patches=(), sun=SUN, camera=camera)
    depth = cast(scene.table, pinhole(camera, scene.table, 96, 320), ragged=scene.ragged).distance
    focal = camera.focal * 320
    up = (camera.horizon * 96 - (np.arange(96) + 0.5)) / focal
    fall = up * np.cos(camera.pitch) - np.sin(camera.pitch)
    expected = np.where(fall < 0, -camera.y / fall, np.inf)
    near = expected < 500
    np.testing.assert_allclose(depth[near, 7], expected[near], rtol=1e-4)
    assert np.isinf(depth[~(fall < 0)]).all()


@pytest.mark.parametrize("double", [False, True])
def test_windows_lose_nothing(double: bool) -> None:
    scene = layout(np.random.default_rng(7), STYLES["target"])
    view = pinhole(scene.camera, scene.table, 30, 100, double=double)
    hits = cast(scene.table, view, ragged=scene.ragged)
    distance, index = brute_force(scene, view)
    np.testing.assert_array_equal(hits.index, index)
    np.testing.assert_array_equal(hits.distance, distance)


def brute_force(scene: Scene, view: View) -> tuple[np.ndarray, np.ndarray]:
    """Every primitive met by every ray."""
    distance = cast(Scene(primitives=(), patches=(), sun=SUN).table, view_without(view)).distance
    index = np.where(np.isfinite(distance), GROUND_INDEX, -1)
    with np.errstate(all="ignore"):
        for row in range(len(scene.primitives)):
            rays = list(view.origin), list(view.direction)
            met = meet(scene.table, row, *rays, scene.ragged)
            closer = (met < distance) & (met > NEAR)
            distance[closer], index[closer] = met[closer], row
    return distance, index


def view_without(view: View) -> View:
    """The same rays without windows."""
    return View(
        height=view.height,
        width=view.width,
        origin=view.origin,
        direction=view.direction,
        windows=np.zeros((0, 4), int),
        nearest=np.zeros(0),
    )


def test_a_car_stands_on_the_ground() -> None:
    camera = Camera(x=0.0)
    scene = Scene(
        primitives=tuple(car(np.random.default_rng(0), Place(x=0, z=12))),
        patches=(),
        sun=SUN,
        camera=camera,
    )
    view = pinhole(camera, scene.table, 375, 1242)
    hits = cast(scene.table, view, ragged=scene.ragged)
    met = surface(scene, view, hits)
    rows, columns = np.nonzero(met.labels() == ids.CAR)
    assert met.point[1, met.label == ids.CAR].min() < 0.12
    lowest = rows.argmax()
    below = hits.distance[rows[lowest] + 1, columns[lowest]]
    # The eye looks under a bumper 0.12 m above the ground from a height of 1.65 m.
    assert abs(hits.distance[rows[lowest], columns[lowest]] - below) < 0.08 * below
    assert 9 < below < 12


def test_labels_do_not_depend_on_the_look() -> None:
    scene = layout(np.random.default_rng(2), STYLES["source"])
    plain = pinhole(scene.camera, scene.table, 40, 132)
    double = pinhole(scene.camera, scene.table, 40, 132, double=True)
    one = cast(scene.table, plain, ragged=scene.ragged).distance
    two = cast(scene.table, double, ragged=scene.ragged).distance[1::2, 1::2]
    same = np.isclose(one, two, rtol=1e-3) | (np.isinf(one) & np.isinf(two))
    assert same.mean() > 0.995


def test_every_taught_class_is_seen() -> None:
    wanted = {7, 11, 17, 19, 20, 21, 22, 23, 26, 27}
    for domain in ("source", "target"):
        seen: set[int] = set()
        for index in range(12):
            scene = layout(np.random.default_rng(index), STYLES[domain])
            view = pinhole(scene.camera, scene.table, 48, 160)
            seen |= set(
                np.unique(
                    surface(scene, view, cast(scene.table, view, ragged=scene.ragged)).labels()
                ).tolist()
            )
        assert wanted <= seen, domain


@pytest.mark.parametrize("wrong", [{"domain": "night"}, {"index": -1}, {"height": 4}])
def test_bad_requests_are_refused(wrong: dict) -> None:
    request = {"domain": "source", "seed": 0, "index": 0, "height": 24, "width": 80} | wrong
    with pytest.raises(ValueError):
        render(request.pop("domain"), **request)
