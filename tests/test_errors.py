"""Errors are values: a code and fields, rendered at the edge, whole after a process or a file."""

import json
import pickle
from pathlib import Path

from gioada.errors import Advice, Problem, read


def make() -> Problem:
    return Problem(
        "training.memory",
        "A step of {size} does not fit.",
        advice=[Advice("training.batch", "1"), Advice("crop")],
        size=3,
        folder=Path("runs/a"),
    )


def test_a_problem_is_rendered_with_its_fields_and_what_may_help() -> None:
    assert make().sentence == "A step of 3 does not fit."
    assert str(make()) == ("A step of 3 does not fit. What may help: --training.batch 1; --crop.")


def test_braces_in_a_sentence_without_fields_are_left_alone() -> None:
    assert str(Problem("a.b", "not {json}")) == "not {json}"


def test_problems_that_differ_in_names_alone_are_of_one_kind() -> None:
    one, other = (Problem("a.b", "{name} is torn.", name=name) for name in ("x", "y"))
    assert str(one) != str(other)
    assert one.kind == other.kind


def test_a_problem_comes_whole_through_a_process_and_through_json() -> None:
    for copy in (
        pickle.loads(pickle.dumps(make())),
        read(json.loads(json.dumps(make().values()))),
    ):
        assert str(copy) == str(make())
        assert (copy.code, copy.advice) == (make().code, make().advice)
