"""The eleven rows by name, and what each of them is made of."""

from __future__ import annotations

import pytest

from gioada.methods.presets import (
    ALIASES,
    PAPER_CLASSES,
    PAPER_ROWS,
    PAPER_TABLE1,
    PAPER_TABLE2,
    PAPER_TABLE3,
    PRESETS,
    find,
    folder_name,
)
from gioada.methods.spec import Translation, Weights


def test_there_are_eleven_presets_in_the_tables_order() -> None:
    names = ["na", "cg", "gd", "+d", "+s", "+sd", "ss", "depth", "sep", "joint", "both"]
    beyond = ["st", "joint+st", "both+st"]
    assert list(PAPER_ROWS) == names
    assert list(PRESETS) == names + beyond
    assert [method.name for method in PRESETS.values()] == names + beyond
    assert all((method.self_training is None) == (n in names) for n, method in PRESETS.items())
    assert all(method.summary for method in PRESETS.values())


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
    with pytest.raises(ValueError, match="conditions"):
        Translation(cycle=True, conditions=("depth",))


def test_aliases_are_the_papers_other_names() -> None:
    assert find("input") is find("+sd")
    assert find("output") is find("joint")
    assert not set(ALIASES) & set(PRESETS)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no preset 'bth'.*na cg gd .*both st .*input output"):
        find("bth")


def test_folder_names_need_no_quotes() -> None:
    assert folder_name("+sd") == "plus-sd"
    assert folder_name("joint+st") == "joint-plus-st"
    assert all(folder_name(name).replace("-", "").isalnum() for name in PRESETS)


def test_the_papers_tables_agree_where_they_show_the_same_run() -> None:
    assert set(PAPER_TABLE1) | set(PAPER_TABLE2) | set(PAPER_TABLE3) == set(PAPER_ROWS)
    for table in (PAPER_TABLE2, PAPER_TABLE3):
        for name in set(table) & set(PAPER_TABLE1):
            assert table[name] == PAPER_TABLE1[name][1]
    assert all(len(row) == len(PAPER_CLASSES) for row, _ in PAPER_TABLE1.values())
