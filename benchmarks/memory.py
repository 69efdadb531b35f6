"""Whose memory is it? What a process holds after many photos: in use, or free and not returned.

    python -m benchmarks.memory [--photos 200]

Photos of random sizes are labelled one after another, as ``/predict`` does, without a server. In
use is what somebody still refers to, answers that are remembered among it; free is what glibc keeps
for later. At the end the free is returned to the system. ``MALLOC_ARENA_MAX=2`` before the command
shows that the number of heaps does not matter; ``MALLOC_MMAP_THRESHOLD_=1048576`` that large pieces
do.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import tempfile
from pathlib import Path

import numpy as np
from gradio import FileData
from PIL import Image
from psutil import Process

from app import answers, memory
from app.predict import endpoint

_FIELDS = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"


class Allocator(ctypes.Structure):
    """glibc's ``mallinfo2``, over all heaps."""

    _fields_ = [(name, ctypes.c_size_t) for name in _FIELDS.split()]


def held() -> str:
    """What this process holds, in words."""
    ask = ctypes.CDLL(None).mallinfo2
    ask.restype = Allocator
    found = ask()
    megabytes = {
        "resident": Process().memory_info().rss,
        "in use": found.uordblks + found.hblkhd,
        "of that answers": sum(map(answers.size, answers.remembered().values())),
        "free": found.fordblks,
    }
    objects = f"{len(gc.get_objects()):,} objects of Python"
    return ", ".join(f"{name} {size >> 20} MB" for name, size in megabytes.items()) + f", {objects}"


def main() -> None:
    """Print what is held, ten times and at the end."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=int, default=200)
    count = parser.parse_args().photos
    draw = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        path = Path(folder, "photo.png")
        for number in range(count + 1):
            width, height = (int(side) for side in draw.integers(60, 500, 2))
            coarse = Image.fromarray(draw.integers(0, 256, (8, 8, 3), np.uint8))
            coarse.resize((width, height)).save(path)
            endpoint.predict(FileData(path=str(path)))
            if number % max(1, count // 10) == 0:
                gc.collect()
                print(f"{number:5}: {held()}", flush=True)
    memory.give_back()
    print(f"returned: {held()}")


if __name__ == "__main__":
    main()
