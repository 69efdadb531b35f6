"""A whole table from nothing, on the smallest pair."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from gioada import cli, records
from gioada.errors import Problem
from gioada.methods.presets import find
from gioada.reproduce import work as working
from gioada.reproduce.plan import lines, plan
from gioada.training.folder import RunFolder
from gioada.training.spec import Experiment, Launch, Training
from gioada.training.status import hold_run

OPTIONS = ["--pair", "demo-tiny", "--height", "32", "--width", "64", "--training.steps", "2",
           "--training.sample-every", "0", "--seeds", "1", "--device", "cpu",
           "--quiet"]  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def reproduce(monkeypatch: pytest.MonkeyPatch, data: Path, *words: str) -> None:
    command = ["gioada", "reproduce", "table3", *OPTIONS, "--data", str(data), *words]
    monkeypatch.setattr(sys, "argv", command)
    cli.main()


def test_a_table_and_the_same_command_again(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "study"
    reproduce(monkeypatch, data, "--root", str(root))
    said = capsys.readouterr().out
    assert "[0 of 5 done] na-demo-tiny-0" in said
    table = json.loads((root / "tables" / "table3.json").read_text())
    assert [row["label"] for row in table["rows"]] == ["na", "ss", "depth", "sep", "joint"]
    assert all([run["seed"] for run in row["runs"]] == [0] for row in table["rows"])
    assert table["missing"] == []
    assert "plotly" in (root / "tables" / "table3.html").read_text()[:100_000].lower()
    page = (root / "tables" / "table3.md").read_text()
    assert "--pair demo-tiny --height 32 --width 64" in page, "the command that makes it again"

    monkeypatch.setattr(working, "train_run", lambda *_: pytest.fail("trained again"))
    reproduce(monkeypatch, data, "--root", str(root))
    assert "of 5 done" not in capsys.readouterr().out


def jobs_of(root: Path, *names: str, steps: int = 3):
    like = Experiment(method=find("na"), pair="demo-tiny", height=32, width=64,
                      training=Training(steps=steps, save_every=1, sample_every=0))  # fmt: skip
    return plan(lines(names), like, seeds=1, root=root)


def launch(data: Path) -> Launch:
    return Launch(data=data, device="cpu", quiet=True)


def test_an_interrupted_run_goes_on(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = jobs_of(tmp_path, "na")
    job.run.path.mkdir(parents=True)
    records.write(job.experiment, job.run.spec)
    job.run.ask("stop")
    # A request from before the start is forgotten; one that comes in the middle stops the plan.
    seen = []
    real = RunFolder.asked

    def asked(self: RunFolder):
        seen.append(1)
        return frozenset({"stop"}) if len(seen) == 1 else real(self)

    monkeypatch.setattr(RunFolder, "asked", asked)
    with pytest.raises(working.Stopped, match="na-demo-tiny-0 was stopped"):
        working.work([job], launch(data), say=lambda _: None)
    assert not job.measured
    monkeypatch.undo()
    assert working.work([job], launch(data), say=lambda _: None) == []
    assert job.measured


def test_a_run_that_others_are_at_is_left_to_them(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = jobs_of(tmp_path, "na", "joint", steps=1)
    first.run.path.mkdir(parents=True)
    lock, said = hold_run(first.run), []

    def wait(_: float) -> None:
        assert second.measured, "the free one is done first"
        lock.release()

    monkeypatch.setattr(working.time, "sleep", wait)
    working.work([first, second], launch(data), say=said.append)
    assert [line.split("] ")[1] for line in said] == [second.name, first.name]


def test_a_failed_run_does_not_keep_the_others(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = jobs_of(tmp_path, "na", "joint", steps=1)
    real = working.train_run

    def train(path: Path, *rest):
        if path == first.run.path:
            raise Problem("training.not_finite", "the loss is not a number")
        return real(path, *rest)

    monkeypatch.setattr(working, "train_run", train)
    failed = working.work([first, second], launch(data), say=lambda _: None)
    assert failed == ["na-demo-tiny-0 failed: the loss is not a number"]
    assert second.measured


def test_without_frames_to_measure_on_nothing_is_trained(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "train_run", lambda *_: pytest.fail("trained"))
    like = Experiment(method=find("na"), pair="demo-tiny/camvid", training=Training(steps=1))
    jobs = plan(lines(["na"]), like, seeds=1, root=tmp_path)
    with pytest.raises(ValueError, match=r"no images in .*/camvid/test/"):
        working.work(jobs, launch(data), say=lambda _: None)


def test_another_split_is_measured_beside_the_first(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "study"
    command = ["--root", str(root), "--split", "validation"]
    jobs = jobs_of(root, "na", steps=2)
    assert jobs[0].counts == root / "counts" / "na-demo-tiny-0.npz"
    monkeypatch.setattr(working, "test_frames", real_frames(opened := []))
    reproduce(monkeypatch, data, *command)
    assert set(opened) == {"validation"}
    assert len(list((root / "counts-validation").iterdir())) == 5
    assert not (root / "counts").exists()
    page = (root / "tables" / "table3-validation.md").read_text()
    assert "8 labelled target images of the validation split that" in page
    assert "--split validation" in page


def real_frames(opened: list[str]):
    real = working.test_frames

    def frames(job, *rest):
        opened.append(job.split)
        return real(job, *rest)

    return frames
