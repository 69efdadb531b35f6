from __future__ import annotations

import numpy as np

from app.memory import Recent, fingerprint


def test_the_value_used_longest_ago_goes_first() -> None:
    recent: Recent[str] = Recent(2)
    recent.get("a", lambda: "A")
    recent.get("b", lambda: "B")
    recent.get("a", lambda: "not made again")
    recent.get("c", lambda: "C")
    assert [recent.peek(key) for key in "abc"] == ["A", None, "C"]


def test_fingerprints_tell_arrays_apart() -> None:
    zeros = np.zeros((2, 3), np.uint8)
    others = [zeros + 1, zeros.reshape(3, 2), zeros.astype(np.int8)]
    assert len({fingerprint(array) for array in [zeros, *others]}) == 4
    assert fingerprint(zeros) == fingerprint(zeros.copy())
