"""A whole table from nothing, on the smallest pair."""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from gioada import cli, records
from gioada.errors import Problem
from gioada.methods.presets import find
from gioada.reproduce import work as working
from gioada.reproduce import workers
from gioada.reproduce.plan import lines, plan
from gioada.training.folder import RunFolder
from gioada.training.spec import Experiment, Launch, Training
from gioada.training.status import hold_run, read_status
from gioada.training.watch import read_run
from tests.problems import refused

OPTIONS = [
    "--pair",
    "demo-tiny",
    "--height",
    "32",
    "--width",
    "64",
    "--training.steps",
    "2",
    "--training.sample-every",
    "0",
    "--seeds",
    "1",
    "--device",
    "cpu",
    "--quiet",
]


def reproduce(monkeypatch: pytest.MonkeyPatch, data: Path, *words: str) -> None:
    command = ["gioada", "reproduce", "table3", *OPTIONS, "--data", str(data), *words]
    monkeypatch.setattr(sys, "argv", command)
    cli.main()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory, data: Path) -> tuple[Path, str]:
    """The folder of a whole table, and what the command printed."""
    root, printed = tmp_path_factory.mktemp("study"), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        reproduce(patch, data, "--root", str(root))
    return root, printed.getvalue()


def test_a_table_and_the_same_command_again(
    study: tuple[Path, str],
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root, said = study
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
    like = Experiment(
        method=find("na"),
        pair="demo-tiny",
        height=32,
        width=64,
        training=Training(steps=steps, save_every=1, sample_every=0),
    )
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


@pytest.mark.slow
@pytest.mark.timeout(600)  # three processes, however busy the machine is
def test_runs_side_by_side_and_one_is_killed(tmp_path: Path, data: Path) -> None:
    jobs, killed, said = jobs_of(tmp_path, "na", "joint", steps=20), [], []

    def kill() -> None:
        first = jobs[0].run
        while not first.saved_steps():
            time.sleep(0.02)
        status = read_status(first)
        assert status is not None
        os.kill(status.pid, signal.SIGKILL)
        killed.append(status.pid)

    killer = Thread(target=kill)
    killer.start()
    assert working.work(jobs, launch(data), say=said.append, at_once=2) == []
    killer.join()
    assert all(job.measured for job in jobs)
    status = read_status(jobs[0].run)
    assert status is not None and status.pid not in (*killed, os.getpid())
    assert [line for line in said if "ended with status -9" in line]


def test_stopped_side_by_side_all_of_them_save(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Fresh interpreters are tried above; those that are forked need not import everything anew.
    monkeypatch.setattr(workers, "get_context", lambda _: multiprocessing.get_context("fork"))
    jobs = jobs_of(tmp_path, "na", "ss", steps=100_000)

    def stop() -> None:
        while not all(job.run.saved_steps() for job in jobs):
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    stopper = Thread(target=stop)
    stopper.start()
    with pytest.raises(working.Stopped):
        working.work(jobs, launch(data), say=lambda _: None, at_once=2)
    stopper.join()
    assert [read_run(job.run.path).state for job in jobs] == ["stopped", "stopped"]


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
    with refused("data.folder_missing"):
        working.work(jobs, launch(data), say=lambda _: None)


def test_another_split_is_measured_beside_the_first(
    study: tuple[Path, str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, _ = study
    assert len(before := list((root / "counts").iterdir())) == 5
    monkeypatch.setattr(working, "test_frames", real_frames(opened := []))
    monkeypatch.setattr(working, "train_run", lambda *_: pytest.fail("trained again"))
    reproduce(monkeypatch, data, "--root", str(root), "--split", "validation")
    assert set(opened) == {"validation"}
    assert len(list((root / "counts-validation").iterdir())) == 5
    assert list((root / "counts").iterdir()) == before
    page = (root / "tables" / "table3-validation.md").read_text()
    assert "8 labelled target images of the validation split that" in page
    assert "--split validation" in page


def real_frames(opened: list[str]):
    real = working.test_frames

    def frames(job, *rest):
        opened.append(job.split)
        return real(job, *rest)

    return frames
