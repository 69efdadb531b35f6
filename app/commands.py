"""The commands that start in a terminal what a form says."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from gioada.methods.presets import find
from gioada.training.spec import Experiment


def words(experiment: Experiment, run: str, device: str) -> list[str]:
    """What follows ``python -m gioada`` for an experiment; only what differs from its preset.

    Args:
        experiment: what is trained.
        run: the run folder.
        device: auto, cpu, cuda or cuda:N.
    """
    preset = experiment.method.name
    options = [*_options(experiment, Experiment(method=find(preset)))]
    options += [] if device == "auto" else ["--device", device]
    return ["train", preset, *options, "--run-folder", run]


def one_process(experiment: Experiment, run: str, device: str) -> str:
    """The command for this machine."""
    return shlex.join(["python", "-m", "gioada", *words(experiment, run, device)])


def several_gpus(experiment: Experiment, run: str, gpus: int = 4) -> str:
    """The same on several GPUs; the batch of a step is shared out among them."""
    launcher = ["accelerate", "launch", "--multi_gpu", "--num_processes", str(gpus)]
    return shlex.join([*launcher, "-m", "gioada", *words(experiment, run, "auto")])


def _options(values: Any, defaults: Any, prefix: str = "") -> Iterator[str]:
    for field in fields(values):
        value, default = getattr(values, field.name), getattr(defaults, field.name)
        name = prefix + field.name.replace("_", "-")
        if value == default:
            continue
        if is_dataclass(value) and is_dataclass(default):
            yield from _options(value, default, name + ".")
        elif isinstance(value, bool):
            head, _, last = name.rpartition(".")
            yield f"--{head + '.' if head else ''}{'' if value else 'no-'}{last}"
        elif isinstance(value, tuple):
            yield from (f"--{name}", *map(str, value))
        else:
            yield from (f"--{name}", str(value))
