"""Ctrl-C in a real process: it saves, says so, and the run goes on from there."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gioada import cli
from gioada.training.journal import read_journal
from gioada.training.trainer import Control

COMMAND = (
    *("gioada", "train", "na", "--pair", "demo-tiny", "--height", "32", "--width", "64"),
    *("--training.log-every", "1"),
)


def start(root: Path, options: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *COMMAND, *options],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for_step(process: subprocess.Popen[str], journal: Path, step: int) -> None:
    deadline = time.monotonic() + 90
    while len(read_journal(journal)) < step:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "the run did not come to its steps"
        time.sleep(0.05)


def test_an_interrupted_process_saves_and_a_resumed_one_finishes(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    run = tmp_path / "run"
    where = ["--run", str(run), "--data", str(tmp_path / "data"), "--device", "cpu", "--quiet"]
    # Steps without end, so that the signal comes before it on any machine.
    process = start(root, [*where, "--training.steps", "1000000"])
    wait_for_step(process, run / "journal.jsonl", 2)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    last = read_journal(run / "journal.jsonl")[-1]["step"]
    assert f"step {last} of 1000000, stopped; go on with `python -m gioada resume" in output
    assert [path.name for path in (run / "checkpoints").iterdir()] == [f"step-{last:06d}"]

    asked = Control.asked
    monkeypatch.setattr(
        Control, "asked", lambda self, step: {"stop"} if step == last + 2 else asked(self, step)
    )
    monkeypatch.setattr(sys, "argv", ["gioada", "resume", str(run), *where[2:]])
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with caplog.at_level(logging.INFO):
        cli.main()
    assert f"goes on from step {last} of" in caplog.text
    assert f"step {last + 2} of 1000000, stopped" in caplog.text
    steps = [line["step"] for line in read_journal(run / "journal.jsonl")]
    assert steps == list(range(1, last + 3))
