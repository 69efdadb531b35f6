"""The installer: what counts as installed, and what is started afresh."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def tool(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", root / "tools/environment.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """Two requirements files, of which the second includes the first."""
    (tmp_path / "requirements.txt").write_text("numpy>=2\n")
    path = tmp_path / "requirements-dev.txt"
    path.write_text("-r requirements.txt\npytest\n")
    return path


@pytest.fixture
def calls(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Keep the installer from creating and installing anything; return what it would have run."""
    made: list[tuple[str, ...]] = []

    def create(environment: object) -> None:
        python: Path = environment.python  # type: ignore[attr-defined]
        python.parent.mkdir(parents=True, exist_ok=True)
        python.unlink(missing_ok=True)
        python.symlink_to(sys.executable)
        made.append(("create",))

    def run(environment: object, *arguments: str) -> int:
        made.append(arguments)
        return 0

    monkeypatch.setattr(tool, "create", create)
    monkeypatch.setattr(tool.Environment, "run", run)
    return made


def names(calls: list[tuple[str, ...]]) -> list[str]:
    return [
        "create" if call == ("create",) else "pip" if "pip" in call else "check" for call in calls
    ]


def test_second_call_does_nothing(tool: ModuleType, asked: Path, calls: list) -> None:
    arguments = [str(asked.parent / "venv"), str(asked)]
    tool.main(arguments)
    assert names(calls) == ["create", "pip", "check"]
    tool.main(arguments)
    assert len(calls) == 3


def test_included_files_count_as_installed(tool: ModuleType, asked: Path, calls: list) -> None:
    folder = str(asked.parent / "venv")
    tool.main([folder, str(asked)])
    tool.main([folder, str(asked.parent / "requirements.txt")])
    assert len(calls) == 3


def test_changed_requirements_are_installed(tool: ModuleType, asked: Path, calls: list) -> None:
    arguments = [str(asked.parent / "venv"), str(asked)]
    tool.main(arguments)
    (asked.parent / "requirements.txt").write_text("numpy>=2.1\n")
    tool.main(arguments)
    assert names(calls)[3:] == ["pip", "check"]


def test_cut_off_installation_starts_afresh(
    tool: ModuleType, asked: Path, calls: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [str(asked.parent / "venv"), str(asked)]

    def killed(environment: object, *arguments: str) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tool.Environment, "run", killed)
        with pytest.raises(KeyboardInterrupt):
            tool.main(arguments)
    assert not tool.Environment(Path(arguments[0])).holds(asked)
    calls.clear()
    tool.main(arguments)
    assert names(calls) == ["create", "pip", "check"]


def test_creating_empties_the_folder(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib/torch").mkdir(parents=True)
    (tmp_path / ".installing").touch()
    monkeypatch.setattr("venv.create", lambda *_, **__: None)
    tool.create(tool.Environment(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_mismatched_pair_is_explained(
    tool: ModuleType, asked: Path, calls: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool.Environment, "run", lambda self, *arguments: "-c" in arguments)
    with pytest.raises(SystemExit, match="torch and torchvision do not fit"):
        tool.main([str(asked.parent / "venv"), str(asked)])


def test_missing_requirements_are_named(tool: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no requirements file"):
        tool.main([str(tmp_path / "venv"), str(tmp_path / "requirements.txt")])
    assert not (tmp_path / "venv").exists()
