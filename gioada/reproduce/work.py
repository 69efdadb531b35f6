"""The work of a plan: train what is missing, measure what is trained.

Every run is claimed by its own lock, so the same command may be started on several GPUs, or on
several machines that share the folder: each takes the next run that nobody is at.
"""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from multiprocessing.connection import wait

from gioada.data.frame import Frames
from gioada.errors import Problem
from gioada.evaluation.counts import count
from gioada.inference.predictor import load_predictor
from gioada.reproduce.plan import Job
from gioada.reproduce.workers import Here, Killed, Worker, share
from gioada.training.export import export_run
from gioada.training.job import open_stream
from gioada.training.run import train_run
from gioada.training.runtime import pick_device
from gioada.training.spec import Launch
from gioada.training.status import duration, hold_run, is_held, read_status

WAIT = 10.0
"""Seconds between two looks at runs that others are at."""
TRIES = 3
"""How often a run may be killed before it is given up."""


class Stopped(Exception):
    """A run was asked to stop; the plan stops with it."""


def work(
    jobs: Sequence[Job], launch: Launch, say: Callable[[str], None], *, at_once: int = 1
) -> list[str]:
    """Train and measure whatever is not done, until all is; finished runs are taken as they are.

    Args:
        jobs: the plan.
        launch: how runs are carried out here.
        say: takes lines for people.
        at_once: how many runs are worked at here; more than one have a process each. A process
            that is killed is started again from its run's newest checkpoint, up to TRIES times.

    Returns:
        a sentence for each run that failed; the others are measured.

    Raises:
        ValueError: a run folder holds a run with other options, or there are no frames to measure
            runs on.
        Stopped: a run was stopped (Ctrl-C, or its stop file); so are the others.
    """
    if at_once < 1:
        what = "{jobs} runs at once do nothing: give at least 1."
        raise Problem("reproduce.jobs", what, jobs=at_once)
    for job in jobs:
        job.check()
    if not all(job.measured for job in jobs):
        # What is missing is said now, not after the first training.
        test_frames(jobs[0], launch)
        if at_once > 1:  # and is rendered by one process, before several look for it
            open_stream(jobs[0].experiment, jobs[0].experiment.find_pair(), launch.places)
    return _Work(jobs, launch, say, at_once).finish()


class _Work:
    """The runs in progress, and what has become of the others."""

    def __init__(
        self, jobs: Sequence[Job], launch: Launch, say: Callable[[str], None], at_once: int
    ) -> None:
        self.jobs, self.launch, self.say, self.at_once = jobs, launch, say, at_once
        self.workers: list[Worker | Here] = []
        self.failed: dict[str, str] = {}
        self.killed: Counter[str] = Counter()

    def finish(self) -> list[str]:
        """Work until nothing is left, and say what failed."""
        with _interrupts() if self.at_once > 1 else nullcontext():
            try:
                while self._step():
                    pass
            except KeyboardInterrupt:
                self._stop()
                raise Stopped(
                    "the runs were stopped; the same command goes on with them."
                ) from None
            except BaseException:
                self._stop()
                raise
        return list(self.failed.values())

    def _step(self) -> bool:
        """Settle what has ended, start what is free, or wait; False when nothing is left."""
        for worker in [each for each in self.workers if each.ended]:
            self.workers.remove(worker)
            self._settle(worker)
        left = [job for job in self.jobs if not job.measured and job.name not in self.failed]
        if not left and not self.workers:
            return False
        mine = {worker.job.name for worker in self.workers}
        free = (job for job in left if job.name not in mine and not is_held(job.run.lock))
        job = next(free, None) if len(self.workers) < self.at_once else None
        if job is not None:
            self._start(job)
        elif self.workers:
            wait([each.sentinel for each in self.workers if isinstance(each, Worker)], WAIT)
        else:
            time.sleep(WAIT)  # others are at the last ones
        return True

    def _start(self, job: Job) -> None:
        self.say(_progress(self.jobs, job))
        if self.at_once == 1:
            self.workers.append(Here(_do, job, self.launch))
        else:
            busy = [worker.device for worker in self.workers]
            self.workers.append(Worker(_do, job, share(self.launch, self.at_once, busy)))

    def _settle(self, worker: Worker | Here) -> None:
        name = worker.job.name
        try:
            worker.result()
        except Killed as killed:
            self.killed[name] += 1
            self.say(f"{name}: {killed}.")
            if self.killed[name] == TRIES:
                self.failed[name] = f"{name} failed: {killed}, {TRIES} times."
        except Problem as problem:
            if problem.code == "run.in_use":
                return  # others have taken it since
            if problem.code not in ("training.not_finite", "training.memory"):
                raise
            self.failed[name] = f"{name} failed: {problem}"
            self.say(self.failed[name])

    def _stop(self) -> None:
        """Ask all to save and stop, and wait until they have."""
        for worker in self.workers:
            worker.stop()
        for worker in self.workers:
            with suppress(Exception):
                worker.result()


@contextmanager
def _interrupts() -> Iterator[None]:
    """SIGTERM is as good as Ctrl-C, so that the workers save; they are not left to themselves."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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
    rest = f", about {duration(left)} left for one process" if left is not None else ""
    return f"[{done} of {len(jobs)} done{rest}] {now.name}"


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
