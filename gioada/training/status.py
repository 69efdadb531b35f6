"""What a trainer says of itself (``status.json``), and the lock that says whether it lives.

The lock is the operating system's. It is gone with the process, however that ends, and filelock
keeps it out of forked loader workers; a lock file that lies about means nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import psutil
from filelock import BaseFileLock, FileLock, Timeout

from gioada import records
from gioada.errors import Advice, Problem
from gioada.training.folder import RunFolder

# Earlier versions wrote "refused" where another run had the device.
State = Literal["starting", "running", "stopping", "done", "stopped", "failed", "refused"]

OPENING = "opening the data"
"""The phase before the first step."""


@records.record
class Status:
    """A trainer's last word. Whether it still lives is for its lock to say, not for this."""

    state: State = "starting"
    """What the trainer was doing when it wrote this."""
    phase: str = ""
    """The same in plain words."""
    step: int = 0
    """Steps done."""
    steps: int = 0
    """Steps of the whole run; 0 while the data is not opened yet."""
    reason: str = ""
    """Why it ended, or what it wants to be known, in a sentence."""
    problem: dict[str, Any] | None = None
    """The same as the values of a Problem, where it ended by one."""
    health: str = ""
    """How the training goes, in a sentence."""
    advice: tuple[Advice, ...] = ()
    """Options of a new run that may help its health, the best first."""
    pid: int = 0
    """Its process."""
    process_started: float = 0.0
    """When that process started, in unix time: process numbers are used again."""
    host: str = ""
    """The machine's name."""
    device: str = ""
    """What people call the device."""
    processes: int = 1
    """How many train together."""
    threads: int = 1
    """CPU threads of each."""
    torch: str = ""
    """Version of torch."""
    seconds: float = 0.0
    """Training time so far, also before it was resumed."""
    log_every_seconds: float = 0.0
    """Expected time between two signs of life; 0 while unknown."""
    written: float = 0.0
    """Unix time of these words, by the trainer's clock."""
    checkpoint: int = 0
    """Step of the newest complete checkpoint; 0 if there is none."""
    resumed_from: int = 0
    """Step at which this process began."""


def new_status(*, device: str, processes: int = 1, threads: int = 1, torch: str = "") -> Status:
    """The status of a run that starts in this process, on this machine, now."""
    return Status(
        pid=os.getpid(),
        process_started=psutil.Process().create_time(),
        host=socket.gethostname(),
        written=time.time(),
        device=device,
        processes=processes,
        threads=threads,
        torch=torch,
    )


def write_status(folder: RunFolder, status: Status) -> None:
    """Replace the status in one piece; a full disk leaves the old one (OSError)."""
    records.write(status, folder.status)


def write_last_status(folder: RunFolder, status: Status) -> None:
    """Replace the status; on a full disk it is overwritten where it stands, which takes no more.

    Raises:
        OSError: that cannot be done either.
    """
    try:
        write_status(folder, status)
    except OSError:
        with folder.status.open("r+b") as file:
            file.write(json.dumps(asdict(status), indent=2).encode())
            file.truncate()


def read_status(folder: RunFolder) -> Status | None:
    """The last status; None if there is none, or none that can be read."""
    try:
        return records.read(Status, folder.status)
    except Problem:
        return None


def process_lives(pid: int, started: float) -> bool:
    """Whether a process of this machine lives, and is the one that started at that unix time."""
    try:
        process = psutil.Process(pid)
        # Seconds of tolerance, because the start is counted from a boot time that is rounded.
        same = abs(process.create_time() - started) < 2
        return same and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError):
        return False


def clock(time_: float) -> str:
    """A unix time for people: ``14:02``, with its date if that is not today."""
    then = datetime.fromtimestamp(time_)
    today = then.date() == datetime.now().date()
    return f"{then:%H:%M}" if today else f"{then:%Y-%m-%d %H:%M}"


def duration(seconds: float) -> str:
    """A time span for people: ``40 s``, ``12 min``, ``3 h 20 min``, ``2 days 3 h``."""
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if seconds < 90:
        return f"{round(seconds)} s"
    if minutes < 90:
        return f"{minutes} min"
    if hours < 48:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{hours // 24} days {hours % 24} h"


# --- the lock -----------------------------------------------------------------------------------

# Somebody who only looks holds a lock for a moment, which must not refuse a run.
PATIENCE = 2.0


def hold_run(folder: RunFolder) -> BaseFileLock:
    """Be the only trainer in a run folder, until ``release()`` or death.

    Where a disk knows no locks (some network disks) a marker file takes their place; after the
    death of a machine it may have to be removed by hand.

    Raises:
        Problem: ``run.in_use``, a trainer lives there; ``run.not_writable``, the folder may not be
            written to, or the disk is full.
    """
    lock = FileLock(folder.lock, timeout=PATIENCE, thread_local=False)
    try:
        lock.acquire()
        # Its time tells readers that an older status.json is an earlier trainer's.
        folder.lock.touch()
    except Timeout:
        raise _in_use(folder) from None
    except OSError as error:
        what = "{path} cannot be locked ({why}): put the run folder where you may write, on a disk "
        what += "with space."
        raise Problem("run.not_writable", what, path=folder.lock, why=error.strerror) from error
    return lock


def _in_use(folder: RunFolder) -> Problem:
    status = read_status(folder)
    who = "another process"
    if status and status.host != socket.gethostname():
        who = f"process {status.pid} on {status.host}"
    elif status and process_lives(status.pid, status.process_started):
        who = f"process {status.pid}, since {clock(status.process_started)}"
    what = "{path} is being trained already ({who}). Wait for it, or stop it with `{command}`."
    return Problem(
        "run.in_use", what, path=folder.path, who=who, command=folder.command("ask stop")
    )


def is_held(path: Path) -> bool:
    """Whether a lock file is locked by anybody; also if that cannot be told, to be safe."""
    return probe(path) is not False


def probe(path: Path) -> bool | None:
    """Whether a lock file is locked by anybody; None if that cannot be told.

    Nothing is created or written, so that a folder that may only be read will do. For an instant
    the lock is shared with others who look; only a trainer's lock is in the way of that.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        # Explicitly: a child that another thread forks just now has a copy of the descriptor.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return False
