"""Processes that the page starts and that outlive it: trainings, and jobs on whole folders.

What they say of themselves lies in their folders (``gioada.training.folder``).
"""

from __future__ import annotations

import contextlib
import html
import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import psutil

from app import networks, places, space
from gioada.errors import Problem
from gioada.training.folder import Request, RunFolder
from gioada.training.status import hold_run, process_lives
from gioada.training.watch import RunState

PATIENCE = 60.0
"""Seconds that a process has for what it does last before it may be ended."""
NICE = 10
"""Of processes on the CPU, as the page must go on answering."""
NOT_HERE = (
    "This Space only shows results: its disk is lost at a restart, and its time is short. {what} "
    "on your own machine with the command below, or in a copy of the Space on hardware of your "
    "own."
)

# Kept to be reaped and to tell how they ended; whether one lives is for its lock to say.
_children: dict[str, subprocess.Popen[bytes]] = {}


def barrier(host: str | None, what: str) -> str:
    """Why a visitor may not start processes here; empty if he may.

    Args:
        host: his address.
        what: he would do: ``train``.
    """
    if space.only_shows():
        return NOT_HERE.format(what=what.capitalize())
    if os.environ.get("GIOADA_TRAINING") == "1":
        return ""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host or "").is_loopback:
            return ""
    return (
        f"Only visitors on the machine itself may {what} here, unless the page is started with "
        "GIOADA_TRAINING=1. The command below does the same in a terminal."
    )


def start(
    run: RunFolder, words: list[str], device: str, more: Mapping[str, str] | None = None
) -> None:
    """Start a command in the background, whose folder is there.

    Args:
        run: its folder, which gets its log.
        words: the command, without ``python -m gioada``.
        device: auto, cpu, cuda or cuda:N.
        more: variables of its environment.
    """
    slow = on_cpu(device)
    if not slow:
        networks.release()  # the page's own networks, which are loaded again on use
    threads = {"OMP_NUM_THREADS": "1"} if slow else {}
    # A file, not a pipe: a pipe that nobody reads any more would stop the process.
    with run.log.open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "gioada", *words],
            cwd=places.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **threads, **(more or {})},
        )
    if slow:
        with contextlib.suppress(psutil.Error):
            psutil.Process(child.pid).nice(NICE)
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
    """How the process of a folder ended; None if it runs, or was started elsewhere."""
    child = _children.get(str(path))
    return child.poll() if child else None


def with_child(run: RunState) -> RunState:
    """A run whose new process has said nothing yet, by what is known of that process."""
    child = _children.get(str(run.path))
    if child is None or (run.status and run.status.pid == child.pid):
        return run
    if child.poll() is None and not run.lives:
        return replace(run, state="starting", reason="Loading torch.", problem=None)
    if run.state != "waiting":
        return run
    reason = f"Its process ended with exit status {child.returncode}; the log says why."
    return replace(run, state="failed", reason=reason)


def ask(run: RunState, request: Request) -> None:
    """Leave a request.

    Raises:
        Problem: ``run.*``: nobody works there, or the request cannot be left.
    """
    if not run.lives:
        what = "{name} is not running, so nothing can be asked of it."
        raise Problem("run.not_alive", what, name=run.name)
    RunFolder(run.path).ask(request)


def may_be_ended(run: RunState) -> bool:
    """Whether it was asked to stop more than a minute ago, and has not yet."""
    if not run.lives:
        return False
    try:
        asked = (run.path / "stop").stat().st_mtime
    except OSError:
        if run.state != "stopping" or run.status is None:
            return False
        asked = run.status.written
    return time.time() - asked > PATIENCE


def end(run: RunState) -> None:
    """Kill a process that does not stop, its own processes first.

    Raises:
        Problem: ``run.saving``, it may still be; ``run.elsewhere``, its process is not here.
    """
    if not may_be_ended(run):
        what = "{name} is given {seconds:.0f} s after Stop before it can be ended."
        raise Problem("run.saving", what, name=run.name, seconds=PATIENCE)
    status = run.status
    if status is None or status.host != socket.gethostname():
        what = "The process of {name} is not on this machine: end it there."
        raise Problem("run.elsewhere", what, name=run.name)
    if not process_lives(status.pid, status.process_started):
        raise Problem("run.not_alive", "The process of {name} is gone.", name=run.name)
    with contextlib.suppress(psutil.NoSuchProcess):
        trainer = psutil.Process(status.pid)
        for process in (*trainer.children(recursive=True), trainer):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def remove(run: RunState) -> None:
    """Delete the folder of what does not run, for ever.

    Raises:
        Problem: ``run.*``: it lives, or its folder lies elsewhere or resists.
    """
    if run.path.is_symlink():
        what = "{name} is a link to another place: remove it there by hand."
        raise Problem("run.elsewhere", what, name=run.name)
    if run.lives:
        what = "{name} is {state}: stop it before it is deleted."
        raise Problem("run.in_use", what, name=run.name, state=run.state)
    lock = hold_run(RunFolder(run.path))  # so that nobody starts it while its files vanish
    try:
        shutil.rmtree(run.path)
    except OSError as error:
        what, why = "{path} could not be deleted ({why}).", error.strerror or str(error)
        raise Problem("run.not_writable", what, path=run.path, why=why) from error
    finally:
        lock.release()


def label(run: RunState) -> str:
    """A run in a list: its name, its state, and how far it is."""
    far = f" {100 * run.step // run.steps} %" if run.steps and run.state != "done" else ""
    return f"{run.name} · {run.state}{far}"


def state_line(run: RunState, facts: Iterable[str], share: float, done: str, more: str) -> str:
    """A run's state and progress as HTML.

    Args:
        run: the run, or job.
        facts: a few words each; empty ones are left out.
        share: of it that is done, in [0, 1].
        done: what that is the share of, for screen readers.
        more: HTML below it.
    """
    spans = "".join(f"<span>{html.escape(fact)}</span>" for fact in facts if fact)
    return (
        f'<div class="run {run.state}"><p class="state"><b>{run.state}</b>'
        f"<strong>{html.escape(run.name)}</strong>{spans}</p>"
        f'<progress max="1" value="{share:.4f}" aria-label="{done}"></progress>{more}</div>'
    )


def log_lines(run: RunState) -> str:
    """The last lines of a run's log as HTML."""
    text = log_tail(run) or ("Nothing yet." if run.lives else "It left no log.")
    title = '<h4 class="over">Log</h4>'
    return f'{title}<pre class="log" tabindex="0" aria-label="log">{html.escape(text)}</pre>'


def log_tail(run: RunState, lines: int = 40) -> str:
    """The last lines of what a run's process printed; progress bars show their last state."""
    try:
        with RunFolder(run.path).log.open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - 64_000))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    shown = [line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n")]
    return "\n".join(shown[-lines - 1 :]).strip("\n")
