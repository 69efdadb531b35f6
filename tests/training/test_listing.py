"""``python -m gioada runs``: what is printed of many runs, and of one."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from gioada.errors import Problem
from gioada.training.folder import RunFolder
from gioada.training.listing import print_runs
from gioada.training.status import hold_run
from tests.training.folders import age, append, journal_line, make_run, tell


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a run that is done, an interrupted one and a damaged one."""
    folder = tmp_path / "runs"
    done = make_run(folder / "na")
    tell(done, state="done", step=1000, health="All is well.", seconds=3700.0)
    append(done, journal_line(1000), {"step": 1000, "validation": {"mIoU": 31.25}})
    tell(make_run(folder / "it's mine"), state="running", step=510)
    damaged = make_run(folder / "bad")
    damaged.spec.write_text("{")
    for name, seconds in (("na", 30), ("it's mine", 20), ("bad", 10)):
        age(folder / name / "spec.json", seconds)
    monkeypatch.chdir(tmp_path)
    return Path("runs")


def facts(text: str) -> dict[str, str]:
    """The lines of one run's details."""
    pairs = (line.split("  ", 1) for line in text.splitlines())
    return {name: value.strip() for name, value in pairs}


def test_a_table_of_runs_is_aligned(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_runs([runs])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0].strip() for line in lines] == ["name", "bad", "it's mine", "na"]
    starts = {line.index(word) for line, word in zip(lines[2:], ["both", "both"], strict=True)}
    assert starts == {lines[0].index("preset")}
    end = lines[0].index(" step") + len(" step")
    assert lines[3][:end].endswith("done         1,000/1,000")
    assert lines[2][:end].endswith("interrupted    510/1,000")
    assert "is not json" in lines[1]
    assert "it ended without a word, at step 510" in lines[2]
    assert lines[3].endswith("3.25        All is well.")


def test_one_run_in_detail(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_runs([runs / "na"])
    said = facts(capsys.readouterr().out)
    assert said["run"] == "na: done"
    assert said["preset"] == "both on demo, seed 3"
    assert said["step"] == "1,000/1,000 (100%)"
    assert said["terms"] == "segmentation 0.5, image 1.25"
    assert said["discriminators are right"] == "image 97%"
    assert said["task accuracy"] == "translated 87.5%, raw 89.0%"
    assert said["memory at its peak"] == "1.50 GiB"
    assert said["validation at step 1,000"] == "mIoU 31.25"
    assert said["health"] == "All is well."
    assert said["trained for"] == "62 min"
    assert not any("with" in name for name in said)


def test_an_interrupted_run_comes_with_the_command_that_resumes_it(
    runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_runs([runs / "it's mine"])
    said = facts(capsys.readouterr().out)
    resume = ["python", "-m", "gioada", "resume", "runs/it's mine"]
    assert shlex.split(said["resume with"]) == resume
    assert "it ended without a word" in said["reason"]


def test_a_running_run_comes_with_the_command_that_stops_it(
    runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = RunFolder(runs / "it's mine")
    lock = hold_run(folder)
    tell(folder, state="running", step=510, phase="joint")
    append(folder, journal_line(510, terms={"image": float("nan")}))
    print_runs([folder.path])
    lock.release()
    said = facts(capsys.readouterr().out)
    stop = ["python", "-m", "gioada", "ask", "stop", "runs/it's mine"]
    assert shlex.split(said["stop with"]) == stop
    assert said["phase"] == "joint"
    assert said["speed"] == "3.25 samples/s, about 4 min left"
    assert said["terms"] == "image ?"
    assert "resume with" not in said


def test_a_waiting_run_is_started_by_the_same_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_runs([make_run(tmp_path / "new").path])
    said = facts(capsys.readouterr().out)
    assert said["run"] == "new: waiting"
    assert said["start with"] == f"python -m gioada resume {tmp_path / 'new'}"


def test_json_lists_all_runs_of_all_folders(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append(RunFolder(runs / "na"), journal_line(1000, terms={"image": float("inf")}))
    print_runs([runs, runs / "na"], as_json=True)
    listed = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    names = [(run["name"], run["state"]) for run in listed]
    assert names == [
        ("bad", "damaged"),
        ("it's mine", "interrupted"),
        ("na", "done"),
        ("na", "done"),
    ]
    assert listed[3]["path"] == "runs/na"
    assert listed[3]["validation"] == {"mIoU": 31.25}
    assert listed[3]["line"]["terms"] == {"image": None}
    assert listed[3]["status"]["device"] == "CPU"


def test_folders_are_named_where_there_are_several(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "none").mkdir()
    print_runs([runs, Path("none")])
    out = capsys.readouterr().out
    assert out.startswith("runs:\n")
    assert out.endswith("\n\nNo run in none. Start one with `python -m gioada train both`.\n")


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem) as raised:
        print_runs([tmp_path / "missing"], as_json=True)
    assert raised.value.code == "run.none"


def test_watching_needs_no_torch(root: Path) -> None:
    code = "import sys, gioada.training.listing as _; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0
