"""The trainer's last word survives the disk, or is no word at all."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from gioada import records
from gioada.training.folder import RunFolder
from gioada.training.status import (
    Status,
    clock,
    duration,
    new_status,
    process_lives,
    read_status,
    write_last_status,
    write_status,
)


def test_a_status_comes_back_as_it_was(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    assert read_status(folder) is None
    first = new_status(device="CPU (x86_64)", threads=2, torch="2.15.0")
    write_status(folder, first)
    second = replace(first, state="running", step=10, steps=500, health="fine", seconds=2.5)
    write_status(folder, second)
    assert read_status(folder) == second
    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]


def test_a_new_status_names_this_process() -> None:
    status = new_status(device="cpu")
    assert (status.state, status.pid, status.host) == (
        "starting",
        os.getpid(),
        socket.gethostname(),
    )
    assert process_lives(status.pid, status.process_started)
    assert status.process_started <= status.written <= time.time()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"state": "running", "ste',
        "[]",
        '{"state": "asleep"}',
        '{"state": "running", "step": null}',
        '{"state": "running", "step": "ten"}',
        '{"state": ["running"]}',
        '{"colour": "red"}',
        "\udc80",
    ],
)
def test_a_torn_or_foreign_status_is_none(tmp_path: Path, text: str) -> None:
    folder = RunFolder(tmp_path)
    folder.status.write_bytes(text.encode(errors="surrogateescape"))
    assert read_status(folder) is None


def test_every_cut_of_a_status_is_none_or_whole(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    write_status(folder, Status(state="running", step=7))
    whole = folder.status.read_text().rstrip()
    for cut in range(len(whole)):
        folder.status.write_text(whole[:cut])
        assert read_status(folder) is None
    assert json.loads(whole)["step"] == 7


def test_a_process_number_that_is_used_again_is_another_process() -> None:
    started = psutil.Process().create_time()
    assert not process_lives(os.getpid(), started - 3600)
    assert not process_lives(0, 0.0)
    assert not process_lives(-1, started)


def test_a_dead_process_is_dead_before_anybody_has_buried_it() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started = psutil.Process(process.pid).create_time()
    assert process_lives(process.pid, started)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and a zombie still
    assert psutil.pid_exists(process.pid)
    assert not process_lives(process.pid, started)
    process.communicate()
    assert not process_lives(process.pid, started)


def test_times_for_people() -> None:
    spans = (0.2, 40, 89.6, 720, 5369, 12_000, 86_400, 270_000)
    said = ["0 s", "40 s", "90 s", "12 min", "89 min", "3 h 20 min", "24 h 0 min", "3 days 3 h"]
    assert [duration(span) for span in spans] == said
    assert clock(time.time()) == time.strftime("%H:%M")
    assert clock(0.0) == time.strftime("%Y-%m-%d %H:%M", time.localtime(0))


def test_a_full_disk_still_takes_the_last_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunFolder(tmp_path)
    write_status(folder, replace(new_status(device="CPU"), state="running", health="h" * 99))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(records, "write", full)
    last = Status(state="failed", reason="No space left on device")
    with pytest.raises(OSError):
        write_status(folder, last)
    write_last_status(folder, last)
    assert read_status(folder) == last
