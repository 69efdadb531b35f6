"""How fast a training step is, beside the same step put together plainly.

    python -m benchmarks.training [--preset both] [--height 96] [--width 320] [--size small]
        [--precision bf16] [--compile] [--device cpu] [--threads 2] [--repeats 9] [--ablate]

Both take a frame of either domain from memory and end with updated weights; ours also keeps
averaged weights. They run in turn in one process, and what is printed are medians, in time on
the clock and, for a CPU that others use too, in processor time. Peak memory is measured in a
process of its own for either. ``benchmarks/plain.py`` says what the plain step is.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.contenders import Ours, Setting, Step, journalled, loading, plain
from gioada.methods.presets import find
from gioada.models.spec import Networks
from gioada.training.job import device_name
from gioada.training.machine import peak_memory
from gioada.training.runtime import pick_device
from gioada.training.spec import Experiment, Training

WARM_UP = 2
GOALS = {"cpu": 1.5, "cuda": 3.0}
PARTS = {
    "bf16": "bf16",
    "channels last": "channels_last",
    "discriminators frozen": "frozen",
    "one shared forward": "shared",
}


class Cost(NamedTuple):
    """Seconds of one step."""

    clock: float
    processor: float


def measure(steps: Mapping[str, Step], device: torch.device, repeats: int) -> dict[str, list[Cost]]:
    """The cost of every step, in turn, as often as asked."""
    for step in steps.values():
        for _ in range(WARM_UP):
            step()
    costs: dict[str, list[Cost]] = {name: [] for name in steps}
    for _ in range(repeats):
        for name, step in steps.items():
            costs[name].append(cost(step, device, calls=10 if device.type == "cuda" else 1))
    return costs


def cost(step: Step, device: torch.device, *, calls: int) -> Cost:
    """The mean cost of some calls, until the device has done them."""
    wait(device)
    clock, processor = time.perf_counter(), time.process_time()
    for _ in range(calls):
        step()
    wait(device)
    spent = time.perf_counter() - clock, time.process_time() - processor
    return Cost(*(seconds / calls for seconds in spent))


def wait(device: torch.device) -> None:
    """Until the device has nothing more to do."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def median(costs: list[Cost]) -> Cost:
    """The median of either time."""
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def gain(before: list[Cost], after: list[Cost]) -> Cost:
    """How many times faster, by the median of the ratios within each turn."""
    ratios = [
        Cost(*(b / a for b, a in zip(*pair, strict=True)))
        for pair in zip(before, after, strict=True)
    ]
    return median(ratios)


def flops(setting: Setting) -> int:
    """Floating-point operations in the convolutions and matrix products of our step."""
    training = replace(
        setting.training, compile=False
    )  # the counter does not see into compiled code
    ours = Ours(replace(setting, experiment=replace(setting.experiment, training=training)))
    with FlopCounterMode(display=False) as counter:
        ours()
    return counter.get_total_flops()


def peak_flops(device: torch.device, precision: str) -> float:
    """Floating-point operations a second in a large matrix product, at its best."""
    side = 8192 if device.type == "cuda" else 2048
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    # As the convolutions have it, which by default take TF32 for fp32.
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32
    first, second = (torch.randn(side, side, device=device).to(kind) for _ in range(2))
    product = torch.empty_like(first)

    def multiply() -> None:
        torch.mm(first, second, out=product)

    times = [cost(multiply, device, calls=1) for _ in range(20)]
    return 2 * side**3 / min(times).clock


def memory(setting: Setting, contender: str) -> int:
    """Bytes by which networks, optimisers and two steps raise the peak of a fresh process."""
    torch.set_num_threads(setting.threads)
    device = pick_device(setting.device)
    setting.in_memory()
    before = peak_memory(device)
    step = Ours(setting) if contender == "ours" else plain(setting)
    for _ in range(2):
        step()
    return peak_memory(device) - before


def elsewhere(setting: Setting, contender: str) -> int:
    """``memory`` in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(memory, setting, contender).result()


def compare(setting: Setting, device: torch.device, repeats: int) -> None:
    """Print time and memory of both, and what bounds ours."""
    steps = {"ours": Ours(setting), "plain": plain(setting)}
    costs = measure(steps, device, repeats)
    print("         seconds a step   processor seconds   peak memory")
    for name, spent in costs.items():
        middle, most = median(spent), elsewhere(setting, name) / 2**20
        print(f"  {name:5s} {middle.clock:14.4f} {middle.processor:19.4f} {most:9.0f} MiB")
    faster, goal = gain(costs["plain"], costs["ours"]), GOALS[device.type]
    verdict = "reached" if faster.clock >= goal else "missed"
    print(f"ours is {show(faster, device)} faster; the goal on {device.type}, {goal}, is {verdict}")
    bound(setting, device, median(costs["ours"]).clock)
    overhead(setting, device, repeats)


def bound(setting: Setting, device: torch.device, seconds: float) -> None:
    """Print how near our step comes to what the arithmetic alone would take."""
    work, speed = flops(setting), peak_flops(device, setting.training.precision)
    print(
        f"{work / 1e9:.1f} GFLOP a step; a large matrix product in "
        f"{setting.training.precision} reaches {speed / 1e12:.2f} TFLOP/s, so that a step takes "
        f"{work / speed:.4f} s at least: ours is at {work / speed / seconds:.0%} of that speed"
    )


def overhead(setting: Setting, device: torch.device, repeats: int) -> None:
    """Print the shares of loader and journal in a step of the trainer."""
    steps: dict[str, Step] = {
        "step": Ours(setting),
        "journal": journalled(setting),
        "loading": loading(setting),
    }
    costs = measure(steps, device, repeats)
    every, step = setting.training.log_every, costs["step"]
    loader = gain(costs["loading"], step).clock
    journal = max(0.0, gain(costs["journal"], step).clock - 1) / every
    print(
        f"loader {loader:.1%} of a step (from PNG files, without workers); journal "
        f"{journal:.1%} (a line, and its look at the raw source, every "
        f"{every} steps)"
    )


def ablate(setting: Setting, device: torch.device, repeats: int) -> None:
    """Print what each part of ours brings to the plain step by itself."""
    every = {name: True for name in PARTS.values()}
    steps: dict[str, Step] = {"plain": plain(setting)}
    steps.update({label: plain(setting, **{name: True}) for label, name in PARTS.items()})
    steps.update({"all of these": plain(setting, **every), "ours": Ours(setting)})
    costs = measure(steps, device, repeats)
    print("the plain step with one thing of ours, times faster:")
    for label in list(steps)[1:]:
        print(f"  {label:22s} {show(gain(costs['plain'], costs[label]), device)}")


def show(faster: Cost, device: torch.device) -> str:
    """Ratios as text."""
    text = f"{faster.clock:.2f} times"
    return text if device.type == "cuda" else f"{text} ({faster.processor:.2f} in processor time)"


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="A training step beside the same step, plainly.")
    parser.add_argument("--preset", default="both")
    parser.add_argument("--height", type=int, default=96)
    parser.add_argument("--width", type=int, default=320)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--precision", choices=("bf16", "fp32"), default="bf16")
    parser.add_argument("--channels-last", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:1")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--ablate", action="store_true", help="also: which part brings what")
    return parser.parse_args()


def setting_of(chosen: argparse.Namespace, frames: Path) -> Setting:
    """What the options ask for."""
    training = Training(
        precision=chosen.precision,
        channels_last=chosen.channels_last,
        compile=chosen.compile,
        flip=False,
    )
    experiment = Experiment(
        method=find(chosen.preset),
        height=chosen.height,
        width=chosen.width,
        networks=Networks(size=chosen.size),
        training=training,
    )
    return Setting(
        experiment=experiment,
        height=chosen.height,
        width=chosen.width,
        device=chosen.device,
        threads=chosen.threads,
        frames=frames,
    )


def main() -> None:
    """Measure and print."""
    chosen = options()
    torch.set_num_threads(chosen.threads)
    device = pick_device(chosen.device)
    print(
        f"{chosen.preset}, {chosen.size} networks, {chosen.height} x {chosen.width}, batch 1 + 1, "
        f"ours in {chosen.precision}{' and compiled' if chosen.compile else ''}; "
        f"{device_name(device)}, {chosen.threads} threads, torch {torch.__version__}, "
        f"{chosen.repeats} repeats"
    )
    with tempfile.TemporaryDirectory() as folder:
        setting = setting_of(chosen, Path(folder))
        compare(setting, device, chosen.repeats)
        if chosen.ablate:
            ablate(setting, device, chosen.repeats)
    if device.type == "cpu":
        print("no GPU was used: the goal of 3 times on an H100 is not measured by this run")


if __name__ == "__main__":
    main()
