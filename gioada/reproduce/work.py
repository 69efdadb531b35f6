"""The work of a plan: train what is missing, measure what is trained.

Every run is claimed by its own lock, so the same command may be started on several GPUs, or on
several machines that share the folder: each takes the next run that nobody is at.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from gioada.data.frame import Frames
from gioada.errors import Problem
from gioada.evaluation.counts import count
from gioada.inference.predictor import load_predictor
from gioada.reproduce.plan import Job
from gioada.training.export import export_run
from gioada.training.run import train_run
from gioada.training.runtime import pick_device
from gioada.training.spec import Launch
from gioada.training.status import duration, hold_run, is_held, read_status

WAIT = 10.0
"""Seconds between two looks at runs that others are at."""


class Stopped(Exception):
    """A run was asked to stop; the plan stops with it."""


def work(jobs: Sequence[Job], launch: Launch, say: Callable[[str], None]) -> list[str]:
    """Train and measure whatever is not done, until all is; finished runs are taken as they are.

    Args:
        jobs: the plan.
        launch: how runs are carried out here.
        say: takes lines for people.

    Returns:
        a sentence for each run that failed; the others are measured.

    Raises:
        ValueError: a run folder holds a run with other options, or there are no frames to measure
            runs on.
        Stopped: a run was stopped (Ctrl-C, or its stop file).
    """
    for job in jobs:
        job.check()
    if not all(job.measured for job in jobs):
        test_frames(jobs[0], launch)  # what is missing is said now, not after the first training
    failed: dict[str, str] = {}
    while left := [job for job in jobs if not job.measured and job.name not in failed]:
        free = next((job for job in left if not is_held(job.run.lock)), None)
        if free is None:
            time.sleep(WAIT)  # others are at the last ones
            continue
        say(_progress(jobs, free))
        try:
            _do(free, launch)
        except Problem as problem:
            if problem.code == "run.in_use":
                continue  # others have taken it since
            if problem.code not in ("training.not_finite", "training.memory"):
                raise
            failed[free.name] = f"{free.name} failed: {problem}"
            say(failed[free.name])
    return list(failed.values())


def _do(job: Job, launch: Launch) -> None:
    status = read_status(job.run)
    if status is None or status.state != "done":
        new = not job.run.spec.is_file()
        train_run(job.run.path, job.experiment if new else None, launch)
        status = read_status(job.run)
        if status is None or status.state != "done":
            raise Stopped(f"{job.name} was stopped; the same command goes on with it.")
    job.counts.parent.mkdir(parents=True, exist_ok=True)
    lock = hold_run(job.run)
    try:
        if not job.measured:
            measure(job, launch)
    finally:
        lock.release()


def measure(job: Job, launch: Launch) -> None:
    """Export a finished run's last snapshot and count its pixels on the pair's test images."""
    export_run(job.run.path, job.checkpoint, averaged=True)
    predictor = load_predictor(job.checkpoint, pick_device(launch.device))
    frames = test_frames(job, launch)
    count(predictor, frames, data=job.name, progress=not launch.quiet).write(job.counts)


def test_frames(job: Job, launch: Launch) -> Frames:
    """The labelled target images that a run is measured on.

    Raises:
        ValueError: the pair has none, or they are not there.
    """
    pair = job.experiment.find_pair()
    return pair.open(job.split, launch.places, job.experiment.sizes["target"])


def _progress(jobs: Sequence[Job], now: Job) -> str:
    done = sum(job.measured for job in jobs)
    left = time_left(jobs)
    told = f", about {duration(left)} left for one process" if left is not None else ""
    return f"[{done} of {len(jobs)} done{told}] {now.name}"


def time_left(jobs: Sequence[Job]) -> float | None:
    """Seconds that the open runs still take one after the other; None while nothing is known."""
    spent: dict[str, list[float]] = {}
    for job in jobs:
        status = read_status(job.run)
        if status and status.step and status.steps:
            spent.setdefault(job.preset, []).append(status.seconds * status.steps / status.step)
    if not spent:
        return None
    means = {preset: sum(values) / len(values) for preset, values in spent.items()}
    usual = sum(means.values()) / len(means)
    return sum(means.get(job.preset, usual) * _open_share(job) for job in jobs)


def _open_share(job: Job) -> float:
    if job.measured:
        return 0.0
    status = read_status(job.run)
    return 1 - status.step / status.steps if status and status.steps else 1.0
