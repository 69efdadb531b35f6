"""The commands that start in a terminal what a form says, on one GPU or on many."""

from __future__ import annotations

import shlex
from dataclasses import asdict, replace
from itertools import chain

from app.train.runs import Place
from gioada.errors import Problem
from gioada.methods.presets import find
from gioada.training.options import departures
from gioada.training.spec import Experiment

PORT = 29500


def lines(
    experiment: Experiment, run: str, place: Place, *, gpus: int = 4, machines: int = 2
) -> dict[str, str]:
    """The same training in four ways: here, by torchrun, by accelerate, and on several machines.

    Args:
        experiment: what is trained.
        run: the run folder.
        place: where it is trained; several processes take every GPU, or the CPU.
        gpus: processes on a machine.
        machines: as many machines; their line is to be run on each of them.

    Returns:
        lines for a terminal by these names, and as ``remark`` what differs from the form.

    Raises:
        Problem: fewer than one GPU or machine.
    """
    if min(gpus, machines) < 1:
        raise Problem("options.wrong", "GPUs and machines are counted from 1.")
    cpu = place.device == "cpu"
    shared = place.words(device=cpu)
    one, all_of_them = _divided(experiment, gpus), _divided(experiment, gpus * machines)
    torchrun = ["torchrun", "--standalone", "--nproc-per-node", str(gpus)]
    accelerate = ["accelerate", "launch", *_kind(gpus, cpu), "--num_processes", str(gpus)]
    nodes = ["torchrun", "--nnodes", str(machines), "--nproc-per-node", str(gpus)]
    several = [*nodes, "--rdzv-backend", "c10d", "--rdzv-endpoint", f"HOST:{PORT}"]
    return {
        "here": _line(["python"], words(experiment, run, place.words())),
        "torchrun": _line(torchrun, words(one, run, shared)),
        "accelerate": _line(accelerate, words(one, run, shared)),
        "machines": _line(several, words(all_of_them, run, shared)),
        "remark": _remark(experiment, one, all_of_them),
    }


def words(experiment: Experiment, run: str, where: list[str]) -> list[str]:
    """What follows ``python -m gioada`` for an experiment; only what differs from its preset.

    Args:
        experiment: what is trained.
        run: the run folder.
        where: options of the place, which do not change the networks.
    """
    preset = experiment.method.name
    options = chain.from_iterable(beyond_the_preset(experiment))
    return ["train", preset, *options, *where, "--run-folder", run]


def beyond_the_preset(experiment: Experiment) -> list[tuple[str, ...]]:
    """The options, as words, in which an experiment differs from its preset as it is by default."""
    method = find(experiment.method.name)
    default = asdict(Experiment(method=method))
    value = asdict(replace(experiment, method=replace(experiment.method, summary=method.summary)))
    return list(departures(default, value))


def _line(launcher: list[str], what: list[str]) -> str:
    return shlex.join([*launcher, "-m", "gioada", *what])


def _kind(processes: int, cpu: bool) -> list[str]:
    """What accelerate has to be told: --multi_gpu, which it does not take for one process, also
    starts several on a CPU, where --cpu would start one and say nothing."""
    if processes > 1:
        return ["--multi_gpu"]
    return ["--cpu"] if cpu else []


def _divided(experiment: Experiment, processes: int) -> Experiment:
    """The same with a batch that so many processes can share."""
    training = experiment.training
    parts = processes * training.accumulate
    batch = -(-training.batch // parts) * parts
    return replace(experiment, training=replace(training, batch=batch))


def _remark(asked: Experiment, one: Experiment, all_of_them: Experiment) -> str:
    batch, first, second = (each.training.batch for each in (asked, one, all_of_them))
    if batch == first == second:
        return ""
    return (
        f"A batch of {batch} cannot be shared equally: the lines for several GPUs take "
        f"{first}, and those for several machines {second}. Fewer steps then see as many images."
    )
