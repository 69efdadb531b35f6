"""One trainer in a run folder, and one on a device: locks of the operating system.

They are gone with the process, however it ends, and filelock keeps them out of forked loader
workers; a lock file that lies about means nothing. The locks of devices lie in one place per
machine: in the folder that ``GIOADA_LOCKS`` names, else in ``gioada-locks`` of the folder for
temporary files.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from filelock import BaseFileLock, FileLock, Timeout

from gioada import records
from gioada.training.folder import RunFolder
from gioada.training.status import clock, process_lives, read_status

# Somebody who only looks holds a lock for a moment, which must not refuse a run.
PATIENCE = 2.0
FOR_ALL, FOR_ALL_STICKY = 0o666, 0o1777


class Refused(RuntimeError):
    """The run folder or the device is in use; the sentence says by whom, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds a device."""

    run: str = ""
    """The run folder, absolute; empty if not known."""
    pid: int = 0
    """Its process."""
    process_started: float = 0.0
    """When that process started, in unix time."""
    host: str = ""
    """The machine's name."""


# --- a run --------------------------------------------------------------------------------------


def hold_run(folder: RunFolder) -> BaseFileLock:
    """Be the only trainer in a run folder, until ``release()`` or death.

    Where a disk knows no locks (some network disks) a marker file takes their place; after the
    death of a machine it may have to be removed by hand.

    Raises:
        Refused: a trainer lives there.
        OSError: the folder may not be written to, or the disk is full.
    """
    lock = FileLock(folder.lock, timeout=PATIENCE, thread_local=False)
    try:
        lock.acquire()
        # Its time tells readers that an older status.json is an earlier trainer's.
        folder.lock.touch()
    except Timeout:
        raise Refused(_trains_there(folder)) from None
    except OSError as error:
        raise OSError(
            f"{folder.lock} cannot be locked ({error.strerror}): put the run folder where you may "
            "write, on a disk with space."
        ) from error
    return lock


def _trains_there(folder: RunFolder) -> str:
    status = read_status(folder)
    who = "another process"
    if status and status.host != socket.gethostname():
        who = f"process {status.pid} on {status.host}"
    elif status and process_lives(status.pid, status.process_started):
        who = f"process {status.pid}, since {clock(status.process_started)}"
    return (
        f"{folder.path} is being trained already ({who}). Wait for it, or stop it with "
        f"`{folder.command('ask stop')}`."
    )


# --- a device -----------------------------------------------------------------------------------


def hold_device(
    device: str, holder: Path | str, locks: Path | None = None, *, called: str = ""
) -> BaseFileLock:
    """Be the only run on a device of this machine, until ``release()`` or death.

    Args:
        device: its name for all processes: ``cpu``, ``GPU-<uuid>``.
        holder: the run folder.
        locks: where the locks lie; default is this machine's place.
        called: what people call the device; default is its name.

    Raises:
        Refused: another run is on it; the sentence names that.
        OSError: the place of the locks may not be written to.
    """
    path = _device_lock(device, locks)
    note = json.dumps(asdict(_this_process(holder))).encode()

    def sign(descriptor: int) -> None:
        # Cut first: on a full disk no name is better than that of the holder before.
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, note, 0)

    try:
        _make_for_all(path.parent)
        lock = FileLock(path, PATIENCE, FOR_ALL, thread_local=False, on_acquired=sign)
        lock.acquire()
    except Timeout:
        raise Refused(_in_use(called or device, _read_holder(path))) from None
    except OSError as error:
        raise OSError(
            f"the lock of {called or device} cannot be kept in {path.parent} ({error.strerror}). "
            "Name a folder that every user may write to in GIOADA_LOCKS, or add --share to run "
            "without the lock."
        ) from error
    return lock


def device_holder(device: str, locks: Path | None = None) -> Holder | None:
    """Who is on a device of this machine; None if nobody is known to be. Nothing is created."""
    path = _device_lock(device, locks)
    return _read_holder(path) if probe(path) else None


def _device_lock(device: str, locks: Path | None) -> Path:
    named = os.environ.get("GIOADA_LOCKS")
    folder = locks or Path(named or Path(tempfile.gettempdir()) / "gioada-locks")
    # Machines that share the folder share no "cpu"; a GPU's number is its own in the world.
    name = device if device.startswith("GPU-") else f"{device}@{socket.gethostname()}"
    return folder / f"{name}.lock"


def _make_for_all(folder: Path) -> None:
    """Make the place of the locks, writable for every user, whoever comes first."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(FOR_ALL_STICKY)


def _this_process(holder: Path | str) -> Holder:
    return Holder(
        run=str(Path(holder).absolute()),
        pid=os.getpid(),
        process_started=psutil.Process().create_time(),
        host=socket.gethostname(),
    )


def _read_holder(path: Path) -> Holder:
    """What the lock file says of its holder, unless that one is dead: then it says nothing."""
    try:
        holder = records.read(Holder, path)
        here = holder.host == socket.gethostname()
        gone = here and not process_lives(holder.pid, holder.process_started)
    except (ValueError, TypeError):
        return Holder()
    return Holder() if gone else holder


def _in_use(device: str, holder: Holder) -> str:
    if not holder.run:
        return f"{device} is in use by another run. Wait for it, or add --share to run beside it."
    process = f"process {holder.pid}, since {clock(holder.process_started)}"
    stop = RunFolder(Path(holder.run)).command("ask stop")
    return (
        f"{device} is in use by the run {holder.run} ({process}). Wait for it, stop it with "
        f"`{stop}`, or add --share to run beside it."
    )


# --- looking ------------------------------------------------------------------------------------


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
