"""The command killed in the middle, twice, and said again: the tree is that of one that was not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

from tests.batch.test_predict import tree
from tests.shelf import shelve

FRAMES = 60


def test_a_kill_at_any_moment_loses_nothing(root: Path, tmp_path: Path) -> None:
    shelve(tmp_path / "tiny")
    draw = np.random.default_rng(0)
    for index in range(FRAMES):
        path = tmp_path / "in" / f"{index % 3}" / f"{index:03d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(draw.integers(0, 256, (120, 200, 3), np.uint8)).save(path)

    def start(out: str) -> subprocess.Popen:
        words = ["predict", str(tmp_path / "in"), "--checkpoint", str(tmp_path / "tiny")]
        words += ["--to", str(tmp_path / out), "--depth", "npz", "--confidence", "--device", "cpu"]
        command = [sys.executable, "-m", "gioada", *words]
        return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, env={**os.environ})

    for least in (5, 25):
        process = start("killed")
        while process.poll() is None and written(tmp_path / "killed") < least:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, "it was done before it could be killed"
    between = tree(tmp_path / "killed")
    assert len(between) < 3 * FRAMES
    said, _ = start("killed").communicate()
    assert b"were there" in said
    start("whole").communicate()
    whole = tree(tmp_path / "whole")
    assert len(whole) == 3 * FRAMES
    assert tree(tmp_path / "killed") == whole
    assert not list((tmp_path / "killed").rglob("*.part"))
    assert all(whole[name] == data for name, data in between.items())


def written(folder: Path) -> int:
    return len(list(folder.glob("confidence/*/*.png")))
