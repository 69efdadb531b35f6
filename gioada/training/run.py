"""A run from its options to its folder."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gioada import errors, records
from gioada.data.stream import PairStream
from gioada.errors import Problem
from gioada.models.card import Card
from gioada.models.task import TaskNetwork
from gioada.training.checkpoint import Head
from gioada.training.folder import RunFolder, step_name
from gioada.training.job import Job
from gioada.training.logger import Logger, StatusFile, logging_to
from gioada.training.machine import as_problem
from gioada.training.samples import save_samples
from gioada.training.snapshots import make_card
from gioada.training.spec import Experiment, Launch
from gioada.training.status import OPENING, hold_run, new_status, read_status
from gioada.training.trainer import Observer, Trainer, make_budgets

log = logging.getLogger(__name__)

Score = Callable[[Card, TaskNetwork, torch.device], dict[str, float]]
"""Validation scores of a task network whose card says what it is."""


def train_run(
    folder: Path, experiment: Experiment | None, launch: Launch, score: Score | None = None
) -> Head:
    """Train in a run folder, from its newest checkpoint if it has one.

    Args:
        folder: the run folder; made if there is none.
        experiment: the options of a new run; None goes on with those in the folder.
        launch: how it is carried out here.
        score: makes validation scores, every ``training.validate_every`` steps.

    Returns:
        the head of the newest checkpoint.

    Raises:
        Problem: ``run.taken``, the folder holds another run; ``run.none``, there is nothing to go
            on with; ``run.in_use``, another process trains there; ``device.*``; or why the run
            failed, ``training.*``, ``run.*`` and ``data.*``, which its status says too.
    """
    run = RunFolder(folder)
    try:
        job = Job(run, experiment, launch)
    except Problem as problem:
        if experiment is None and run.spec.exists():
            _note(run, problem)
        raise
    status = StatusFile(run, job.status(), writes=job.runtime.first)
    with _held(job):
        if not job.runtime.first:
            return _trained(job, status, score)
        if job.begins:
            records.write(job.experiment, run.spec)
        with logging_to(run.log):
            return _trained(job, status, score)


@contextlib.contextmanager
def _held(job: Job) -> Iterator[None]:
    """Hold the run; if the first process is refused, all of them are."""
    run, runtime = job.run, job.runtime
    with contextlib.ExitStack() as held:
        refusal: dict[str, Any] | None = None
        if runtime.first:
            run.path.mkdir(parents=True, exist_ok=True)
            try:
                held.callback(hold_run(run).release)
                run.forget()
            except Problem as problem:
                refusal = problem.values()
        refusal = next(filter(None, runtime.objects(refusal)), None)
        if refusal:
            raise errors.read(refusal)
        yield


def _note(run: RunFolder, problem: Problem) -> None:
    """Leave in the status why a run could not go on; not where it is done, or another trains it."""
    try:
        lock = hold_run(run)
    except Problem:
        return
    try:
        status = read_status(run) or new_status(device="")
        if status.state != "done":
            StatusFile(run, status, writes=True).fails(problem)
    finally:
        lock.release()


def _trained(job: Job, status: StatusFile, score: Score | None) -> Head:
    """Train; whatever ends it stands in the folder's status."""
    try:
        status.update(phase=OPENING)
        if job.runtime.first:
            log.info("opening the data (what is rendered is made once, which may take minutes)")
        with job.runtime.first_goes_ahead():
            stream = job.stream()
        trainer = _trainer(job, stream)
        trainer.control.listen()
        status.update(steps=trainer.budgets.steps)
        observer = _logger(job, stream, status, score) if job.runtime.first else Observer()
        with contextlib.closing(observer):
            head = trainer.run(job.loader(stream), observer)
    except Exception as error:
        problem = as_problem(error, job.experiment)
        status.fails(problem)
        if problem is error or problem.code == "training.failed":
            raise
        raise problem from error
    done = head.step == trainer.budgets.steps
    status.update(
        state="done" if done else "stopped", phase="", step=head.step, reason="", problem=None
    )
    end = "finished" if done else f"stopped; go on with `{job.run.command('resume')}`"
    if job.runtime.first:
        log.info("%s: step %d of %d, %s", job.run.path, head.step, trainer.budgets.steps, end)
    return head


def _trainer(job: Job, stream: PairStream) -> Trainer:
    frames = {"source": len(stream.source), "target": len(stream.target)}
    training = job.experiment.training
    budgets = make_budgets(job.experiment.method, training, frames)
    return Trainer(job.objective, training, budgets, job.runtime, job.run)


def _logger(job: Job, stream: PairStream, status: StatusFile, score: Score | None) -> Logger:
    experiment, task = job.experiment, job.objective.average["task"]
    assert isinstance(task, TaskNetwork)

    def draw(step: int) -> np.ndarray:
        path = job.run.samples / f"{step_name(step)}.png"
        return save_samples(path, job.objective, stream, job.runtime)

    def scores(step: int) -> dict[str, float]:
        if score is None:
            return {}
        card = make_card(experiment, name=job.run.name, steps=step)
        return score(card, task, job.runtime.device)

    return Logger(
        job.run,
        status,
        experiment=experiment,
        draw=draw,
        score=scores,
        tensorboard=job.launch.tensorboard,
        quiet=job.launch.quiet,
    )
