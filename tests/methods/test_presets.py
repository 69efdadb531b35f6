"""The eleven rows by name, and what each of them is made of."""

from __future__ import annotations

import pytest

from gioada.errors import Problem
from gioada.methods.presets import (
    ALIASES,
    PAPER_CLASSES,
    PRESETS,
    find,
    folder_name,
)
from gioada.methods.spec import Translation, Weights


def test_there_are_eleven_presets_in_the_tables_order() -> None:
    names = ["na", "cg", "gd", "+d", "+s", "+sd", "ss", "depth", "sep", "joint", "both"]
    beyond = ["st", "joint+st", "both+st", "distil"]
    assert list(PRESETS) == names + beyond
    assert [find(name).name for name in PRESETS] == names + beyond
    assert [name for name, preset in PRESETS.items() if preset.beyond] == beyond
    paper = [n for n in PRESETS if find(n).self_training is find(n).distillation is None]
    assert paper == names
    assert all(preset.summary for preset in PRESETS.values())


@pytest.mark.parametrize(
    ("name", "conditions"), [("gd", ()), ("+d", {"depth"}), ("+s", {"labels"}),
                             ("+sd", {"depth", "labels"}), ("both", {"depth", "labels"})]
)  # fmt: skip
def test_the_guided_translators_see_their_conditions(name: str, conditions: set[str]) -> None:
    translation = find(name).translation
    assert translation is not None and translation.guided and not translation.cycle
    assert set(translation.conditions) == set(conditions)


def test_the_weights_are_the_papers() -> None:
    weights = find("both").weights
    assert (weights.segmentation, weights.depth) == (1.0, 0.1)
    assert (weights.image, weights.output) == (0.1, 0.001)
    assert all(find(name).weights == Weights() for name in PRESETS if name != "cg")


def test_cyclegan_is_trained_as_its_authors_did() -> None:
    method = find("cg")
    assert method.translation is not None and not method.translation.guided
    weights = method.weights
    assert (weights.image, weights.back_image, weights.cycle, weights.identity) == (1, 1, 10, 5)
    assert (method.readings.image_gan, method.readings.image_pool) == ("least-squares", 50)


def test_a_cycle_has_no_conditions_because_a_target_has_no_ground_truth() -> None:
    with pytest.raises(Problem, match="conditions"):
        Translation(cycle=True, conditions=("depth",))


def test_aliases_are_the_papers_other_names() -> None:
    assert find("input") is find("+sd")
    assert find("output") is find("joint")
    assert not set(ALIASES) & set(PRESETS)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(Problem, match=r"no preset 'bth'.*na cg gd .*both st .*input output") as bad:
        find("bth")
    assert bad.value.code == "preset.unknown"


def test_folder_names_need_no_quotes() -> None:
    assert folder_name("+sd") == "plus-sd"
    assert folder_name("joint+st") == "joint-plus-st"
    assert all(folder_name(name).replace("-", "").isalnum() for name in PRESETS)


def test_each_table_has_the_papers_rows() -> None:
    rows = {
        table: [n for n, p in PRESETS.items() if p.kitti and table in p.kitti.tables]
        for table in (1, 2, 3)
    }
    assert rows == {
        1: ["na", "+sd", "joint", "both"],
        2: ["na", "cg", "gd", "+d", "+s", "+sd"],
        3: ["na", "ss", "depth", "sep", "joint"],
    }
    by_class = [p.kitti.iou for p in PRESETS.values() if p.kitti and 1 in p.kitti.tables]
    assert all(len(row) == len(PAPER_CLASSES) for row in by_class)
