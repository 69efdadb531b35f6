"""Phases follow from the method's value."""

from __future__ import annotations

from dataclasses import replace

import pytest

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
    assert {"segmentation", "depth"} <= set(phase.terms)


def test_cyclegan_comes_first_and_the_task_network_after_it() -> None:
    translation, task = find("cg").phases
    assert translation.trains == ("translator", "back")
    assert translation.budget == "translation_steps"
    assert not {"segmentation", "depth", "output"} & set(translation.terms)
    assert (task.trains, task.terms) == (("task",), ("segmentation", "depth"))


def test_every_term_has_a_weight() -> None:
    known = set(Weights.__dataclass_fields__)
    assert all(set(phase.terms) <= known for m in PRESETS.values() for phase in m.phases)


def test_lists_become_tuples_so_that_methods_compare_and_hash() -> None:
    method = Method(spaces=[["labels", "depth"]])  # type: ignore[arg-type]
    assert method == Method(spaces=(("labels", "depth"),))
    assert hash(method)


def test_readings_that_have_nothing_to_act_on_are_refused() -> None:
    with pytest.raises(ValueError, match="joint translates nothing"):
        replace(PRESETS["joint"], readings=Readings(train_on_raw=True))
    with pytest.raises(ValueError, match="gd aligns no predictions"):
        replace(PRESETS["gd"], readings=Readings(output_push="both"))
