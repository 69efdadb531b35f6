"""The command killed in the middle and said again: the tree is that of one that was not."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.batch.options import Predictions
from tests.batch.test_predict import predict, tree
from tests.shelf import shelve

FRAMES = 30


@pytest.mark.timeout(600)  # a start of the command, however busy the machine is
def test_a_kill_at_any_moment_loses_nothing(root: Path, tmp_path: Path) -> None:
    shelve(tmp_path / "tiny")
    draw = np.random.default_rng(0)
    for index in range(FRAMES):
        path = tmp_path / "in" / f"{index % 3}" / f"{index:03d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(draw.integers(0, 256, (120, 200, 3), np.uint8)).save(path)
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    words = ["predict", str(tmp_path / "in"), "--checkpoint", str(tmp_path / "tiny")]
    words += ["--to", str(killed), "--depth", "npz", "--confidence", "--device", "cpu"]
    process = subprocess.Popen([sys.executable, "-m", "gioada", *words], cwd=root)
    while process.poll() is None and len(list(killed.glob("confidence/*/*.png"))) < 5:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was done before it could be killed"
    between = tree(killed)
    assert len(between) < 3 * FRAMES
    outputs = Predictions(depth="npz", confidence=True)
    assert 0 < predict(tmp_path / "in", killed, tmp_path / "tiny", outputs=outputs).done < FRAMES
    predict(tmp_path / "in", whole, tmp_path / "tiny", outputs=outputs)
    assert len(tree(whole)) == 3 * FRAMES
    assert tree(killed) == tree(whole)
    assert not list(killed.rglob("*.part"))
    assert all(tree(whole)[name] == data for name, data in between.items())
