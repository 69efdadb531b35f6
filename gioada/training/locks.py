"""One trainer in a run folder: a lock of the operating system.

It is gone with the process, however that ends, and filelock keeps it out of forked loader
workers; a lock file that lies about means nothing.
"""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from gioada.training.folder import RunFolder
from gioada.training.status import clock, process_lives, read_status

# Somebody who only looks holds a lock for a moment, which must not refuse a run.
PATIENCE = 2.0


class Refused(RuntimeError):
    """The run folder is in use; the sentence says by whom, and what to do."""


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
