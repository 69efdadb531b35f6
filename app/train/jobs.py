"""Trainings that the page starts, stops and ends; what it knows of them lies in their folders."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil

from gioada import records
from gioada.training.folder import Request, RunFolder
from gioada.training.spec import Experiment
from gioada.training.status import process_lives
from gioada.training.watch import RunState, find_runs, read_run

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds that a run has for its last save before it may be ended."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

# Kept to be reaped and to tell how they ended; whether a run lives is for its lock to say.
_children: dict[str, subprocess.Popen[bytes]] = {}


def folder() -> Path:
    """Where runs are: GIOADA_RUNS, or runs/ beside the page."""
    return Path(os.environ.get("GIOADA_RUNS") or ROOT / "runs").absolute()


def barrier(host: str | None) -> str:
    """Why a visitor may not train here; empty if he may.

    Args:
        host: his address.
    """
    if os.environ.get("GIOADA_TRAINING") == "1":
        return ""
    if "SPACE_ID" in os.environ:
        return (
            "This Space only shows runs: its disk is lost at a restart, and its time is short. "
            "Train on your own machine with the command below."
        )
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host or "").is_loopback:
            return ""
    return (
        "Only visitors on the machine itself may train here, unless the page is started with "
        "GIOADA_TRAINING=1. The command below does the same in a terminal."
    )


# --- what there is ------------------------------------------------------------------------------


def listed() -> list[RunState]:
    """All runs, the most recently started first."""
    _reap()
    return [_with_child(run) for run in find_runs(folder())]


def find(name: str | None) -> RunState:
    """A run by its name.

    Raises:
        ValueError: there is none of that name.
    """
    _reap()
    # Looked up among the names that are there, so that a name can never lead out of the folder.
    known = folder().iterdir() if folder().is_dir() else ()
    path = next((path for path in known if path.name == name), None)
    if path is None:
        raise ValueError(f"There is no run {name!r}: it may have been removed. Choose another one.")
    return _with_child(read_run(path))


def log_tail(run: RunState, lines: int = 40) -> str:
    """The last lines of what a run's process said; progress bars show their last state."""
    try:
        with RunFolder(run.path).log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 64_000))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    shown = [line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n")]
    return "\n".join(shown[-lines - 1 :]).strip("\n")


def may_be_ended(run: RunState) -> bool:
    """Whether a run was asked to stop more than a minute ago, and has not yet."""
    if not run.lives:
        return False
    try:
        asked = (run.path / "stop").stat().st_mtime
    except OSError:
        if run.state != "stopping" or run.status is None:
            return False
        asked = run.status.written
    return time.time() - asked > PATIENCE


def _with_child(run: RunState) -> RunState:
    """A run that has said nothing yet, by what is known of its process."""
    child = _children.get(str(run.path))
    if run.state != "waiting" or child is None:
        return run
    if child.poll() is None:
        return replace(run, state="starting", reason="Loading torch and the options.")
    reason = f"Its process ended with exit status {child.returncode}; the log says why."
    return replace(run, state="failed", reason=reason)


def _reap() -> None:
    for child in list(_children.values()):
        child.poll()


# --- what may be done ---------------------------------------------------------------------------


def start(experiment: Experiment, name: str, device: str) -> str:
    """Start a new run and return its name.

    Args:
        experiment: what is trained.
        name: its name; empty makes one of preset, pair and seed.
        device: auto, cpu, cuda or cuda:N.

    Raises:
        ValueError: the name is taken or no name, or the folder cannot be written to.
    """
    chosen = name.strip() or free_name(experiment)
    if not NAME.fullmatch(chosen):
        raise ValueError(
            f"{chosen!r} cannot be the name of a run: use up to 64 letters, digits, dots, hyphens "
            "and underscores, and begin with a letter or digit."
        )
    experiment.find_pair()
    run = RunFolder(folder() / chosen)
    try:
        run.path.mkdir(parents=True)
        records.write(experiment, run.spec)
    except FileExistsError:
        raise ValueError(
            f"There is already a run {chosen}: choose another name, or resume that one."
        ) from None
    except OSError as error:
        raise ValueError(f"{run.path} cannot be written to ({error.strerror}).") from error
    _launch(run, device)
    return chosen


def resume(name: str | None, device: str) -> None:
    """Go on with a run from its newest checkpoint.

    Raises:
        ValueError: there is no such run, it runs, or it has nothing to go on with.
    """
    run = find(name)
    if run.lives:
        raise ValueError(f"{run.name} runs already.")
    if run.state in ("done", "damaged"):
        raise ValueError(f"{run.name} is {run.state}: there is nothing to go on with.")
    _launch(RunFolder(run.path), device)


def ask(name: str | None, request: Request) -> None:
    """Leave a request for a run.

    Raises:
        ValueError: nobody trains there, or the request cannot be left.
    """
    run = find(name)
    if not run.lives:
        raise ValueError(f"{run.name} is not running, so nothing can be asked of it.")
    try:
        RunFolder(run.path).ask(request)
    except OSError as error:
        raise ValueError(str(error)) from error


def end(name: str | None) -> None:
    """Kill a run that does not stop, its loader processes first.

    Raises:
        ValueError: it may still be saving, or its process is not on this machine.
    """
    run = find(name)
    if not may_be_ended(run):
        raise ValueError(
            f"{run.name} is given {PATIENCE:.0f} s to save after Stop before it can be ended."
        )
    status = run.status
    if status is None or status.host != socket.gethostname():
        raise ValueError(f"The process of {run.name} is not on this machine: end it there.")
    if not process_lives(status.pid, status.process_started):
        raise ValueError(f"The process of {run.name} is gone.")
    with contextlib.suppress(psutil.NoSuchProcess):
        trainer = psutil.Process(status.pid)
        for process in (*trainer.children(recursive=True), trainer):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def free_name(experiment: Experiment) -> str:
    """``both-demo-0``, or ``both-demo-0-2`` where that is taken."""
    from gioada.cli.training import default_run

    first = default_run(experiment).name
    names = [first, *(f"{first}-{number}" for number in range(2, 1000))]
    return next((name for name in names if not (folder() / name).exists()), first)


def _launch(run: RunFolder, device: str) -> None:
    # A file, not a pipe: a pipe that nobody reads any more would stop the training.
    words = [sys.executable, "-m", "gioada", "resume", str(run.path), "--device", device, "--quiet"]
    slow = on_cpu(device)
    threads = {"OMP_NUM_THREADS": "1"} if slow else {}
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
