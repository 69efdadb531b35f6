"""The command line of an audit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from gioada import cli
from gioada.audit.options import JUDGE, Against, Reading
from gioada.audit.run import Folders


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        "gioada.audit.command.audit_translations", lambda *arguments: found.append(arguments)
    )
    return found


def call(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr(sys, "argv", ["gioada", *line.split()])
    cli.main()


def test_folders_and_options_arrive(
    monkeypatch: pytest.MonkeyPatch, calls: list[tuple[Any, ...]]
) -> None:
    call(monkeypatch, "audit a b/made --labels c --target d --probe 50 --judge x/y --limit 3")
    ((folders, reading, against, out),) = calls
    assert folders == Folders(source="a", translated="b/made", labels="c")
    assert reading == Reading(judge="x/y", limit=3)
    assert against == Against(target="d", probe=50)
    assert out == Path("runs/audit/made")


def test_the_usual_judge_is_bundled(root: Path) -> None:
    assert (root / JUDGE / "checkpoint.json").is_file()


def test_a_missing_folder_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, f"audit {tmp_path}/a {tmp_path}/b --labels c --judge nobody")
    assert stop.value.code == 2
    assert "is no checkpoint folder" in capsys.readouterr().err
