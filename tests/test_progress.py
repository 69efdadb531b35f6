"""Progress in a file: lines that people can read, and few of them."""

from __future__ import annotations

import time

import pytest

from gioada import progress
from gioada.progress import track


def test_a_short_job_says_nothing_in_a_file(capsys: pytest.CaptureFixture) -> None:
    assert list(track(range(1000), what="counting")) == list(range(1000))
    assert capsys.readouterr().err == ""


def test_a_longer_job_says_a_line_now_and_then(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.05)
    for _ in track(range(40), what="rendering street"):
        time.sleep(0.005)
    written = capsys.readouterr().err
    *between, last = written.splitlines()
    assert "\r" not in written
    assert 1 <= len(between) <= 8 and all(line.startswith("rendering street: ") for line in between)
    assert last.startswith("rendering street: 40 of 40, 100 %") and "frames/s" in last


def test_what_was_done_before_counts_as_done_and_hidden_progress_is_silent(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    with track(what="predicting", total=10, done=8) as bar:
        bar.update(2)
    assert capsys.readouterr().err.splitlines()[-1].startswith("predicting: 10 of 10, 100 %")
    list(track(range(3), what="hidden", show=False))
    assert capsys.readouterr().err == ""
