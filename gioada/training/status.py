"""What a trainer says of itself: ``status.json``, replaced in one piece."""

from __future__ import annotations

import json
import os
import socket
import time
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Literal, get_args

import psutil

from gioada import records
from gioada.training.folder import RunFolder

# Earlier versions wrote "refused" where another run had the device.
State = Literal["starting", "running", "stopping", "done", "stopped", "failed", "refused"]

OPENING = "opening the data"
"""The phase before the first step."""


@dataclass(frozen=True, kw_only=True)
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
    """Why it ended, or what it wants to be known."""
    health: str = ""
    """How the training goes, in a sentence."""
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
    """Training time so far, over all sittings."""
    log_every_seconds: float = 0.0
    """Expected time between two signs of life; 0 while unknown."""
    written: float = 0.0
    """Unix time of these words, by the trainer's clock."""
    checkpoint: int = 0
    """Step of the newest complete checkpoint; 0 if there is none."""
    resumed_from: int = 0
    """Step at which this sitting began."""


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
        status = records.read(Status, folder.status)
    except ValueError:
        return None
    return status if _is_sound(status) else None


def process_lives(pid: int, started: float) -> bool:
    """Whether a process of this machine lives, and is the one that started at that unix time."""
    try:
        process = psutil.Process(pid)
        # Seconds of tolerance, because the start is counted from a boot time that is rounded.
        same = abs(process.create_time() - started) < 2
        return same and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError):
        return False


def clock(moment: float) -> str:
    """A unix time for people: ``14:02``, with its date if that is not today."""
    then = datetime.fromtimestamp(moment)
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


def _is_sound(status: Status) -> bool:
    """Whether every field has its kind; a reader counts and formats with them."""
    kinds = {field.name: type(field.default) for field in fields(Status)}
    return status.state in get_args(State) and all(
        isinstance(getattr(status, name), float | int if kind is float else kind)
        for name, kind in kinds.items()
    )
