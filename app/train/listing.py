"""The runs that the page shows: those in the folder of runs, and examples that come with it."""

from __future__ import annotations

import contextlib
import ipaddress
import os
from dataclasses import replace
from pathlib import Path

from app import space
from app.train import processes
from gioada.training.folder import RunFolder
from gioada.training.watch import RunState, find_runs, read_run

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "runs"
EXAMPLE = "example: "
"""Before the names of runs that come with the page; no run's own name can begin so."""
NOT_HERE = (
    "This Space only shows runs: its disk is lost at a restart, and its time is short. Train on "
    "your own machine with the command below, or in a copy of the Space on hardware of your own."
)


def folder() -> Path:
    """Where runs are: GIOADA_RUNS, or runs/ beside the page."""
    return Path(os.environ.get("GIOADA_RUNS") or processes.ROOT / "runs").absolute()


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
    processes.reap()
    return [processes.with_child(run) for run in find_runs(folder())]


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
        ValueError: there is none of that name.
    """
    processes.reap()
    # Looked up among the names that are there, so that a name can never lead out of the folder.
    known = folder().iterdir() if folder().is_dir() else ()
    path = next((path for path in known if path.name == name), None)
    if path is None:
        raise ValueError(f"There is no run {name!r}: it may have been removed. Choose another one.")
    return processes.with_child(read_run(path))


def find_any(name: str | None) -> RunState:
    """A run or an example by its name; raises as ``find``."""
    return next((run for run in examples() if run.name == name), None) or find(name)


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
