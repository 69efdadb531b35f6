"""The run folder: where things lie, and requests that come and go."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from gioada.errors import Problem
from gioada.training.folder import RunFolder
from tests.training.folders import make_run


def test_a_request_is_seen_until_it_is_served(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "a run")
    assert folder.asked() == frozenset()
    folder.ask("save")
    folder.ask("stop")
    folder.ask("stop")
    assert folder.asked() == {"save", "stop"}
    folder.served("save")
    assert folder.asked() == {"stop"}
    folder.served("save")
    assert folder.asked() == {"stop"}


def test_nothing_is_asked_of_a_folder_without_a_run(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ValueError, match="there is no run in"):
            RunFolder(path).ask("stop")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_request_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    with pytest.raises(ValueError, match="'pause' cannot be asked for: say stop, save, sample"):
        folder.ask("pause")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="spec"):
        folder.ask("spec.json")  # type: ignore[arg-type]


def test_a_request_that_cannot_be_left_says_so(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    (folder.path / "stop").symlink_to(tmp_path / "missing" / "stop")
    with pytest.raises(Problem) as raised:
        folder.ask("stop")
    assert raised.value.code == "run.not_writable"


def test_only_complete_checkpoints_count(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    assert folder.saved_steps() == []
    names = ("step-000500", "step-1000000", "step-000900", ".step-001000.part", "step-2000.old")
    for name in names:
        (folder.checkpoints / name).mkdir(parents=True)
    assert folder.saved_steps() == [500, 900, 1_000_000]


def test_a_run_is_called_after_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_run(tmp_path / "runs" / "both demo")
    link = tmp_path / "runs" / "newest"
    link.symlink_to(folder.path)
    assert (folder.name, RunFolder(link).name) == ("both demo", "newest")
    monkeypatch.chdir(folder.path)
    assert RunFolder(Path()).name == "both demo"
    assert RunFolder(Path("..")).name == "runs"


def test_a_command_can_be_pasted_into_a_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = RunFolder(tmp_path / "runs" / "it's mine").command("ask stop")
    said = ["python", "-m", "gioada", "ask", "stop", "runs/it's mine"]
    assert shlex.split(command) == said
    outside = RunFolder(Path("/elsewhere/a")).command("resume")
    assert outside == "python -m gioada resume /elsewhere/a"
