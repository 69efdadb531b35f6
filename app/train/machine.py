"""What this machine has to train on, how busy it is, and how long a run would take on it."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

import psutil

from app.train import specs
from app.train.runs import own
from gioada.data.domains import SOURCES
from gioada.data.encodings import LabelChoices
from gioada.data.framesets import RenderedSet
from gioada.methods.spec import Method
from gioada.models.spec import SIZES
from gioada.training.folder import RunFolder
from gioada.training.spec import Experiment
from gioada.training.status import duration
from gioada.training.watch import RunState

GIB = 2**30
CPU = "CPU"


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device that a run may be on."""

    name: str
    """``CPU``, or what people call the GPU."""
    facts: str
    """How busy it is, in a few words."""

    def trained(self, run: RunState) -> bool:
        """Whether a run was last on this device, or on one of the same name, of this machine.

        One that begins has not said yet where it is, which takes it seconds: it counts.
        """
        status = run.status
        if run.state == "starting":
            return True
        if status is None or status.host != socket.gethostname():
            return False
        return status.device == self.name or (self.name == CPU and status.device.startswith(CPU))


def find_device(choice: str) -> Device:
    """The device of a choice as the form has it: auto, cpu, cuda or cuda:N.

    Raises:
        ValueError: there is no such device here.
    """
    if choice == "cpu":
        return _cpu()
    # Not before the page is there: it takes seconds.
    import torch

    from gioada.training.runtime import pick_device

    device = pick_device(choice)
    if device.type != "cuda":
        return _cpu()
    free, total = torch.cuda.mem_get_info(device)
    name = torch.cuda.get_device_name(device)
    return Device(name=name, facts=f"{name}: {free / GIB:.1f} of {total / GIB:.1f} GiB free")


def facts(choice: str) -> str:
    """The chosen device and the machine in a line."""
    try:
        device = find_device(choice)
    except ValueError as error:
        return str(error)
    cpu = _cpu()
    return device.facts if device.name == CPU else f"{device.facts} · {cpu.facts}"


def company(choice: str) -> str:
    """That a run of the page's trains on the device already; empty if none does."""
    try:
        device = find_device(choice)
    except ValueError:
        return ""
    run = next((run for run in own() if run.lives and device.trained(run)), None)
    if run is None:
        return ""
    return f"{run.name} trains on the {device.name}: a run beside it makes both slower."


def disk_sources() -> list[str]:
    """Names of the sources that lie on disk."""
    known = {name: source(LabelChoices()) for name, source in SOURCES.items()}
    return [name for name, each in known.items() if not isinstance(each.train, RenderedSet)]


def _cpu() -> Device:
    memory, cores = psutil.virtual_memory(), os.cpu_count() or 1
    busy = psutil.cpu_percent(interval=None)
    return Device(
        name=CPU,
        facts=(
            f"CPU: {cores} cores, {busy:.0f} % busy · memory: {memory.available / GIB:.1f} of "
            f"{memory.total / GIB:.1f} GiB free"
        ),
    )


# --- how long it takes --------------------------------------------------------------------------

FIXED = 0.5
"""The part of a step at 48 x 160 that is the same at any size: weights are updated, losses are put
together."""
PIXELS = 48 * 160
BF16 = 0.6
"""Of the time in fp32, on a processor that computes in bf16."""
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
    elif find_device(device).name == CPU:
        seconds = cost(experiment)
        rests = "a rough guess: it may take half as long, or three times"
    else:
        return "How long it takes here is known once a run has trained on this GPU."
    steps = _steps(experiment)
    if not steps:
        return (
            f"About {seconds:.2g} s a step, {rests}; a pass takes as many steps as the source has "
            "images."
        )
    long = duration(steps * seconds)
    return f"About {long} on this machine for {steps:,} steps, {rests}."


def cost(experiment: Experiment) -> float:
    """Seconds of a step, the mean over all phases, by tables of an idle CPU."""
    training, method = experiment.training, experiment.method
    size, share = SIZES[experiment.networks.size], _share(experiment)
    image = experiment.networks.task_seconds * _task_passes(method)
    image += size.seconds_output * len(method.spaces)
    translation = method.translation
    if translation and translation.cycle:
        # Each of two translators sees three images before the task network is trained.
        image = (image + 5 * size.seconds_translator) / 2
    elif translation:
        image += size.seconds_translator
    return image * share * (BF16 if training.precision == "bf16" else 1.0)


def _task_passes(method: Method) -> float:
    """How often a step sends an image through the task network, there and back."""
    raw, aligned = method.readings.train_on_raw, bool(method.spaces)
    if method.distillation:  # the photo, beside what the source teaches; a teacher may be any size
        return 1 + method.distillation.source
    return 1 + raw + aligned + (4 / 3 if method.self_training else 0)


def _share(experiment: Experiment) -> float:
    """How much more a step computes than on one image of 48 x 160."""
    height, width = experiment.image
    return FIXED + (1 - FIXED) * experiment.training.batch * height * width / PIXELS


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
    present = find_device(device)
    for run in own():
        seconds = _seconds_a_step(run, present)
        other = _experiment(run) if seconds else None
        if other is None or seconds is None or not _comparable(experiment, other):
            continue
        ratio = cost(experiment) / cost(other)
        found.append((abs(ratio - 1), run, seconds * ratio))
    nearest = min(found, key=lambda entry: entry[0], default=None)
    return nearest[1:] if nearest else None


def _seconds_a_step(run: RunState, device: Device) -> float | None:
    """Over the whole run, with its pictures and checkpoints; None if it was elsewhere, or short."""
    status = run.status
    if status is None or status.step < _ENOUGH or status.processes > 1 or not device.trained(run):
        return None
    return status.seconds / status.step


def _experiment(run: RunState) -> Experiment | None:
    try:
        return specs.read(RunFolder(run.path).spec)
    except ValueError:
        return None


def _comparable(first: Experiment, second: Experiment) -> bool:
    return (
        first.method.name == second.method.name
        and first.networks.size == second.networks.size
        and first.networks.backbone == second.networks.backbone
        and first.training.precision == second.training.precision
    )
