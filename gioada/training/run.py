"""A run from its options to its folder, and from its folder to a checkpoint."""

from __future__ import annotations

import logging
import platform
import signal
import time
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from gioada import records
from gioada.data.depth import FAR
from gioada.data.pairs import Pair, find_pair
from gioada.data.stream import PairStream
from gioada.methods.forward import Batch
from gioada.methods.objective import Objective
from gioada.models.card import Card
from gioada.models.checkpoint import export
from gioada.training import checkpoint
from gioada.training.journal import read_journal
from gioada.training.pictures import save_samples
from gioada.training.runtime import make_runtime
from gioada.training.spec import Experiment
from gioada.training.trainer import Trainer

SPEC, TRAINED = "spec.json", "trained.json"
log = logging.getLogger(__name__)


def train_run(
    experiment: Experiment,
    *,
    folder: Path,
    resume: bool,
    device: str,
    threads: int | None,
    data: Path,
    quiet: bool,
) -> None:
    """Train in a folder: spec.json, journal.jsonl, checkpoints/, samples/, trained.json.

    Raises:
        ValueError: if the folder holds another run, or there is nothing to resume.
    """
    experiment = _options(folder, experiment, resume=resume)
    if threads:
        torch.set_num_threads(threads)
    torch.manual_seed(experiment.training.seed)
    options, pair = experiment.training, find_pair(experiment.pair)
    runtime = make_runtime(device, precision=options.precision, channels_last=options.channels_last)
    stream = open_stream(experiment, pair, data)
    objective = Objective(experiment.method, experiment.networks, pair.space.num_classes)
    # Only now, so that a run that could not start does not keep its folder.
    folder.mkdir(parents=True, exist_ok=True)
    records.write(experiment, folder / SPEC)
    trainer = Trainer(experiment, objective, runtime, folder)
    _stop_on_signal(trainer)

    def load(first: int, count: int) -> Iterable[Batch]:
        batches = stream.batches(first, count, batch=options.batch, workers=options.workers)
        return (Batch(*values) for values in batches)

    started = time.time()
    with tqdm(total=trainer.num_steps, disable=quiet, desc=experiment.method.name) as bar:
        last = trainer.run(load, lambda line: _show(bar, line))
    save_samples(folder / "samples" / f"step-{last:06d}.png", objective, stream, runtime)
    _record(folder, trainer, last, time.time() - started)
    done = last == trainer.num_steps
    state = "finished" if done else "stopped and saved; go on with --resume"
    log.info("%s: step %d of %d, %s.", folder, last, trainer.num_steps, state)


def open_stream(experiment: Experiment, pair: Pair, data: Path) -> PairStream:
    """The run's data, rendered where it is missing."""
    size = {"height": experiment.height, "width": experiment.width}
    return PairStream(
        pair.source.open(data, **size),
        pair.target.open(data, **size),
        pair.space,
        seed=experiment.training.seed,
        flip=experiment.training.flip,
    )


def export_run(folder: Path, to: Path, *, averaged: bool) -> Card:
    """Make a checkpoint of a run's newest snapshot.

    Raises:
        ValueError: if the folder holds no run or no readable snapshot.
    """
    experiment = records.read(Experiment, folder / SPEC)
    pair = find_pair(experiment.pair)
    networks = replace(experiment.networks, weights="none")  # the snapshot has them
    objective = Objective(experiment.method, networks, pair.space.num_classes)
    optimisers = Trainer(
        experiment, objective, make_runtime("cpu", precision="fp32", channels_last=False), folder
    ).optimisers
    step = checkpoint.load(folder / "checkpoints", objective, optimisers)
    if not step:
        raise ValueError(f"{folder} has no checkpoint yet: train first.")
    card = Card(
        name=to.name,
        preset=experiment.method.name,
        pair=experiment.pair,
        space=pair.space.name,
        height=experiment.height,
        width=experiment.width,
        seed=experiment.training.seed,
        steps=step,
        far=FAR,
        averaged=averaged,
        experiment=asdict(experiment),
        trained=_trained(folder),
    )
    return export(to, card, objective.average if averaged else objective.generators)


def _options(folder: Path, experiment: Experiment, *, resume: bool) -> Experiment:
    """The run's options: the given ones for a new run, the stored ones for one that goes on."""
    spec = folder / SPEC
    if resume:
        if not spec.exists():
            raise ValueError(f"there is no run in {folder} to resume: leave out --resume.")
        stored = records.read(Experiment, spec)
        if stored.method.name != experiment.method.name:
            raise ValueError(
                f"{folder} is a run of {stored.method.name}, not of {experiment.method.name}: "
                "name its preset, or another run folder."
            )
        return stored
    if spec.exists():
        raise ValueError(
            f"{folder} already holds a run: add --resume to go on with it, or choose another "
            "folder with --run."
        )
    return experiment


def _stop_on_signal(trainer: Trainer) -> None:
    def stop(number: int, frame: Any) -> None:
        log.info("\nstopping after this step; once more ends at once")
        trainer.stop()
        signal.signal(number, signal.default_int_handler)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _show(bar: tqdm, line: dict[str, Any]) -> None:
    shown = {**line["terms"], **{f"D {k}": v for k, v in line["discriminator_accuracy"].items()}}
    bar.set_postfix({name: f"{value:.3f}" for name, value in shown.items()}, refresh=False)
    bar.update(line["step"] - bar.n)


def _record(folder: Path, trainer: Trainer, step: int, seconds: float) -> None:
    before = _trained(folder).get("seconds", 0.0)
    records.write_values(
        {
            "step": step,
            "seconds": round(before + seconds, 1),
            "device": _device_name(trainer.runtime.device),
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
            "task_accuracy": _last_accuracy(folder),
        },
        folder / TRAINED,
    )


def _trained(folder: Path) -> dict[str, Any]:
    path = folder / TRAINED
    return records.read_values(path) if path.exists() else {}


def _last_accuracy(folder: Path) -> dict[str, float]:
    """The leak watch over the last tenth of the journal: accuracy on raw and on translated."""
    lines = [
        line["task_accuracy"]
        for line in read_journal(folder / "journal.jsonl")
        if "task_accuracy" in line
    ]
    last = lines[-max(1, len(lines) // 10) :]
    views = last[0] if last else {}
    return {view: round(sum(line[view] for line in last) / len(last), 4) for view in views}


def _device_name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"CPU ({platform.machine()})"
