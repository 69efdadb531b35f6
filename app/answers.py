"""What networks answered: remembered, or stored with the page, so that no network runs twice.

A key holds a hash of the weights and of the picture, so that an answer of other weights is never
taken for one of these. Stored ones lie in app/examples/stored; ``python -m app.store`` makes them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Condition
from typing import NoReturn
from zipfile import BadZipFile

import cachetools
import numpy as np

Arrays = Mapping[str, np.ndarray]

FOLDER = Path(__file__).resolve().parent / "examples" / "stored"
MEMORY = 96 * 2**20
"""Bytes that remembered answers may take; one that alone is larger is not remembered."""
_NAME = re.compile(r"[A-Za-z0-9-]+")


def size(arrays: Arrays) -> int:
    """Bytes of an answer."""
    return sum(array.nbytes for array in arrays.values())


_memory: cachetools.LRUCache[str, Arrays] = cachetools.LRUCache(MEMORY, getsizeof=size)
_condition = Condition()


@cachetools.cached(_memory, key=lambda key, _: key, condition=_condition)
def answer(key: str, ask: Callable[[], Arrays]) -> Arrays:
    """The answer of a key: remembered, stored, or asked for now.

    Two visitors who ask for the same wait for one; others wait for neither.
    """
    return stored(key) or ask()


def known(key: str) -> Arrays | None:
    """The answer of a key if it is remembered or stored."""
    try:
        return answer(key, _unknown)
    except LookupError:
        return None


def _unknown() -> NoReturn:
    raise LookupError


def remembered() -> dict[str, Arrays]:
    """Answers by key, as far as they are remembered."""
    with _condition:
        return dict(_memory)


def forget() -> None:
    """Remember nothing; what is stored stays."""
    with _condition:
        _memory.clear()


def stored(key: str) -> dict[str, np.ndarray] | None:
    """The arrays that are stored under a key; None if there are none, or damaged ones."""
    if not _NAME.fullmatch(key):
        return None
    try:
        with np.load(FOLDER / f"{key}.npz", allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays}
    except (OSError, ValueError, BadZipFile):
        return None


def store(key: str, arrays: Arrays) -> int:
    """Store arrays under a key, compressed; the file's bytes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{key}.npz"
    np.savez_compressed(path, allow_pickle=False, **arrays)
    return path.stat().st_size


def fingerprint(*arrays: np.ndarray) -> str:
    """A short key of arrays' shapes and contents."""
    digest = hashlib.blake2b(digest_size=12)
    for array in arrays:
        digest.update(f"{array.dtype}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
