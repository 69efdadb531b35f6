"""How long a training step of the task network takes on each backbone, beside the paper's.

``python -m benchmarks.backbones [NAME ...]`` prints seconds on one thread for the numbers in
``gioada/models/spec.py``, and the ratio to VGG-16 measured in turn with each.
"""

from __future__ import annotations

import argparse
import statistics
import time

import torch

from gioada.models.spec import BACKBONES, VGG16, Networks
from gioada.models.task import TaskNetwork

REPEATS = 5


def network(name: str, size: tuple[int, int]) -> TaskNetwork:
    """The task network on a backbone, with its own batch norm as trained weights bring it."""
    spec = Networks(size="full", backbone=name, weights="imagenet").task(10, size)
    return TaskNetwork(spec).to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def seconds(task: TaskNetwork, size: tuple[int, int], bf16: bool) -> float:
    """Of one image there and back."""
    image = torch.rand(1, 3, *size).contiguous(memory_format=torch.channels_last) * 2 - 1
    start = time.perf_counter()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        prediction = task(image)
    (prediction.labels.square().mean() + prediction.depth.mean()).backward()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(BACKBONES))
    parser.add_argument("--height", type=int, default=48)
    parser.add_argument("--width", type=int, default=160)
    parser.add_argument("--bf16", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    size = (options.height, options.width)
    paper = network(VGG16, size)
    for name in options.names:
        task = network(name, size)
        times: dict[str, list[float]] = {"paper": [], "this": []}
        for _ in range(REPEATS + 1):  # the first one warms up
            times["paper"].append(seconds(paper, size, options.bf16))
            times["this"].append(seconds(task, size, options.bf16))
        own, base = (statistics.median(times[key][1:]) for key in ("this", "paper"))
        count = sum(weight.numel() for weight in task.parameters()) / 1e6
        print(f"{name:28s} {own:6.3f} s  {base / own:5.1f} times VGG-16's speed  {count:5.1f} M")


if __name__ == "__main__":
    main()
