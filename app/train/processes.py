"""Trainers as processes: started so that they outlive the page, reaped when they end."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from app import networks
from gioada.training.folder import RunFolder
from gioada.training.watch import RunState

ROOT = Path(__file__).resolve().parents[2]

# Kept to be reaped and to tell how they ended; whether a run lives is for its lock to say.
_children: dict[str, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where and from what a run is trained; nothing of it changes the networks."""

    device: str = "auto"
    """auto, cpu, cuda or cuda:N."""
    source: str = ""
    """Folder of the source's files; empty is the usual one."""
    target: str = ""
    """Folder of the target's files; empty is the usual one."""

    def words(self, *, device: bool = True) -> list[str]:
        """The options for a terminal.

        Args:
            device: also the device.
        """
        options = {"--device": self.device if device and self.device != "auto" else "",
                   "--source": self.source.strip(), "--target": self.target.strip()}  # fmt: skip
        return [word for option, value in options.items() if value for word in (option, value)]


def launch(run: RunFolder, place: Place) -> None:
    """Start a trainer in a run folder that has a spec."""
    words = [sys.executable, "-m", "gioada", "resume", str(run.path), "--quiet", *place.words()]
    device = place.device
    slow = on_cpu(device)
    if not slow:
        networks.release()  # the page's own networks, which are loaded again on use
    threads = {"OMP_NUM_THREADS": "1"} if slow else {}
    # A file, not a pipe: a pipe that nobody reads any more would stop the training.
    with run.log.open("ab") as log:
        child = subprocess.Popen(
            words,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **threads},
        )
    if slow:
        with contextlib.suppress(psutil.Error):
            psutil.Process(child.pid).nice(10)  # the page must go on answering
    _children[str(run.path)] = child


def on_cpu(device: str) -> bool:
    """Whether a run with this choice of device would be on the CPU."""
    if device != "auto":
        return device == "cpu"
    import torch

    return not torch.cuda.is_available()


def reap() -> None:
    """Let the system forget those that have ended."""
    for child in list(_children.values()):
        child.poll()


def exit_status(path: Path) -> int | None:
    """How the trainer of a run folder ended; None if it runs, or was started elsewhere."""
    child = _children.get(str(path))
    return child.poll() if child else None


def with_child(run: RunState) -> RunState:
    """A run that has said nothing yet, by what is known of its process."""
    child = _children.get(str(run.path))
    if run.state != "waiting" or child is None:
        return run
    if child.poll() is None:
        return replace(run, state="starting", reason="Loading torch and the options.")
    reason = f"Its process ended with exit status {child.returncode}; the log says why."
    return replace(run, state="failed", reason=reason)
