"""Checkpoints of the Hub, fetched into its own cache and listed as they arrive.

Nothing waits for the Hub: what its cache holds is there at once, and a thread looks for more.
"""

from __future__ import annotations

import threading
from pathlib import Path

from app import places

PATTERNS = ["checkpoint.json", "*/checkpoint.json", "*.safetensors", "README.md", "*/README.md"]
"""What is fetched of a repository, and nothing else: no pickle, no program."""

_lock = threading.Lock()
_folders: dict[str, Path] = {}
_problems: dict[str, str] = {}
_threads: dict[str, threading.Thread] = {}


def folders() -> dict[str, Path]:
    """The repositories that are here, by name, and where; the others are being fetched."""
    for name in places.repositories():
        with _lock:
            if name in _threads:
                continue
            _threads[name] = threading.Thread(target=_fetch, args=(name,), daemon=True)
        _look(name)
        _threads[name].start()
    return {name: _folders[name] for name in places.repositories() if name in _folders}


def notes() -> list[str]:
    """Sentences on the repositories that are not here, or could not be asked for newer ones."""
    known = folders()
    found = []
    for name in places.repositories():
        if name in _problems:
            found.append(_problems[name])
        elif name not in known:
            found.append(f"Checkpoints are being fetched from the Hub's {name}: reload in a while.")
    return found


def wait(seconds: float = 600.0) -> None:
    """Until all repositories were asked, at most so long."""
    folders()
    for name in places.repositories():
        _threads[name].join(seconds)


def forget() -> None:
    """Ask all repositories again at the next look."""
    with _lock:
        for known in (_folders, _problems, _threads):
            known.clear()


def _look(name: str) -> None:
    """Take what the cache holds of a repository."""
    try:
        _folders[name] = _snapshot(name, local_files_only=True)
    except Exception:
        return  # the thread that asks the Hub tells what is the matter


def _fetch(name: str) -> None:
    try:
        _folders[name] = _snapshot(name)
    except Exception as error:  # the Hub's client raises errors of several libraries
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        kept = "what its cache holds is used" if name in _folders else "other checkpoints are used"
        _problems[name] = f"The Hub's {name} cannot be fetched, so {kept} ({reason:.200})."


def _snapshot(name: str, *, local_files_only: bool = False) -> Path:
    import huggingface_hub

    found = huggingface_hub.snapshot_download(
        name, allow_patterns=PATTERNS, local_files_only=local_files_only
    )
    return Path(found)
