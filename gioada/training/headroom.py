"""Room to work in: disk for a checkpoint, and memory for a step."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import torch

SPARE = 1.1
"""Free disk space that is asked for, as a multiple of what will be written."""

# What torch says where it does not raise its own OutOfMemoryError.
_OUT_OF_MEMORY = (
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_ALLOC_FAILED",
)
_WHAT_TAKES_LESS = (
    "a step does not fit into the memory. Less is taken by a smaller `--training.batch`, or a "
    "larger `--training.accumulate`, which splits it; by a `--crop`; by `--training.precision "
    "bf16`; and by smaller networks (`--networks.size`)."
)


def ensure_space(folder: Path, needed: int) -> None:
    """Check that the disk of a folder, which need not exist yet, has room for so many bytes.

    Raises:
        OSError: with a sentence, if fewer than ``SPARE`` times as many are free.
    """
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < SPARE * needed:
        raise OSError(
            f"the disk of {folder} has {size_text(free)} left, and {size_text(SPARE * needed)} are "
            "needed: delete what you can spare (checkpoints of older runs are the largest files)."
        )


def size_text(num_bytes: float) -> str:
    """Bytes in words: ``1.4 GB``; a thousand kB are one MB."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if num_bytes >= scale:
            return f"{num_bytes / scale:.1f} {unit}"
    return f"{num_bytes:.0f} bytes"


@contextlib.contextmanager
def advice_on_memory() -> Iterator[None]:
    """Turn an out-of-memory error into a MemoryError that names the options that take less."""
    try:
        yield
    except Exception as error:
        if is_out_of_memory(error):
            raise MemoryError(_WHAT_TAKES_LESS) from error
        raise


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory, of a GPU or of the machine, is used up."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    if not isinstance(error, RuntimeError):
        return False
    # oneDNN's whole message when a convolution on a CPU finds no memory for its workspace.
    said = str(error)
    return said == "could not create a primitive" or any(text in said for text in _OUT_OF_MEMORY)
