"""What a reader sees of a folder of runs: also of damaged ones, and of those that vanish."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gioada.training import watch
from gioada.training.folder import RunFolder
from gioada.training.status import hold_run
from gioada.training.watch import find_runs, read_run
from tests.training.folders import age, append, journal_line, make_run, tell


def test_a_copy_of_a_running_run_does_not_run(held: RunFolder) -> None:
    tell(held, state="running")
    copy = held.path.parent / "copy"
    shutil.copytree(held.path, copy)
    states = {run.name: run.state for run in find_runs(copy.parent)}
    assert states == {"copy": "interrupted", "both demo 0": "running"}


def test_no_folder_of_runs_is_no_run(tmp_path: Path) -> None:
    assert find_runs(tmp_path / "missing") == []
    (tmp_path / "evaluations").mkdir()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert find_runs(tmp_path) == []


def test_the_run_that_started_last_comes_first(tmp_path: Path) -> None:
    for name, seconds in (("a", 30), ("b", 10), ("c", 20)):
        run = make_run(tmp_path / name)
        age(run.spec, seconds)
        tell(run, state="done")
    assert [run.name for run in find_runs(tmp_path)] == ["b", "c", "a"]


def test_a_run_can_be_reached_by_a_link(held: RunFolder, tmp_path: Path) -> None:
    tell(held, state="running")
    (tmp_path / "newest").symlink_to(held.path)
    runs = find_runs(tmp_path)
    assert [(run.name, run.state) for run in runs] == [("newest", "running")]


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        (None, "cannot be read"),
        ("", "is not json"),
        ('{"method": {"na', "is not json"),
        ("[]", "does not describe a run"),
        ("{}", "does not describe a run"),
        ('{"method": 3, "training": [], "pair": {}}', "does not describe a run"),
        ("\udc80\udc81", "is not json"),
    ],
)
def test_a_damaged_spec_is_a_row_with_a_sentence(
    folder: RunFolder, spec: str | None, complaint: str
) -> None:
    tell(folder, state="stopped", step=7)
    folder.spec.unlink()
    if spec is not None:
        folder.spec.write_bytes(spec.encode(errors="surrogateescape"))
    [run] = find_runs(folder.path.parent)
    assert (run.state, run.step, run.preset, run.pair, run.seed) == ("damaged", 7, "", "", None)
    assert complaint in run.reason
    assert str(folder.spec) in run.reason


def test_a_run_that_loses_its_spec_while_it_runs_still_runs(held: RunFolder) -> None:
    tell(held, state="running", step=7)
    held.spec.unlink()
    run = read_run(held.path)
    assert (run.state, run.step) == ("running", 7)
    assert "spec.json cannot be read" in run.reason


def test_damaged_numbers_are_unknown_numbers(folder: RunFolder) -> None:
    lock = hold_run(folder)
    tell(folder, state="running", step=10)
    append(folder, journal_line(10, machine={"step_seconds": "fast", "samples_per_second": None}))
    folder.checkpoints.touch()
    run = read_run(folder.path)
    assert (run.state, run.seconds_left, run.samples_per_second) == ("running", None, None)
    assert run.checkpoint == 0
    lock.release()


def test_a_folder_that_may_not_be_looked_into_is_a_row(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests may run as a user who may look into everything.
    def locked(*_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(RunFolder, "holds_run", locked)
    [run] = find_runs(folder.path.parent)
    assert (run.name, run.state) == ("both demo 0", "damaged")
    assert "may not be looked into" in run.reason


def test_a_removed_run_says_so(folder: RunFolder) -> None:
    tell(folder, state="done")
    shutil.rmtree(folder.path)
    with pytest.raises(ValueError, match="there is no run in"):
        read_run(folder.path)
    assert find_runs(folder.path.parent) == []


def test_a_run_that_is_removed_while_it_is_listed_is_left_out(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_run(folder.path.parent / "other")

    def removing(path: Path) -> watch.RunState:
        shutil.rmtree(folder.path, ignore_errors=True)
        return read_run(path)

    monkeypatch.setattr(watch, "read_run", removing)
    assert [run.path for run in find_runs(folder.path.parent)] == [other.path]


def test_watching_writes_nothing(folder: RunFolder) -> None:
    tell(folder, state="done")
    append(folder, journal_line(10))
    before = {path: path.stat().st_mtime_ns for path in [folder.path, *folder.path.iterdir()]}
    read_run(folder.path)
    find_runs(folder.path.parent)
    after = {path: path.stat().st_mtime_ns for path in [folder.path, *folder.path.iterdir()]}
    assert after == before
