"""Two processes train what one does, stop together, and go on as one or as two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gioada.training.journal import read_journal

OPTIONS = (
    *("-m", "gioada", "train", "both", "--pair", "demo-tiny", "--height", "32", "--width", "64"),
    *("--networks.num-blocks", "1", "--training.batch", "2", "--training.log-every", "1"),
    *("--device", "cpu", "--quiet", "--threads", "1"),
)
NEWEST = "checkpoints/step-000003"
TWO = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")


def run(root: Path, *command: str, **environment: str) -> str:
    """Run a command of this Python to its end."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=root,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def lines(folder: Path) -> list[dict[str, Any]]:
    return [{**line, "machine": None} for line in read_journal(folder / "journal.jsonl")]


def alike(one: dict[str, Any], other: dict[str, Any]) -> None:
    # The first step is the same up to the order of sums. After that, Adam has made a step of the
    # rate's size of each gradient, also of those that are only rounding.
    near = 1e-5 if one["step"] == 1 else 2e-2
    for group in ("terms", "discriminators"):
        assert one[group] == pytest.approx(other[group], rel=near, abs=1e-6), group
    # A pixel whose two best classes are equal within rounding falls to either.
    assert one["task_accuracy"] == pytest.approx(other["task_accuracy"], abs=0.02)


def test_two_processes_train_what_one_does(root: Path, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    one, two = tmp_path / "one", tmp_path / "two"
    run(root, *OPTIONS, *data, "--run-folder", str(one), "--training.steps", "3")
    run(root, *TWO, *OPTIONS, *data, "--run-folder", str(two), "--training.steps", "3")
    assert len(lines(one)) == len(lines(two)) == 3
    for line, other in zip(lines(one), lines(two), strict=True):
        alike(line, other)
    heads = [json.loads((run / NEWEST / "checkpoint.json").read_text()) for run in (one, two)]
    assert [head["processes"] for head in heads] == [1, 2]
    assert heads[0]["counts"] == heads[1]["counts"]


RANKS = """
import os, sys, torch
from pathlib import Path
from gioada.training.folder import RunFolder
from gioada.training.runtime import make_runtime
from gioada.training.trainer import Trainer
from tests.tiny import memory_loader
from tests.training.runs import Notes, make_trainer, weights
from gioada.training.logger import Silent

runtime = make_runtime("cpu", channels_last=True)
folder = Path(sys.argv[1])
trainer = make_trainer(folder, "cg", runtime=runtime, batch=2, steps=9, translation_steps=3)

def react(line):
    if line["step"] == 5 and runtime.rank == 0:
        RunFolder(folder).ask("stop")

observer = Notes(folder, react) if runtime.first else Silent()
head = trainer.run(memory_loader(), observer)
values = torch.cat([weight.flatten() for weight in weights(trainer.objective).values()])
both = runtime.collect(values[None])
same = bool(torch.equal(both[0], both[1]))
sys.stdout.write(f"RANK {runtime.rank} step {head.step} same {same}\\n")  # in one piece
"""


def test_all_processes_stop_at_one_step_with_the_same_weights(root: Path, tmp_path: Path) -> None:
    script = tmp_path / "ranks.py"
    script.write_text(RANKS)
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "spec.json").write_text("{}")
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    said = run(root, *TWO, str(script), str(folder), PYTHONPATH=path)
    assert "RANK 0 step 10 same True" in said and "RANK 1 step 10 same True" in said
    # As two again, from the step that both have saved.
    again = run(root, *TWO, str(script), str(folder), PYTHONPATH=path)
    assert "RANK 0 step 12 same True" in again and "RANK 1 step 12 same True" in again
