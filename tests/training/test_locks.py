"""One trainer in a folder, whatever becomes of the processes."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gioada.errors import Problem
from gioada.training import status
from gioada.training.folder import RunFolder
from gioada.training.status import hold_run, is_held, new_status, probe, write_status

HOLDER = """
import os, sys, time
from pathlib import Path
from gioada.training.folder import RunFolder
from gioada.training.status import hold_run
from gioada.training.status import new_status, write_status
folder = RunFolder(Path(sys.argv[1]))
run = hold_run(folder)
write_status(folder, new_status(device="cpu"))
if "fork" not in sys.argv:
    print(os.getpid(), flush=True)
elif os.fork() == 0:
    print(os.getpid(), flush=True)  # the worker, once it is there
time.sleep(60)
"""

Start = Callable[..., tuple[subprocess.Popen[str], int]]


@pytest.fixture
def start(root: Path) -> Iterator[Start]:
    """Start a process that holds the lock of a run, perhaps with a forked child."""
    started = []

    def holder(path: Path, *options: str) -> tuple[subprocess.Popen[str], int]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(path), *options],
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout
        return process, int(process.stdout.readline())

    yield holder
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait two seconds for a lock that will not come free."""
    monkeypatch.setattr(status, "PATIENCE", 0.05)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    path = tmp_path / "a run"
    path.mkdir()
    return RunFolder(path)


def test_the_lock_of_a_killed_process_is_free(folder: RunFolder, start: Start) -> None:
    process, _ = start(folder.path)
    assert is_held(folder.lock)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not is_held(folder.lock)
    hold_run(folder).release()


def test_a_forked_worker_does_not_keep_the_lock(folder: RunFolder, start: Start) -> None:
    process, worker = start(folder.path, "fork")
    assert is_held(folder.lock)
    try:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.kill(worker, 0)  # it lives on
        assert not is_held(folder.lock)
    finally:
        os.kill(worker, signal.SIGKILL)


def test_the_second_trainer_is_told_who_is_the_first(folder: RunFolder, start: Start) -> None:
    process, _ = start(folder.path)
    with pytest.raises(Problem, match=f"python -m gioada ask stop '{folder.path}'") as refused:
        hold_run(folder)
    assert refused.value.code == "run.in_use"
    assert str(refused.value.fields["who"]).startswith(f"process {process.pid}, since ")


def test_a_released_run_can_be_held_again(folder: RunFolder) -> None:
    lock = hold_run(folder)
    with pytest.raises(Problem, match="another process"):
        hold_run(folder)
    lock.release()
    assert not is_held(folder.lock)
    hold_run(folder).release()


def test_a_trainer_elsewhere_is_named_with_its_machine(folder: RunFolder) -> None:
    write_status(folder, replace(new_status(device="cpu"), pid=7, host="node7"))
    lock = hold_run(folder)
    with pytest.raises(Problem, match="process 7 on node7"):
        hold_run(folder)
    lock.release()


def test_somebody_who_looks_does_not_refuse_a_run(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "PATIENCE", 30.0)
    folder.lock.touch()
    with folder.lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        assert not is_held(folder.lock)  # two may look at once
        looking = subprocess.Popen(["sleep", "0.2"], pass_fds=[file.fileno()])
    # The lock now belongs to the short-lived process alone.
    hold_run(folder).release()
    assert looking.wait() == 0


def test_looking_changes_nothing(folder: RunFolder) -> None:
    assert not is_held(folder.lock)
    assert not is_held(folder.path / "missing" / "run.lock")
    assert list(folder.path.iterdir()) == []
    lock = hold_run(folder)
    before = folder.lock.stat()
    folder.lock.chmod(0o444)
    folder.path.chmod(0o555)
    try:
        assert is_held(folder.lock)
        lock.release()
        assert not is_held(folder.lock)
    finally:
        folder.path.chmod(0o755)
    assert folder.lock.stat().st_mtime_ns == before.st_mtime_ns


def test_what_cannot_be_told_counts_as_held(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.lock.symlink_to(folder.lock)
    assert probe(folder.lock) is None
    assert is_held(folder.lock)
    folder.lock.unlink()

    folder.lock.touch()

    def no_locks_here(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", no_locks_here)
    assert probe(folder.lock) is None
    assert is_held(folder.lock)


def test_a_folder_that_cannot_be_locked_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(Problem) as raised:
        hold_run(RunFolder(blocked))
    assert raised.value.code == "run.not_writable"
