"""Which runs a table needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gioada import records
from gioada.methods.presets import find
from gioada.reproduce.plan import lines, lines_of, plan
from gioada.training.options import departed
from gioada.training.spec import Experiment, Training
from gioada.training.trainer import make_budgets

LIKE = Experiment(method=find("cg"), training=Training(steps=9, translation_steps=4))


def test_what_has_two_names_is_trained_once(tmp_path: Path) -> None:
    rows = [*lines_of("table1"), *lines_of("table2"), *lines_of("table3")]
    jobs = plan(rows, LIKE, seeds=3, root=tmp_path)
    assert len(jobs) == 3 * 11
    assert len({job.name for job in jobs}) == len(jobs)
    assert {job.preset for job in jobs} >= {"+sd", "joint"}
    assert [job.seed for job in jobs[:11]] == [0] * 11, "the first seed of all rows comes first"


def test_translation_steps_are_for_the_row_that_has_them(tmp_path: Path) -> None:
    jobs = {job.preset: job for job in plan(lines_of("table2"), LIKE, seeds=1, root=tmp_path)}
    assert jobs["cg"].experiment.training.translation_steps == 4
    assert jobs["gd"].experiment.training.translation_steps is None
    assert jobs["gd"].experiment.training.steps == 9


def test_a_folder_with_other_options_is_refused(tmp_path: Path) -> None:
    job = plan(lines(["na"]), LIKE, seeds=1, root=tmp_path)[0]
    job.check()
    job.run.path.mkdir()
    records.write(job.experiment, job.run.spec)
    job.check()
    other = replace(job.experiment, training=replace(job.experiment.training, steps=10))
    records.write(other, job.run.spec)
    with pytest.raises(ValueError, match=r"other options \(--training.steps 10\)"):
        job.check()


def test_no_seed_makes_no_table(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        plan(lines(["na"]), LIKE, seeds=0, root=tmp_path)


def test_departures_are_other_runs_of_guided_rows_only(tmp_path: Path) -> None:
    scaled = plan(lines_of("table1"), LIKE, seeds=1, root=tmp_path)
    steady = plan(lines_of("table1", "steady"), LIKE, seeds=1, root=tmp_path)
    assert [job.name for job in steady] == [
        "na-demo-0",
        "plus-sd-demo-0-steady",
        "joint-demo-0",
        "both-demo-0-steady",
    ]
    assert steady[0] == scaled[0]
    assert steady[3].experiment.method.readings.noise == 0.05


def test_departures_side_by_side_share_runs_with_the_tables(tmp_path: Path) -> None:
    rows = lines_of("departures-input")
    assert [row.label for row in rows] == [
        "na",
        "scaled",
        "raw",
        "noise",
        "slow",
        "squares",
        "steady",
    ]
    jobs = plan([*rows, *lines_of("table2", "steady")], LIKE, seeds=1, root=tmp_path)
    names = [job.name for job in jobs]
    assert names[:3] == ["na-demo-0", "plus-sd-demo-0", "plus-sd-demo-0-raw"]
    assert names.count("plus-sd-demo-0-steady") == 1
    assert jobs[4].experiment.method.readings.guide == "average"
    aligned = [row.label for row in lines_of("departures-output")]
    assert aligned == ["na", "scaled", "strong", "mutual", "minmax", "deep"]
    cycle = [row.label for row in lines_of("departures-cycle")]
    assert cycle == ["na", "scaled", "third", "triple", "likelihood"]


def test_cyclegans_translator_has_as_many_steps_as_the_guided_ones_unless_said(
    tmp_path: Path,
) -> None:
    like = replace(LIKE, training=Training(steps=9))
    jobs = {job.preset: job for job in plan(lines_of("table2"), like, seeds=1, root=tmp_path)}
    steps = {
        name: make_budgets(job.experiment.method, job.experiment.training, {"source": 5}).phases
        for name, job in jobs.items()
    }
    assert steps["cg"] == {"translation": 9, "task": 9}
    assert steps["gd"] == steps["+sd"] == {"joint": 9}


def test_the_letter_of_the_paper_is_another_run_of_every_row(tmp_path: Path) -> None:
    like = departed(Experiment(method=find("na")), "literal")
    jobs = plan(lines_of("table1", "literal"), like, seeds=1, root=tmp_path)
    assert [job.name for job in jobs] == [
        "na-demo-0-literal",
        "plus-sd-demo-0-literal",
        "joint-demo-0-literal",
        "both-demo-0-literal",
    ]
    assert {job.experiment.networks.weights for job in jobs} == {"imagenet"}
