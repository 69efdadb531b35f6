"""How fast a run goes, what share of it waits for data, and how much memory it takes."""

from __future__ import annotations

import contextlib
import re
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import torch


class Tempo:
    """Measures the laps between journal lines."""

    def __init__(self, batch: int, device: torch.device, *, step: int, before: float) -> None:
        self.batch, self.device = batch, device
        self._before, self._step, self._waited = before, step, 0.0
        self._started = self._lap_started = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Training time so far, over all sittings."""
        return round(self._before + time.perf_counter() - self._started, 1)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Around a wait for data."""
        started = time.perf_counter()
        yield
        self._waited += time.perf_counter() - started

    def lap(self, step: int) -> dict[str, float]:
        """Numbers of the steps since the last lap; pictures and checkpoints count as time."""
        now = time.perf_counter()
        steps, seconds = step - self._step, max(now - self._lap_started, 1e-9)
        line = {
            "samples_per_second": steps * self.batch / seconds,
            "step_seconds": seconds / steps,
            "data_wait": self._waited / seconds,
            "memory": peak_memory(self.device),
            "seconds": self.seconds,
        }
        self._step, self._lap_started, self._waited = step, now, 0.0
        return line


def peak_memory(device: torch.device) -> int:
    """The most bytes that tensors on a GPU, or this process on a CPU, have taken so far."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says here, a process inherits from the one that started it.
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), flags=re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # kilobytes except on macOS
