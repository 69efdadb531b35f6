"""Freed memory goes back to the system."""

from __future__ import annotations

import numpy as np
import pytest
from psutil import Process

from app import memory


def test_what_is_free_between_what_is_kept_goes_back() -> None:
    if not memory.give_back():
        pytest.skip("memory is not managed by glibc")
    blocks = [np.ones(100_000, np.uint8) for _ in range(2000)]  # below what glibc maps by itself
    full = Process().memory_info().rss
    kept = blocks[::10]  # so that the heap cannot simply be cut at its end
    del blocks
    memory.give_back()
    assert full - Process().memory_info().rss > 100e6
    assert all(block[0] == 1 for block in kept)
