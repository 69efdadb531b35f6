"""What a run needs before its folder is touched: options, machine, networks."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable

import torch

from gioada import records
from gioada.data.augment import Augmentation
from gioada.data.framesets import RenderedSet
from gioada.data.pairs import Pair
from gioada.data.places import Places
from gioada.data.stream import MicroBatches, PairStream
from gioada.errors import Problem
from gioada.methods.forward import Batch
from gioada.methods.objective import Objective
from gioada.training.folder import RunFolder, list_checkpoints
from gioada.training.runtime import Runtime, make_runtime
from gioada.training.spec import Experiment, Launch
from gioada.training.status import Status, new_status
from gioada.training.teacher import with_pinned_weights, with_teacher


class Job:
    """What can be made, and may be refused, before the folder is touched."""

    def __init__(self, run: RunFolder, new: Experiment | None, launch: Launch) -> None:
        self.begins = not list_checkpoints(run.checkpoints)
        if new and not self.begins:
            what = "{path} already holds a run: go on with it by `{command}`, or choose another "
            what += "folder with --run."
            raise Problem("run.taken", what, path=run.path, command=run.command("resume"))
        experiment = new or stored(run)
        self.run, self.launch = run, launch
        training = experiment.training
        if launch.threads:
            torch.set_num_threads(launch.threads)
        self.pair: Pair = experiment.find_pair()
        if experiment.method.needs_depth and not self.pair.source.has_depth:
            raise Problem(
                "data.no_depth",
                "the preset {preset} conditions or aligns on depth, and the source of {pair} has "
                "none: choose a preset that does not, such as na, cg, gd, +s or ss, or another "
                "source.",
                preset=experiment.method.name,
                pair=experiment.pair,
            )
        self.runtime: Runtime = make_runtime(
            launch.device,
            precision=training.precision,
            channels_last=training.channels_last,
            deterministic=training.deterministic,
        )
        # Whoever computes them, the parts must make up the batch.
        MicroBatches(
            first=0,
            count=0,
            batch=training.batch,
            accumulate=training.accumulate,
            processes=self.runtime.processes,
        )
        if self.begins:
            experiment = with_pinned_weights(experiment)
        self.experiment, teacher = with_teacher(experiment, self.pair.space.name)
        torch.manual_seed(training.seed)
        self.objective = Objective(
            experiment.method,
            experiment.networks,
            self.pair.space.num_classes,
            experiment.image,
            teacher,
        )
        if self.begins:
            self.objective.begin_with(
                experiment.networks.weights, self.pair.space.name, experiment.depth_scale
            )

    def stream(self) -> PairStream:
        """The run's data, rendered where it is missing."""
        return open_stream(self.experiment, self.pair, self.launch.places)

    def loader(self, stream: PairStream) -> Callable[[MicroBatches], Iterable[Batch]]:
        """What gives a trainer its micro-batches."""

        def load(shares: MicroBatches) -> Iterable[Batch]:
            workers = self.experiment.training.workers
            pinned = self.runtime.device.type == "cuda"
            batches = stream.batches(shares, workers=workers, pinned=pinned)
            return (Batch(*values) for values in batches)

        return load

    def status(self) -> Status:
        """The status of a run that begins."""
        return new_status(
            device=device_name(self.runtime.device),
            processes=self.runtime.processes,
            threads=torch.get_num_threads(),
            torch=torch.__version__,
        )


def open_stream(experiment: Experiment, pair: Pair, places: Places) -> PairStream:
    """The data of an experiment, rendered where it is missing.

    Raises:
        Problem: ``data.*``, a data set is not there, or not whole; ``options.unused``, a folder
            was named for what is rendered.
    """
    for role, frames in (("source", pair.source.train), ("target", pair.target.train)):
        folder = getattr(places, role)
        if folder is not None and isinstance(frames, RenderedSet):
            what = "the {role} of {pair} is rendered, so that the folder {folder} is not used: "
            what += "leave --{role} out, or choose another pair."
            raise Problem("options.unused", what, role=role, pair=experiment.pair, folder=folder)
    sizes, training = experiment.sizes, experiment.training
    return PairStream(
        pair.open("source", places, sizes["source"]),
        pair.open("target", places, sizes["target"]),
        pair.space,
        seed=training.seed,
        source_change=Augmentation(size=sizes["source"], crop=experiment.crop, flip=training.flip),
        target_change=Augmentation(size=sizes["target"], crop=experiment.crop, flip=training.flip),
        scale=experiment.depth_scale,
        rare_share=training.rare_share,
        needs_depth=experiment.method.needs_depth,
    )


def stored(run: RunFolder) -> Experiment:
    """The options of a run that goes on.

    Raises:
        Problem: ``run.none``, there is no run; ``record.*``, they cannot be read.
    """
    if not run.spec.exists():
        what = "there is no run in {path} to resume: train one there first."
        raise Problem("run.none", what, path=run.path)
    return records.read(Experiment, run.spec)


def device_name(device: torch.device) -> str:
    """What people call a device: ``NVIDIA H100``, ``CPU (x86_64, 8 cores)``."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"CPU ({platform.machine()}, {os.cpu_count()} cores)"
