"""`kill -9` at random moments of a real run loses nothing but the steps since a checkpoint."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from gioada.training.folder import RunFolder
from gioada.training.journal import read_journal
from gioada.training.status import is_held
from gioada.training.watch import read_run

STEPS, SAVE_EVERY = 120, 7
OPTIONS = (
    *("--pair", "demo-tiny", "--height", "32", "--width", "64", "--networks.num-blocks", "1"),
    *("--training.log-every", "1", "--training.sample-every", "0"),
    *("--training.save-every", str(SAVE_EVERY), "--training.workers", "2"),
)
PRESETS = {
    "both": ("--training.steps", str(STEPS), "--method.readings.noise", "0.1"),
    "cg": ("--training.steps", "60", "--training.translation-steps", "60"),
}


class Runs:
    """Starts trainings of one preset on one set of frames."""

    def __init__(self, root: Path, tmp_path: Path, preset: str) -> None:
        self.root, self.preset = root, preset
        self.here = ("--device", "cpu", "--quiet", "--threads", "1", "--data", str(tmp_path))

    def start(self, folder: Path) -> subprocess.Popen[str]:
        fresh = ("train", self.preset, *OPTIONS, *PRESETS[self.preset], "--run", str(folder))
        again = ("resume", str(folder))
        command = again if (folder / "checkpoints").exists() else fresh
        return subprocess.Popen(
            [sys.executable, "-m", "gioada", *command, *self.here],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finish(self, folder: Path) -> str:
        process = self.start(folder)
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        return said


def lines(folder: Path) -> list[dict[str, Any]]:
    return [{**line, "machine": None} for line in read_journal(folder / "journal.jsonl")]


def newest(folder: Path) -> dict[str, torch.Tensor]:
    path = sorted((folder / "checkpoints").iterdir())[-1]
    return {
        f"{file.parent.name}/{file.stem}/{name}": tensor
        for file in sorted(path.rglob("*.safetensors"))
        for name, tensor in load_file(file).items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
def test_ten_kills_change_nothing(root: Path, tmp_path: Path, preset: str) -> None:
    runs, draw = Runs(root, tmp_path, preset), random.Random(preset)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    runs.finish(whole)
    reached = 0
    for kill in range(10):
        process = runs.start(killed)
        goal = reached + draw.randint(1, 9)
        wait_for(process, killed, goal)
        time.sleep(draw.random() * 0.05)
        process.kill()
        process.wait()
        state = read_run(killed)
        assert not is_held(RunFolder(killed).lock) and state.state == "interrupted", state
        reached, saved = lines(killed)[-1]["step"], max(RunFolder(killed).saved_steps(), default=0)
        assert reached - saved <= SAVE_EVERY, (kill, reached, saved)
    said = runs.finish(killed)
    (step,) = re.findall(r"goes on from step (\d+) of", said)
    assert int(step) % SAVE_EVERY == 0
    assert lines(killed) == lines(whole)
    one, other = newest(whole), newest(killed)
    assert [name for name in one if not torch.equal(one[name], other[name])] == []


def wait_for(process: subprocess.Popen[str], folder: Path, step: int) -> None:
    deadline = time.monotonic() + 120
    while not (found := read_journal(folder / "journal.jsonl")) or found[-1]["step"] < step:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "the run did not come to its steps"
        time.sleep(0.01)
