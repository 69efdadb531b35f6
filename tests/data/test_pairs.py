"""The pairs by name, and that no part of one shows up in another."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from gioada.data.domains import SOURCES, TARGETS
from gioada.data.encodings import LabelChoices
from gioada.data.framesets import RenderedSet, StoredSet
from gioada.data.labels import CAMVID11, CITYSCAPES16, KITTI10, LabelSpace, find_space
from gioada.data.pairs import PAPER, SHORT, find_pair
from gioada.data.places import Places
from tests.problems import refused


@pytest.mark.parametrize(
    ("name", "space", "size"),
    [
        ("demo", KITTI10, (96, 320)),
        ("demo/demo", KITTI10, (96, 320)),
        ("demo-cityscapes", CITYSCAPES16, (96, 320)),
        ("demo-camvid", CAMVID11, (96, 320)),
        ("demo-tiny", KITTI10, (96, 320)),
        ("virtual-kitti/kitti", KITTI10, (375, 1242)),
        ("synthia/cityscapes", CITYSCAPES16, (512, 1024)),
        ("demo/camvid", CAMVID11, (360, 480)),
        ("demo/kitti", KITTI10, (375, 1242)),
    ],
)
def test_pairs_and_their_classes(name: str, space: LabelSpace, size: tuple[int, int]) -> None:
    pair = find_pair(name)
    assert (pair.name, pair.space, pair.target.size) == (name, space, size)


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        # Virtual KITTI has no sidewalks, walls, fences, people and two-wheelers.
        (
            "virtual-kitti/cityscapes",
            {"sidewalk", "wall", "fence", "person", "rider", "bus", "motorcycle", "bicycle"},
        ),
        ("synthia/kitti", {"terrain", "truck"}),
        ("virtual-kitti/camvid", {"sidewalk", "fence", "person", "bicyclist"}),
    ],
)
def test_a_mixture_learns_what_both_domains_label(name: str, missing: set[str]) -> None:
    pair = find_pair(name)
    whole = find_space(pair.target.space)
    assert set(whole.classes) - set(pair.space.classes) == missing
    assert find_space(pair.space.name) == pair.space


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("target", TARGETS)
def test_any_source_goes_with_any_target_and_training_sees_no_target_labels(
    source: str, target: str
) -> None:
    pair = find_pair(f"{source}/{target}")
    assert 2 <= pair.space.num_classes <= 16
    train = pair.target.train
    assert isinstance(train, RenderedSet | StoredSet) and not train.labelled
    reported, chosen = pair.target.evaluation, pair.target.validation
    assert reported is None or reported != chosen


@pytest.mark.parametrize("name", SHORT)
def test_no_frame_of_the_street_world_is_in_two_parts(name: str) -> None:
    pair = find_pair(name)
    source, target = pair.source, pair.target
    parts = (source.train, target.train, target.evaluation, target.validation, source.held_out)
    for one, other in combinations(parts, 2):
        assert isinstance(one, RenderedSet) and isinstance(other, RenderedSet)
        numbers = [set(range(part.first, part.first + part.count)) for part in (one, other)]
        assert one.domain != other.domain or not numbers[0] & numbers[1]
    assert [part.domain for part in parts] == ["source", "target", "target", "target", "source"]


@pytest.mark.parametrize("name", ["dmeo", "demo/", "kitti/demo", "virtual-kitti", "demo/demo/demo"])
def test_an_unknown_pair_lists_what_there_is(name: str) -> None:
    with refused("data.pair"):
        find_pair(name)


def test_a_part_that_a_pair_lacks_is_named() -> None:
    for part in ("validation", "held_out"):
        with refused("data.part_missing"):
            find_pair(PAPER[0]).open(part, Places(), (375, 1242))


def test_doubtful_classes_go_where_it_was_chosen() -> None:
    choices = LabelChoices(van="ignore", small_vegetation="terrain", lane_marking="road")
    chosen = find_pair("virtual-kitti/kitti", choices).source.train
    assert isinstance(chosen, StoredSet)
    assert {("van", "ignore"), ("small_vegetation", "terrain")} <= set(chosen.disk_set.options)
    chosen = find_pair("synthia/cityscapes", choices).source.train
    assert isinstance(chosen, StoredSet)
    assert chosen.disk_set.options == (("lane_marking", "road"),)


def test_a_domain_lies_under_its_name_or_where_it_is_said(tmp_path: Path) -> None:
    places = Places(data=tmp_path, source=tmp_path / "elsewhere")
    assert places.root("source", "synthia") == tmp_path / "elsewhere"
    assert places.root("target", "cityscapes") == tmp_path / "cityscapes"


def test_a_part_opens_as_frames(tmp_path: Path) -> None:
    options = {"domain": "target", "first": 4, "count": 1}
    places = Places(data=tmp_path)
    labelled = RenderedSet(**options).open(places, (32, 64))
    blind = RenderedSet(**options, labelled=False).open(places, (32, 64))
    assert len(labelled) == len(blind) == 1
    assert labelled[0].ids is not None and labelled[0].depth is not None
    assert blind[0].ids is None and blind[0].depth is None
    np.testing.assert_array_equal(labelled[0].image, blind[0].image)


def test_a_part_of_the_source_is_its_first_frames() -> None:
    pair = find_pair("demo").with_source_frames(5)
    assert pair.source.train == replace(find_pair("demo").source.train, count=5)
    assert find_pair("demo").with_source_frames(10_000) == find_pair("demo")
    assert find_pair("demo").with_source_frames(None) == find_pair("demo")
    stored = find_pair("synthia/camvid").with_source_frames(5).source.train
    assert isinstance(stored, StoredSet) and stored.most == 5


def test_a_pair_knows_which_rendering_it_is_of() -> None:
    assert set(find_pair("street/camvid").worlds) == {"street"}
    assert set(find_pair("demo").worlds) == {"demo"}
    assert find_pair("synthia/camvid").worlds == {}
