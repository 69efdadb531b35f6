"""Run folders as a trainer leaves them, without one."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from gioada.training.folder import RunFolder
from gioada.training.status import Status, new_status, write_status

TRAINER = """
import sys
from pathlib import Path
from gioada.training.folder import RunFolder
from gioada.training.status import hold_run
from tests.training.folders import tell
folder = RunFolder(Path(sys.argv[1]))
lock = hold_run(folder)
tell(folder, state="running", step=500)
print("running", flush=True)
input()
"""
"""A process that holds a run and says that it runs, without training."""
SPEC = {"method": {"name": "both"}, "pair": "demo", "training": {"seed": 3, "steps": 1000}}


def make_run(path: Path, *, spec: Any = SPEC) -> RunFolder:
    """A run that only has its options."""
    path.mkdir(parents=True)
    folder = RunFolder(path)
    folder.spec.write_text(json.dumps(spec))
    return folder


def tell(folder: RunFolder, *, ago: float = 0.0, **values: Any) -> Status:
    """Write a status of this process, so many seconds ago."""
    status = Status(**{**vars(new_status(device="CPU")), "steps": 1000, **values})
    write_status(folder, status)
    age(folder.status, ago)
    return status


def age(path: Path, seconds: float) -> None:
    """Make a file so many seconds old."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def journal_line(step: int, **values: Any) -> dict[str, Any]:
    """A line as trainers write it."""
    return {
        "step": step,
        "phase": "joint",
        "terms": {"segmentation": 0.5, "image": 1.25},
        "discriminator_accuracy": {"image": 0.97},
        "task_accuracy": {"translated": 0.875, "raw": 0.89},
        "lr": {"task": 2e-4},
        "machine": {"samples_per_second": 3.25, "step_seconds": 0.5, "memory": 3 * 2**29},
        **values,
    }


def append(folder: RunFolder, *lines: dict[str, Any], end: str = "") -> None:
    """Append lines to the journal, and perhaps the beginning of another one."""
    with folder.journal.open("a") as file:
        file.write("".join(json.dumps(line) + "\n" for line in lines) + end)
