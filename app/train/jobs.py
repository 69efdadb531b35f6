"""What can be done to runs: start, resume, ask, end, remove."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import time
from pathlib import Path

import psutil

from app.train import processes
from app.train.listing import find, folder
from app.train.processes import Place
from gioada import records
from gioada.data.framesets import StoredSet
from gioada.data.places import Places
from gioada.training.folder import Request, RunFolder
from gioada.training.locks import Refused, hold_run
from gioada.training.spec import Experiment
from gioada.training.status import process_lives
from gioada.training.watch import RunState

PATIENCE = 60.0
"""Seconds that a run has for its last save before it may be ended."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def start(experiment: Experiment, name: str, place: Place) -> str:
    """Start a new run and return its name.

    Args:
        experiment: what is trained.
        name: its name; empty makes one of preset, pair and seed.
        place: where it is trained.

    Raises:
        ValueError: the name is taken or no name, the folder cannot be written to, the data is not
            there.
    """
    chosen = name.strip() or free_name(experiment)
    if not NAME.fullmatch(chosen):
        raise ValueError(
            f"{chosen!r} cannot be the name of a run: use up to 64 letters, digits, dots, hyphens "
            "and underscores, and begin with a letter or digit."
        )
    _check_data(experiment, place)
    run = RunFolder(folder() / chosen)
    try:
        run.path.mkdir(parents=True)
    except FileExistsError:
        raise ValueError(
            f"There is already a run {chosen}: choose another name, or resume that one."
        ) from None
    except OSError as error:
        raise _not_written(run, error) from error
    try:
        records.write(experiment, run.spec)
        processes.launch(run, place)
    except OSError as error:
        shutil.rmtree(run.path, ignore_errors=True)  # else its name would be taken
        raise _not_written(run, error) from error
    return chosen


def resume(name: str | None, place: Place) -> None:
    """Go on with a run from its newest checkpoint.

    Raises:
        ValueError: there is no such run, it runs, or it has nothing to go on with.
    """
    run = find(name)
    if run.lives:
        raise ValueError(f"{run.name} runs already.")
    if run.state in ("done", "damaged"):
        raise ValueError(f"{run.name} is {run.state}: there is nothing to go on with.")
    try:
        processes.launch(RunFolder(run.path), place)
    except OSError as error:
        raise _not_written(RunFolder(run.path), error) from error


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


def remove(name: str | None) -> None:
    """Delete a run that nobody trains, with its checkpoints, for ever.

    Raises:
        ValueError: there is no such run, it lives, or its folder lies elsewhere or resists.
    """
    run = find(name)
    if run.path.is_symlink():
        raise ValueError(f"{run.name} is a link to another place: remove it there by hand.")
    if run.lives:
        raise ValueError(f"{run.name} is {run.state}: stop it before it is deleted.")
    try:
        # Held, so that nobody starts it while its files vanish.
        lock = hold_run(RunFolder(run.path))
        try:
            shutil.rmtree(run.path)
        finally:
            lock.release()
    except Refused as error:
        raise ValueError(str(error)) from error
    except OSError as error:
        raise ValueError(f"{run.path} could not be deleted ({error.strerror or error}).") from error


def free_name(experiment: Experiment) -> str:
    """``both-demo-0``, or ``both-demo-0-2`` where that is taken."""
    from gioada.cli.training import default_run

    return numbered(default_run(experiment).name)


def numbered(first: str) -> str:
    """A name, or with ``-2``, ``-3``, ... behind it where it is taken."""
    names = [first, *(f"{first}-{number}" for number in range(2, 1000))]
    return next((name for name in names if not (folder() / name).exists()), first)


def _not_written(run: RunFolder, error: OSError) -> ValueError:
    return ValueError(
        f"{run.path} cannot be written to ({error.strerror}): make room there, or name another "
        "folder of runs in GIOADA_RUNS when the page is started."
    )


def _check_data(experiment: Experiment, place: Place) -> None:
    """See that files are there to train on; what is rendered can be made at any time."""
    from gioada.cli.here import DATA

    places = Places(
        data=DATA,
        source=Path(place.source.strip()) if place.source.strip() else None,
        target=Path(place.target.strip()) if place.target.strip() else None,
    )
    pair, sizes = experiment.find_pair(), experiment.sizes
    for role, frames in (("source", pair.source.train), ("target", pair.target.train)):
        if isinstance(frames, StoredSet):
            try:
                frames.open(places, sizes[role])
            except ValueError as error:
                raise ValueError(
                    f"{error} The folder of the {role}'s files can be named under More options."
                ) from error
