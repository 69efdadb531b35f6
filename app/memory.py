"""What networks no longer need goes back to the system.

glibc keeps what is freed for the next request, cut into pieces of the last picture's sizes.
Pictures differ in size, so that the pieces seldom fit and new ones are added: see docs/security.md.
"""

from __future__ import annotations

import ctypes
import time
from functools import cache
from threading import Thread

EVERY = 60.0
"""Seconds. Not after each request: the next one would have to ask for all of it again."""


def give_back() -> bool:
    """Return what is free to the system; False where memory is not managed by glibc."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return False
    return True


@cache
def watch() -> None:
    """Give back in the background from now on, once for this process."""

    def go_on() -> None:
        while give_back():
            time.sleep(EVERY)

    Thread(target=go_on, name="memory", daemon=True).start()
