"""Phases follow from the method's value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gioada.errors import Problem
from gioada.methods.presets import PRESETS, find
from gioada.methods.spec import Method, Readings, Weights


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "cg"])
def test_every_preset_but_cyclegan_is_one_joint_phase(name: str) -> None:
    method = find(name)
    (phase,) = method.phases
    assert phase.budget == "steps"
    assert ("translator" in phase.trains) == (method.translation is not None)
    assert ("image" in phase.terms) == (method.translation is not None)
    assert ("output" in phase.terms) == bool(method.spaces)
    assert ({"segmentation", "depth"} <= set(phase.terms)) == (method.distillation is None)


def test_cyclegan_comes_first_and_the_task_network_after_it() -> None:
    translation, task = find("cg").phases
    assert translation.trains == ("translator", "back")
    assert translation.budget == "translation_steps"
    assert not {"segmentation", "depth", "output"} & set(translation.terms)
    assert (task.trains, task.terms) == (("task",), ("segmentation", "depth"))


def test_every_term_has_a_weight() -> None:
    known = set(Weights.__dataclass_fields__)
    assert all(set(phase.terms) <= known for name in PRESETS for phase in find(name).phases)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"spaces": "labels"}, "spaces"),
        ({"spaces": (("colour",),)}, "spaces.0.0"),
        ({"weights": 3}, "weights"),
        ({"colour": 3}, "colour"),
    ],
)
def test_wrong_values_are_refused_by_name(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as wrong:
        Method(**values)
    assert wrong.value.fields["field"] == field
    assert wrong.value.code == ("options.unknown" if field == "colour" else "options.wrong")


@pytest.mark.parametrize(("name", "value"), [("balance", 1.5), ("colours", -0.1)])
def test_shares_out_of_range_are_refused(name: str, value: float) -> None:
    with pytest.raises(Problem) as wrong:
        Readings(**{name: value})
    assert (wrong.value.code, wrong.value.fields["field"]) == ("options.wrong", name)


def test_methods_compare_and_hash() -> None:
    assert len({find("both"), replace(find("both")), find("na")}) == 2


def test_readings_that_have_nothing_to_act_on_are_refused() -> None:
    with pytest.raises(Problem, match="joint translates nothing"):
        replace(find("joint"), readings=Readings(train_on_raw=True))
    with pytest.raises(Problem, match="gd aligns no predictions"):
        replace(find("gd"), readings=Readings(output_push="both"))
