"""Distillation: who learns, what is refused, and a run that goes on with the same teacher."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from gioada import records
from gioada.losses.distillation import distillation_loss
from gioada.losses.supervised import depth_loss
from gioada.methods.presets import find
from gioada.methods.spec import Distillation
from gioada.models.card import Card
from gioada.models.checkpoint import export
from gioada.models.spec import TaskSpec
from gioada.models.task import TaskNetwork
from gioada.training.export import export_run
from gioada.training.journal import read_journal
from gioada.training.run import train_run
from gioada.training.spec import Experiment, Launch
from gioada.training.teacher import with_pinned_weights, with_teacher
from tests.hub import running
from tests.problems import refused
from tests.tiny import HEIGHT, WIDTH, experiment, objective, random_batch
from tests.training.test_run import handlers, train

__all__ = ["handlers"]
CARD = Card(
    name="teacher", preset="na", pair="demo-tiny", space="kitti10", height=HEIGHT, width=WIDTH,
    seed=0, steps=1,
)  # fmt: skip


def write_teacher(folder: Path, *, seed: int = 0, **card: Any) -> Path:
    """A checkpoint on another backbone and of another width than who learns."""
    torch.manual_seed(seed)
    task = TaskNetwork(TaskSpec(backbone="test_efficientnet", features=8))
    export(folder, replace(CARD, **card), {"task": task})
    return folder


@pytest.fixture
def teacher(tmp_path: Path) -> Path:
    return write_teacher(tmp_path / "teacher")


def taught(teacher: Path | str, **options: Any) -> Experiment:
    run = experiment("distil", **{"steps": 4, "save_every": 2, **options})
    return replace(run, pair="demo-tiny", teacher=str(teacher))


@pytest.mark.parametrize("source", [False, True])
def test_only_who_learns_gets_a_gradient(source: bool) -> None:
    made = objective(replace(find("distil"), distillation=Distillation(source=source)))
    (phase,) = made.method.phases
    supervised = {"segmentation", "depth"} if source else set()
    assert set(phase.terms) == {"distillation"} | supervised
    assert set(made.networks()) == {"task", "translator"}
    made.train_only(phase)
    made.generator_terms(made(random_batch(), phase))["distillation"].backward()
    assert all(weight.grad is not None for weight in made.generators["task"].parameters())
    assert made.teacher is not None and not made.teacher.training
    others = (*made.teacher.parameters(), *made.average.parameters())
    assert all(weight.grad is None and not weight.requires_grad for weight in others)


def test_the_term_compares_classes_and_depth_of_the_target() -> None:
    how = Distillation(temperature=3.0, depth=0.5)
    made, batch = objective(replace(find("distil"), distillation=how)), random_batch()
    assert made.teacher is not None
    with torch.no_grad():
        found = made(batch, made.method.phases[0]).distillation()
        theirs, own = made.teacher(batch.target), made.generators["task"](batch.target)
    classes = distillation_loss(own.labels, theirs.labels, 3.0)
    torch.testing.assert_close(found, classes + 0.5 * depth_loss(own.depth, theirs.depth))


def test_a_run_names_its_teacher_and_goes_on_to_the_last_bit(
    tmp_path: Path, data: Path, teacher: Path
) -> None:
    train(tmp_path / "whole", taught(teacher), data)
    train(tmp_path / "parts", taught(teacher), data)
    told = records.read(Experiment, tmp_path / "parts" / "spec.json")
    assert told.teacher == str(teacher) and len(told.teacher_sha256) == 64
    newest = tmp_path / "parts" / "checkpoints" / "step-000004"
    assert {path.parent.name for path in newest.rglob("*.safetensors")} == {"generators", "average"}
    newest.rename(tmp_path / "away")
    train(tmp_path / "parts", None, data)
    whole, parts = (
        load_file(tmp_path / run / "checkpoints/step-000004/average/task.safetensors")
        for run in ("whole", "parts")
    )
    assert all(torch.equal(whole[name], parts[name]) for name in whole)
    lines = [read_journal(tmp_path / run / "journal.jsonl") for run in ("whole", "parts")]
    assert [line["terms"] for line in lines[0]] == [line["terms"] for line in lines[1]]
    card = export_run(tmp_path / "parts", tmp_path / "out", averaged=True)
    assert card.experiment["teacher"] == "teacher"
    assert card.experiment["teacher_sha256"] == told.teacher_sha256


def test_a_run_that_lost_its_teacher_says_so(tmp_path: Path, data: Path, teacher: Path) -> None:
    run = tmp_path / "run"
    train(run, taught(teacher), data)
    (run / "checkpoints" / "step-000004").rename(tmp_path / "away")
    write_teacher(teacher, seed=1)
    with refused("teacher.changed", name="teacher"):
        train(run, None, data)
    teacher.rename(tmp_path / "gone")
    with refused("checkpoint.none"):
        train(run, None, data)


def test_what_cannot_teach_is_refused_before_the_run_begins(tmp_path: Path, teacher: Path) -> None:
    other = write_teacher(tmp_path / "log", depth_scale="log80")
    launch = Launch(device="cpu")
    for code, field, asked in (
        ("teacher.none", None, taught("")),
        ("teacher.other", "depth", taught(other)),
        ("teacher.other", "classes", replace(taught(teacher), pair="street/camvid")),
        ("checkpoint.none", None, taught(tmp_path / "nowhere")),
        ("teacher.changed", None, replace(taught(teacher), teacher_sha256="0" * 64)),
    ):
        with refused(code, **({"field": field} if field else {})):
            train_run(tmp_path / "run", asked, launch)
    assert not (tmp_path / "run").exists()
    with refused("options.contradict"):
        replace(experiment("na"), teacher=str(teacher))
    with refused("options.wrong", field="temperature"):
        Distillation(temperature=0.0)


def test_the_hubs_checkpoints_are_recorded_by_their_commit(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(tmp_path / "begun", CARD, objective("distil").generators)
    with running(tmp_path / "cache", monkeypatch) as hub:
        first = hub.put("lab/streets", tmp_path / "begun")
        run = taught("lab/streets", steps=2)
        begun = replace(run, networks=replace(run.networks, weights="lab/streets@main"))
        train(tmp_path / "run", begun, data)
        hub.put("lab/streets", write_teacher(tmp_path / "teacher"))
        train(tmp_path / "run", None, data)
    told = records.read(Experiment, tmp_path / "run" / "spec.json")
    assert told.teacher == told.networks.weights == f"lab/streets@{first}"
    card = export_run(tmp_path / "run", tmp_path / "out", averaged=True)
    assert card.experiment["networks"]["weights"] == f"lab/streets@{first}"


def test_a_run_keeps_the_dilations_of_the_checkpoint_that_it_begins_with(teacher: Path) -> None:
    run = experiment("na")
    begun = replace(run, networks=replace(run.networks, weights=str(teacher), rates=None))
    assert with_pinned_weights(begun).networks.rates == TaskSpec().rates
    own = replace(begun, networks=replace(begun.networks, rates=(1, 2)))
    assert with_pinned_weights(own) == own


def test_others_have_no_teacher() -> None:
    run = experiment("na")
    assert with_teacher(run, "kitti10") == (run, None)
