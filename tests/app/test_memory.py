from __future__ import annotations

import threading

import numpy as np

from app.memory import Recent, fingerprint, num_bytes


def test_the_value_used_longest_ago_goes_first() -> None:
    recent: Recent[str] = Recent(2)
    recent.get("a", lambda: "A")
    recent.get("b", lambda: "B")
    recent.get("a", lambda: "not made again")
    recent.get("c", lambda: "C")
    assert [recent.peek(key) for key in "abc"] == ["A", None, "C"]


def test_values_are_kept_within_a_budget_of_bytes_and_the_newest_whatever_it_takes() -> None:
    recent = Recent(100, num_bytes)
    for key, size in (("a", 40), ("b", 50), ("c", 30), ("d", 500)):
        recent.get(key, lambda size=size: {"labels": np.zeros(size, np.uint8)})
        if key == "c":
            assert recent.peek("a") is None and recent.peek("b") is not None
            assert recent.weight == 80
    assert [recent.peek(key) is not None for key in "abcd"] == [False, False, False, True]
    recent.drop(lambda _: True)
    assert (len(recent), recent.weight) == (0, 0)


def test_a_value_that_is_being_made_keeps_nobody_from_those_that_are_there() -> None:
    recent: Recent[str] = Recent(2)
    recent.get("there", lambda: "there")
    looked = threading.Event()

    def slow() -> str:
        assert looked.wait(20), "somebody who looked meanwhile had to wait"
        return "made"

    making = threading.Thread(target=lambda: recent.get("slow", slow))
    making.start()
    assert recent.peek("there") == "there"
    assert recent.get("there", lambda: "again") == "there"
    looked.set()
    making.join()
    assert recent.peek("slow") == "made"


def test_fingerprints_tell_arrays_apart() -> None:
    zeros = np.zeros((2, 3), np.uint8)
    others = [zeros + 1, zeros.reshape(3, 2), zeros.astype(np.int8)]
    assert len({fingerprint(array) for array in [zeros, *others]}) == 4
    assert fingerprint(zeros) == fingerprint(zeros.copy())
