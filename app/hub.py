"""Checkpoints of the Hub, fetched into its own cache and listed as they arrive.

Nothing waits for the Hub: what its cache holds is there at once, and a thread looks for more.
"""

from __future__ import annotations

import contextlib
import threading

from app import places
from gioada.errors import Problem
from gioada.hub import Found, fetch

_lock = threading.Lock()
_found: dict[str, Found] = {}
_problems: dict[str, str] = {}
_threads: dict[str, threading.Thread] = {}


def found() -> list[Found]:
    """The repositories that are here, each at a commit; the others are being fetched."""
    for name in places.repositories():
        with _lock:
            if name in _threads:
                continue
            _threads[name] = threading.Thread(target=_fetch, args=(name,), daemon=True)
        with contextlib.suppress(Problem):  # the thread that asks the Hub tells what is the matter
            _found[name] = fetch(name, local_files_only=True)
        _threads[name].start()
    return [_found[name] for name in places.repositories() if name in _found]


def notes() -> list[str]:
    """Sentences on the repositories that are not here, or could not be asked for newer ones."""
    found()
    sentences = []
    for name in places.repositories():
        if name in _problems:
            sentences.append(_problems[name])
        elif name not in _found:
            sentences.append(
                f"Checkpoints are being fetched from the Hub's {name}: reload in a while."
            )
    return sentences


def _fetch(name: str) -> None:
    try:
        _found[name] = fetch(name)
    except Problem as problem:
        kept = "What its cache holds is used." if name in _found else "Other checkpoints are used."
        _problems[name] = f"{problem} {kept}"
