"""How long a run will take here, and what that rests on."""

from __future__ import annotations

from app.train import machine, specs
from app.train.listing import own
from gioada.data.framesets import RenderedSet
from gioada.data.places import Places
from gioada.methods.spec import Method
from gioada.models.spec import SIZES
from gioada.training.folder import RunFolder
from gioada.training.spec import Experiment
from gioada.training.status import duration
from gioada.training.watch import RunState

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
    elif machine.find_device(device).name == machine.CPU:
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
    here = machine.find_device(device)
    for run in own():
        seconds = _seconds_a_step(run, here)
        other = _experiment(run) if seconds else None
        if other is None or seconds is None or not _comparable(experiment, other):
            continue
        ratio = cost(experiment) / cost(other)
        found.append((abs(ratio - 1), run, seconds * ratio))
    nearest = min(found, key=lambda entry: entry[0], default=None)
    return nearest[1:] if nearest else None


def _seconds_a_step(run: RunState, device: machine.Device) -> float | None:
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
