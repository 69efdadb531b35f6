"""The runs that the page shows, and their processes, which outlive the page."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from app import networks, space
from gioada.errors import Problem
from gioada.training.folder import RunFolder
from gioada.training.watch import RunState, find_runs, read_run

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "runs"
EXAMPLE = "example: "
"""Before the names of runs that come with the page; no run's own name can begin so."""
NOT_HERE = (
    "This Space only shows runs: its disk is lost at a restart, and its time is short. Train on "
    "your own machine with the command below, or in a copy of the Space on hardware of your own."
)


def folder() -> Path:
    """Where runs are: GIOADA_RUNS, or runs/ beside the page."""
    return Path(os.environ.get("GIOADA_RUNS") or ROOT / "runs").absolute()


def barrier(host: str | None) -> str:
    """Why a visitor may not train here; empty if he may.

    Args:
        host: his address.
    """
    if space.only_shows():
        return NOT_HERE
    if os.environ.get("GIOADA_TRAINING") == "1":
        return ""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host or "").is_loopback:
            return ""
    return (
        "Only visitors on the machine itself may train here, unless the page is started with "
        "GIOADA_TRAINING=1. The command below does the same in a terminal."
    )


def own() -> list[RunState]:
    """The runs in the folder of runs, the most recently started first."""
    reap()
    return [with_child(run) for run in find_runs(folder())]


def listed() -> list[RunState]:
    """What the page lists: its own runs, or the examples where there are none yet."""
    return own() or examples()


def examples() -> list[RunState]:
    """Finished runs that come with the page, to be looked at."""
    return [replace(run, name=EXAMPLE + run.name) for run in find_runs(EXAMPLES)]


def is_example(run: RunState) -> bool:
    """Whether a run came with the page, and can only be looked at."""
    return run.name.startswith(EXAMPLE)


def find(name: str | None) -> RunState:
    """One of the page's own runs by its name.

    Raises:
        Problem: ``run.none``: there is none of that name.
    """
    reap()
    # Looked up among the names that are there, so that a name can never lead out of the folder.
    known = folder().iterdir() if folder().is_dir() else ()
    path = next((path for path in known if path.name == name), None)
    if path is None:
        what = "There is no run {name!r}: it may have been removed. Choose another one."
        raise Problem("run.none", what, name=name)
    return with_child(read_run(path))


def find_any(name: str | None) -> RunState:
    """A run or an example by its name; raises as ``find``."""
    return next((run for run in examples() if run.name == name), None) or find(name)


# --- their processes ----------------------------------------------------------------------------

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
        options = {
            "--device": self.device if device and self.device != "auto" else "",
            "--source": self.source.strip(),
            "--target": self.target.strip(),
        }
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
