"""The commands that start in a terminal what a form says."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from itertools import chain

from gioada.methods.presets import find
from gioada.training.options import departures
from gioada.training.spec import Experiment


def words(experiment: Experiment, run: str, device: str) -> list[str]:
    """What follows ``python -m gioada`` for an experiment; only what differs from its preset.

    Args:
        experiment: what is trained.
        run: the run folder.
        device: auto, cpu, cuda or cuda:N.
    """
    preset = experiment.method.name
    default = asdict(Experiment(method=find(preset)))
    options = list(chain.from_iterable(departures(default, asdict(experiment))))
    options += [] if device == "auto" else ["--device", device]
    return ["train", preset, *options, "--run-folder", run]


def one_process(experiment: Experiment, run: str, device: str) -> str:
    """The command for this machine."""
    return shlex.join(["python", "-m", "gioada", *words(experiment, run, device)])


def several_gpus(experiment: Experiment, run: str, gpus: int = 4) -> str:
    """The same on several GPUs; the batch of a step is shared out among them."""
    launcher = ["accelerate", "launch", "--multi_gpu", "--num_processes", str(gpus)]
    return shlex.join([*launcher, "-m", "gioada", *words(experiment, run, "auto")])
