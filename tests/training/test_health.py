"""The rules of the health line: each speaks when it should, and only then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gioada.errors import Advice
from gioada.methods.presets import find
from gioada.methods.spec import Readings, Weights
from gioada.models.spec import Networks
from gioada.training.health import WINDOW, Finding, advice_of, findings, headline, rules_table
from gioada.training.health_rules import RULES
from gioada.training.options import advised
from gioada.training.spec import Experiment, Training

Line = dict[str, Any]
At = Callable[[int], float]


def line(step: int, **numbers: Any) -> Line:
    """A line of a healthy joint phase, with some of its numbers changed."""
    values: dict[str, Any] = {
        "image": 0.75,
        "output": 0.7,
        "segmentation": 0.2 + 1.0 / (1 + step / 100),
        "depth": 0.01 + 0.02 / (1 + step / 100),
        "false": 0.08,
        "true": 0.09,
        "rate": 2e-4,
        "data_wait": 0.01,
        "memory": 2_000_000_000,
        "phase": "joint",
        **numbers,
    }
    networks = ("task", "translator", "image", "output-labels-depth")
    return {
        "step": step,
        "phase": values["phase"],
        "terms": {"segmentation": values["segmentation"], "depth": values["depth"], "image": 0.1},
        "discriminators": {"image": 1.0, "output-labels-depth": 1.0},
        "discriminator_accuracy": {
            "image": values["image"],
            "output-labels-depth": values["output"],
        },
        "task_accuracy": {"translated": 0.95, "raw": 0.75},
        "leak": {"false_labels": values["false"], "true_labels": values["true"]},
        "lr": dict.fromkeys(networks, values["rate"]),
        "machine": {"data_wait": values["data_wait"], "memory": values["memory"]},
    }


def journal(count: int = 100, **numbers: float | At) -> list[Line]:
    """Lines at every tenth step; a function gives the number of the n-th line."""

    def at(n: int) -> dict[str, Any]:
        return {name: value(n) if callable(value) else value for name, value in numbers.items()}

    return [line(10 * (n + 1), **at(n)) for n in range(count)]


BOTH = Experiment(method=find("both"))


def told(lines: list[Line], experiment: Experiment = BOTH) -> dict[str, Finding]:
    return {found.rule: found for found in findings(lines, experiment)}


def advice(finding: Finding) -> dict[str, str]:
    return {each.option: each.value for each in finding.advice}


def open_rules(lines: list[Line]) -> dict[str, str]:
    """Rules that want something, with their severity."""
    return {f.rule: f.severity for f in findings(lines, BOTH) if f.severity != "fine"}


def test_a_healthy_run_has_nothing_to_look_at() -> None:
    assert open_rules(journal()) == {}
    assert headline(findings(journal(), BOTH)) == (
        "D_img is right 75% of the time: both sides have something to learn."
    )


@pytest.mark.parametrize("count", [0, 1, 19])
def test_a_few_lines_are_too_early(count: int) -> None:
    (found,) = findings(journal(count, image=1.0), BOTH)
    assert found.rule == "too early" and found.severity == "fine"
    assert f"has {count}" in headline([found])


def test_a_new_phase_begins_anew() -> None:
    lines = journal(40, image=1.0)
    lines += [line(410 + 10 * n, phase="task") for n in range(10)]
    assert list(told(lines)) == ["too early"]


@pytest.mark.parametrize(
    ("rule", "severity", "lines"),
    [
        ("a discriminator wins", "watch", journal(20, image=0.98)),
        ("a discriminator wins", "watch", journal(image=lambda n: 0.5 if n < 80 else 1.0)),
        ("a discriminator wins", "watch", journal(output=0.99)),
        ("a discriminator is dead", "act", journal(image=0.5)),
        ("a discriminator has not learnt", "watch", journal(image=lambda n: 0.5 + n % 2 / 50)),
        ("the leak", "watch", journal(false=0.15, true=0.099)),
        ("the leak", "act", journal(false=0.25, true=0.099)),
        (
            "a loss rises",
            "act",
            journal(depth=lambda n: 0.04 if n < 40 else 0.02 if n < 80 else 0.031),
        ),
        ("a loss has not fallen", "act", journal(60, segmentation=1.0)),
        ("waiting for data", "watch", journal(data_wait=0.06)),
        ("waiting for data", "act", journal(data_wait=0.26)),
        ("memory grows", "watch", journal(memory=lambda n: 2e9 * (1 + n / 300))),
    ],
)
def test_what_is_wrong_is_told(rule: str, severity: str, lines: list[Line]) -> None:
    assert open_rules(lines) == {rule: severity}


@pytest.mark.parametrize(
    "lines",
    [
        journal(image=0.979),
        journal(50, image=0.5),  # it has hardly begun
        journal(50, image=lambda n: 0.5 + n % 2 / 50),
        journal(false=0.149, true=0.10),
        journal(depth=lambda n: 0.04 if n < 40 else 0.02 if n < 80 else 0.029),
        journal(59, segmentation=1.0),
        journal(data_wait=0.049),
        journal(data_wait=lambda n: 0.9 if n == 99 else 0.0),  # one checkpoint, one late batch
        journal(memory=lambda n: 2e9 if n < 50 else 3e9),  # the first picture
        journal(memory=lambda n: 2e9 * (1 + n / 500)),
        [line(5000 + 10 * n, segmentation=0.3, depth=0.01) for n in range(100)],  # long settled
    ],
)
def test_what_is_not_wrong_is_not_told(lines: list[Line]) -> None:
    assert open_rules(lines) == {}


def test_a_fooled_discriminator_is_the_aim() -> None:
    found = told(journal(image=lambda n: 0.8 if n < 50 else 0.51))["a discriminator is fooled"]
    assert found.severity == "fine"
    assert "is right 51% of the time and was 80%" in found.sentence


def test_no_leak_where_the_translator_does_not_see_labels() -> None:
    lines = journal(false=0.99, true=0.1)
    assert "the leak" in told(lines)
    for each in lines:
        del each["leak"]
    assert "the leak" not in told(lines), "whatever is read right of raw images"


def test_a_phase_with_no_task_network_has_findings_too() -> None:
    lines = journal(image=1.0)
    for each in lines:
        del each["task_accuracy"], each["leak"]
        del each["terms"]["segmentation"], each["terms"]["depth"]
        each["terms"]["cycle"] = each["step"]  # a translator that was the identity departs from it
    assert open_rules(lines) == {"a discriminator wins": "watch"}


def test_the_end_of_the_rates_is_no_trouble() -> None:
    found = told(journal(rate=lambda n: 2e-4 * (1 - n / 99.5)))["the rates are at their end"]
    assert found.severity == "fine"
    assert "the rates are at their end" not in told(journal(rate=lambda n: 2e-4 * (1 - n / 101)))


def test_validation_lines_and_missing_groups_are_passed_over() -> None:
    lines = journal(image=1.0)
    for each in lines:
        del each["machine"], each["lr"]
    scored: list[Line] = [x for e in lines for x in (e, {"step": e["step"], "validation": {}})]
    assert open_rules(scored) == {"a discriminator wins": "watch"}
    assert len(findings(scored, BOTH)) == len(findings(lines, BOTH))


def test_only_the_window_counts() -> None:
    low = journal(20, depth=0.001)
    settled = [line(200 + 10 * (n + 1), depth=0.02, segmentation=0.2) for n in range(WINDOW)]
    assert "a loss rises" in open_rules(low + settled[:-20])
    assert open_rules(low + settled) == {}


def test_the_gravest_comes_first() -> None:
    lines = journal(image=1.0, data_wait=0.06, false=0.99)
    found = findings(lines, BOTH)
    assert [f.severity for f in found] == ["act", "watch", "watch", "fine"]
    assert headline(found) == f"{found[0].sentence} (2 more to look at.)"
    assert headline(()) == "Nothing unusual."


def test_what_a_run_has_already_is_not_advised() -> None:
    wins = journal(image=1.0)
    first = told(wins)["a discriminator wins"]
    assert advice(first) == {
        "method.readings.image-gan": "least-squares",
        "training.lr-image": "0.0001",
        "method.weights.image": "0.3",
    }
    assert first.sentence.endswith(
        "In a new run, try `--method.readings.image-gan least-squares`, "
        "`--training.lr-image 0.0001` or `--method.weights.image 0.3`."
    )
    assert advice_of(findings(wins, BOTH)) == first.advice
    softer = advised(BOTH, first.advice[0])
    assert list(advice(told(wins, softer)["a discriminator wins"])) == [
        "training.lr-image",
        "method.weights.image",
    ]


def test_a_leaking_run_that_does_everything_is_told_to_weigh_the_image_more() -> None:
    readings = Readings(train_on_raw=True, noise=0.1, guide="average")
    method = replace(find("both"), readings=readings, weights=Weights(image=0.3))
    found = told(journal(false=0.95), Experiment(method=method))["the leak"]
    assert advice(found) == {"method.weights.image": "0.9"}


def test_a_run_in_fp32_is_not_told_to_be() -> None:
    lines = journal(segmentation=lambda n: 1.0 if n < 80 else 9.0)
    bf16 = Experiment(method=find("na"), training=Training(precision="bf16"))
    fp32 = Experiment(method=find("na"))
    assert advice(told(lines, bf16)["a loss rises"])["training.precision"] == "fp32"
    assert list(advice(told(lines, fp32)["a loss rises"])) == ["training.lr-task"]


def test_each_discriminator_is_told_of_by_its_own_options() -> None:
    (output,) = (f for f in findings(journal(output=1.0), BOTH) if f.severity == "watch")
    assert output.sentence.startswith("D_output on labels and depth is right 100% of the time")
    assert list(advice(output)) == [
        "method.readings.output-gan",
        "training.lr-output",
        "method.weights.output",
    ]
    back = [dict(each, discriminator_accuracy={"back_image": 1.0}) for each in journal()]
    cycle = Experiment(method=find("cg"))
    assert "method.weights.back-image" in advice(told(back, cycle)["a discriminator wins"])


def test_every_option_that_is_named_can_be_set() -> None:
    words = [
        {"game": game, "weight": weight}
        for game, weight in (("image", "image"), ("image", "back-image"), ("output", "output"))
    ]
    named = {
        Advice(each.option.format(**w), each.value or "2")
        for w in words
        for rule in RULES
        for each in rule.tries
    }
    assert len(named) > 10
    start = Experiment(
        method=find("both"),
        networks=Networks(backbone="resnet50"),
        training=Training(precision="bf16"),
    )
    assert all(advised(start, each) != start for each in named)


def test_the_table_has_every_rule_and_its_reason() -> None:
    rows = rules_table().splitlines()
    assert len(rows) == 2 + len(RULES) == 2 + len({rule.name for rule in RULES})
    assert all(row.count(" | ") == 2 and "{" not in row for row in rows)
    assert all(rule.check.__doc__ for rule in RULES)
    assert "at least 98% of the patches" in rules_table()
    assert "`--training.lr-GAME` times `0.5`" in rules_table()
