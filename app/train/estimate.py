"""How long a run will take here, and what that rests on."""

from __future__ import annotations

import socket

from app.train import machine, specs
from app.train.listing import own
from gioada.data.framesets import RenderedSet
from gioada.data.places import Places
from gioada.training.folder import RunFolder
from gioada.training.spec import Experiment
from gioada.training.status import duration
from gioada.training.watch import RunState

PIXELS = 48 * 160
# Processor seconds of a step at 48 x 160, one source and one target image, fp32, one thread of an
# AVX512 CPU, by `python -m benchmarks.training`; cg is the mean of its two phases.
SMALL = {"na": 0.053, "cg": 0.226, "gd": 0.132, "+d": 0.144, "+s": 0.144, "+sd": 0.143, "ss": 0.119,
         "depth": 0.125, "sep": 0.159, "joint": 0.125, "both": 0.215}  # fmt: skip
FULL = {"na": 0.61, "cg": 1.98, "gd": 1.24, "+d": 1.23, "+s": 1.16, "+sd": 1.25, "ss": 1.21,
        "depth": 1.48, "sep": 1.75, "joint": 1.40, "both": 2.33}  # fmt: skip
# The part of a step that is the same at any size: weights are updated, losses are put together.
FIXED = {"small": 0.55, "full": 0.4}
BF16 = {"small": 0.75, "full": 0.5}
_ENOUGH = 20


def estimate(experiment: Experiment, device: str) -> str:
    """A sentence on how long a run would take on this machine.

    Args:
        experiment: what would be trained.
        device: auto, cpu, cuda or cuda:N.

    Raises:
        ValueError: there is no such pair or device.
    """
    measured = _like(experiment, device)
    if measured:
        run, seconds = measured
        rests = f"by the speed of {run.name} on this machine"
    elif machine.find_device(device).key == "cpu":
        seconds = cost(experiment)
        rests = "by a table measured on another CPU; yours may take half as long, or three times"
    else:
        return "How long it takes here is known once a run has trained on this GPU."
    steps = _steps(experiment)
    if not steps:
        return (
            f"About {seconds:.2g} s a step, {rests}; a pass takes as many steps as the source has "
            "images."
        )
    long = duration(steps * seconds)
    return f"About {long} on this machine for {steps:,} steps, {rests}.{_before(experiment)}"


def _before(experiment: Experiment) -> str:
    """What is done before the first step, which can take longer than a short run does."""
    from gioada.cli.here import DATA

    pair, sizes, places = experiment.find_pair(), experiment.sizes, Places(data=DATA)
    streets = sum(
        frames.missing(places, sizes[role])
        for role, frames in (("source", pair.source.train), ("target", pair.target.train))
        if isinstance(frames, RenderedSet)
    )
    if not streets:
        return ""
    return f" Before that {streets:,} streets are rendered, once for all runs of this size."


def cost(experiment: Experiment) -> float:
    """Seconds of a step by the table, on an idle CPU."""
    training, size = experiment.training, experiment.networks.size
    height, width = experiment.crop or experiment.sizes["target"]
    table = FULL if size == "full" else SMALL
    fixed, share = FIXED[size], training.batch * height * width / PIXELS
    seconds = table[experiment.method.name] * (fixed + (1 - fixed) * share)
    return seconds * (BF16[size] if training.precision == "bf16" else 1.0)


def _steps(experiment: Experiment) -> int:
    """Steps of all phases; 0 if that depends on files that have not been opened."""
    source, translation = experiment.find_pair().source.train, experiment.method.translation
    count = source.count if isinstance(source, RenderedSet) else 0
    if not count and experiment.training.steps is None:
        return 0
    budgets = ("translation_steps", "steps") if translation and translation.cycle else ("steps",)
    return sum(experiment.training.budget(name, count) for name in budgets)


def _like(experiment: Experiment, device: str) -> tuple[RunState, float] | None:
    """The run here whose step is most like this one, and the seconds a step would take by it."""
    found = []
    name = machine.find_device(device).name
    for run in own():
        seconds = _seconds_a_step(run, name)
        other = _experiment(run) if seconds else None
        if other is None or seconds is None or not _comparable(experiment, other):
            continue
        ratio = cost(experiment) / cost(other)
        found.append((abs(ratio - 1), run, seconds * ratio))
    nearest = min(found, key=lambda entry: entry[0], default=None)
    return nearest[1:] if nearest else None


def _seconds_a_step(run: RunState, device: str) -> float | None:
    """Over the whole run, with its pictures and checkpoints; None if it was elsewhere, or short."""
    status = run.status
    if status is None or status.host != socket.gethostname() or status.step < _ENOUGH:
        return None
    here = status.device == device or (status.device.startswith("CPU") and device == "The CPU")
    return status.seconds / status.step if here and status.processes == 1 else None


def _experiment(run: RunState) -> Experiment | None:
    try:
        return specs.read(RunFolder(run.path).spec)
    except ValueError:
        return None


def _comparable(first: Experiment, second: Experiment) -> bool:
    return (
        first.method.name == second.method.name
        and first.networks.size == second.networks.size
        and first.training.precision == second.training.precision
    )
