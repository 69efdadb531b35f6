"""How much faster a student is than its teacher: frames a second of two checkpoints.

    python -m benchmarks.distil TEACHER STUDENT [--height 360] [--width 480] [--threads 2]

Of the task network alone, on one picture at a time, in turns: by PyTorch, and by onnxruntime where
it is installed. How well both read is `python -m gioada evaluate`'s to say.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch

from gioada.inference.deploy import export_onnx
from gioada.models.card import Card, read_card
from gioada.models.checkpoint import load_task

Read = Callable[[np.ndarray], object]
"""Reads a picture uint8 1 H W 3."""


def by_torch(card: Card) -> Read:
    """The network as the page calls it."""
    network = load_task(card).to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @torch.inference_mode()
    def read(picture: np.ndarray) -> object:
        planes = torch.from_numpy(picture).permute(0, 3, 1, 2).float() / 127.5 - 1
        prediction = network(planes)
        return prediction.labels.argmax(1), prediction.depth

    return read


def by_onnx(card: Card, threads: int, folder: Path) -> Read:
    """The network as ``gioada export --onnx`` writes it."""
    runtime = import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    file = next(path for path in export_onnx(card.path, folder) if path.stem == "task")
    session = runtime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    return lambda picture: session.run(None, {"image": picture})


def seconds(networks: list[Read], picture: np.ndarray, repeats: int) -> np.ndarray:
    """Of a picture: by the clock, and of all threads of the CPU; N networks x 2.

    The median of turns, of which the first warms up.
    """
    times = np.zeros((repeats + 1, len(networks), 2))
    for turn in times:
        for read, taken in zip(networks, turn, strict=True):
            start = time.perf_counter(), time.process_time()
            read(picture)
            taken[:] = time.perf_counter() - start[0], time.process_time() - start[1]
    return np.median(times[1:], axis=0)


def main() -> None:
    """Print a line for each way to run them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("teacher", help="a checkpoint: a folder, or owner/name of the Hub")
    parser.add_argument("student", help="another")
    parser.add_argument("--height", type=int, default=360)
    parser.add_argument("--width", type=int, default=480)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=10)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    cards = [read_card(options.teacher), read_card(options.student)]
    draw = np.random.default_rng(0)
    picture = draw.integers(0, 256, (1, options.height, options.width, 3), dtype=np.uint8)
    with tempfile.TemporaryDirectory() as name:
        ways = {"torch": [by_torch(card) for card in cards]}
        if find_spec("onnx") and find_spec("onnxruntime"):
            folders = [Path(name, role) for role in ("teacher", "student")]
            ways["onnxruntime"] = [
                by_onnx(card, options.threads, folder)
                for card, folder in zip(cards, folders, strict=True)
            ]
        for way, networks in ways.items():
            teacher, student = seconds(networks, picture, options.repeats)
            print(
                f"{way}: {cards[0].name} {1 / teacher[0]:.2f} and {cards[1].name} "
                f"{1 / student[0]:.2f} frames a second at {options.width} x {options.height} on "
                f"{options.threads} threads: {teacher[0] / student[0]:.1f} times, by the seconds "
                f"of the CPU {teacher[1] / student[1]:.1f} times"
            )


if __name__ == "__main__":
    main()
