"""Networks and results that were used lately, so that looking again costs nothing."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock, RLock
from typing import Generic, TypeVar

import numpy as np

Value = TypeVar("Value")
Arrays = Mapping[str, np.ndarray]


class Recent(Generic[Value]):
    """Values by key within a budget; the one not asked for longest goes first."""

    def __init__(self, budget: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        """Start empty.

        Args:
            budget: what the values may weigh together; the newest one is kept whatever it weighs.
            weigh: a value's weight; by default each counts 1.
        """
        self._budget, self._weigh = budget, weigh
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._weight = 0
        self._lock, self._making = Lock(), RLock()

    def __len__(self) -> int:
        return len(self._values)

    @property
    def weight(self) -> int:
        """What the values weigh together."""
        return self._weight

    def peek(self, key: Hashable) -> Value | None:
        """The value of a key if it is there; never waits for one that is being made."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made now if it is not there.

        One at a time: two visitors who ask for the same network load it once.
        """
        found = self.peek(key)
        if found is not None:
            return found
        with self._making:
            found = self.peek(key)
            if found is None:
                found = make()
                self._keep(key, found)
            return found

    def everything(self) -> dict[Hashable, Value]:
        """What is there, by key."""
        with self._lock:
            return dict(self._values)

    def drop(self, unwanted: Callable[[Value], bool]) -> None:
        """Forget the values of a kind."""
        with self._lock:
            for key in [key for key, value in self._values.items() if unwanted(value)]:
                self._weight -= self._weigh(self._values.pop(key))

    def _keep(self, key: Hashable, value: Value) -> None:
        with self._lock:
            self._values[key] = value
            self._weight += self._weigh(value)
            while self._weight > self._budget and len(self._values) > 1:
                _, oldest = self._values.popitem(last=False)
                self._weight -= self._weigh(oldest)


def num_bytes(arrays: Arrays) -> int:
    """Bytes of the arrays of a result."""
    return sum(array.nbytes for array in arrays.values())


def fingerprint(*arrays: np.ndarray) -> str:
    """A short key of arrays' shapes and contents."""
    digest = hashlib.blake2b(digest_size=12)
    for array in arrays:
        digest.update(f"{array.dtype}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
