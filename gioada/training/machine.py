"""What a run takes of the machine: time, memory, disk; and what goes wrong with them, as values."""

from __future__ import annotations

import contextlib
import errno
import re
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from gioada.errors import Advice, Problem
from gioada.training.spec import Experiment

SPARE = 1.1
"""Free disk space that is asked for, as a multiple of what will be written."""
# What torch says where it does not raise its own OutOfMemoryError; the first is oneDNN's whole
# message when a convolution on a CPU finds no memory for its workspace.
_OUT_OF_MEMORY = (
    "could not create a primitive",
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_ALLOC_FAILED",
)


class Clock:
    """Measures the laps between journal lines."""

    def __init__(self, batch: int, device: torch.device, *, step: int, before: float) -> None:
        self.batch, self.device = batch, device
        self._before, self._step, self._waited = before, step, 0.0
        self._started = self._lap_started = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Training time so far, also before it was resumed."""
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


def ensure_space(folder: Path, needed: int) -> None:
    """Check that the disk of a folder, which need not exist yet, has room for so many bytes.

    Raises:
        Problem: ``training.disk_full`` if fewer than ``SPARE`` times as many are free.
    """
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < SPARE * needed:
        raise Problem(
            "training.disk_full",
            "the disk of {folder} has {free} left, and {needed} are needed: delete what you can "
            "spare (checkpoints of older runs are the largest files).",
            folder=folder,
            free=size_text(free),
            needed=size_text(SPARE * needed),
        )


def size_text(num_bytes: float) -> str:
    """Bytes in words: ``1.4 GB``; a thousand kB are one MB."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if num_bytes >= scale:
            return f"{num_bytes / scale:.1f} {unit}"
    return f"{num_bytes:.0f} bytes"


def as_problem(error: Exception, experiment: Experiment) -> Problem:
    """Whatever ended a run, as a value: the one place where others' errors are looked at.

    ``training.failed`` is what nobody foresaw.
    """
    if isinstance(error, Problem):
        return error
    if _is_out_of_memory(error):
        what = "a step does not fit into the memory. A crop takes less, too."
        return Problem("training.memory", what, advice=_less_memory(experiment))
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem("training.disk_full", "the disk is full ({why}).", why=str(error))
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return Problem("run.not_writable", "a file may not be written ({why}).", why=str(error))
    return Problem("training.failed", "{why}", why=str(error) or type(error).__name__)


def _is_out_of_memory(error: Exception) -> bool:
    known = isinstance(error, torch.OutOfMemoryError | MemoryError)
    text = str(error) if isinstance(error, RuntimeError) else ""
    return known or any(part in text for part in _OUT_OF_MEMORY)


def _less_memory(experiment: Experiment) -> list[Advice]:
    """Options that take less of it, those first that change the networks least."""
    training = experiment.training
    wishes = {
        Advice("training.accumulate", str(training.batch)): training.accumulate < training.batch,
        Advice("training.precision", "bf16"): training.precision == "fp32",
        Advice("networks.size", "small"): experiment.networks.size != "small",
        Advice("training.batch", "1"): training.batch > 1 and training.accumulate == 1,
    }
    return [advice for advice, helps in wishes.items() if helps]
