"""A command that others follow: what it says of itself lies in a folder, as a run's does.

Whoever starts a command with GIOADA_JOB=FOLDER reads there what ``training.watch`` reads of a run:
a lock that is held while the command lives, ``status.json`` with how far it is, the request
``stop``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gioada import progress
from gioada.errors import Problem
from gioada.training.folder import RunFolder
from gioada.training.status import Status, hold_run, new_status, write_status

FOLDER = "GIOADA_JOB"
EVERY = 0.5
"""Seconds between two looks."""


@contextlib.contextmanager
def followed() -> Iterator[None]:
    """Say in the folder of GIOADA_JOB, if there is one, how far the command within is.

    Raises:
        Problem: ``run.in_use``, another command works in that folder.
        KeyboardInterrupt: it was asked to stop.
    """
    if FOLDER not in os.environ:
        yield
        return
    folder = RunFolder(Path(os.environ[FOLDER]))
    lock, begun = hold_run(folder), replace(new_status(device=""), state="running")
    folder.forget()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ended = threading.Event()
    follower = threading.Thread(target=_follow, args=(folder, begun, ended), daemon=True)
    follower.start()
    last: dict[str, object] = {"state": "done"}
    try:
        yield
    except KeyboardInterrupt:
        last = {"state": "stopped"}
        raise
    except BaseException as error:
        values = error.values() if isinstance(error, Problem) else None
        last = {"state": "failed", "reason": str(error), "problem": values}
        raise
    finally:
        ended.set()
        follower.join()
        write_status(folder, replace(_now(begun), **last))  # type: ignore[arg-type]
        lock.release()


def _follow(folder: RunFolder, begun: Status, ended: threading.Event) -> None:
    write_status(folder, begun)
    asked = False
    while not ended.wait(EVERY):
        if "stop" in folder.asked() and not asked:
            asked = True
            os.kill(os.getpid(), signal.SIGINT)
        write_status(folder, _now(begun))


def _now(begun: Status) -> Status:
    """The status by the bar that was made last."""
    bar = progress.newest
    if bar is None:
        return replace(begun, written=time.time())
    return replace(
        begun,
        phase=bar.desc.rstrip(": "),
        step=int(bar.n),
        steps=int(bar.total or 0),
        resumed_from=int(bar.initial),
        seconds=float(bar.format_dict["elapsed"]),
        written=time.time(),
    )
