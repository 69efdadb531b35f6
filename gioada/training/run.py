"""A run from its options to its folder."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch

from gioada import records
from gioada.data.stream import PairStream
from gioada.models.card import Card
from gioada.models.task import TaskNetwork
from gioada.training.checkpoint import Head
from gioada.training.folder import RunFolder, step_name
from gioada.training.headroom import advice_on_memory
from gioada.training.job import Job, fresh, stored
from gioada.training.locks import Refused, hold_run
from gioada.training.logbook import logging_to
from gioada.training.pictures import save_samples
from gioada.training.scribe import Scribe, Silent, StatusFile
from gioada.training.snapshots import make_card
from gioada.training.spec import Experiment, Sitting
from gioada.training.status import OPENING
from gioada.training.trainer import Trainer, make_budgets

log = logging.getLogger(__name__)

Score = Callable[[Card, TaskNetwork, torch.device], dict[str, float]]
"""Validation scores of a task network whose card says what it is."""


def train_run(
    folder: Path, experiment: Experiment | None, sitting: Sitting, score: Score | None = None
) -> Head:
    """Train in a run folder, from its newest checkpoint if it has one.

    Args:
        folder: the run folder; made if there is none.
        experiment: the options of a new run; None goes on with those in the folder.
        sitting: how it is carried out here.
        score: makes validation scores, every ``training.validate_every`` steps.

    Returns:
        the head of the newest checkpoint.

    Raises:
        ValueError: the folder holds another run, there is nothing to go on with, or the options
            do not fit this machine.
        Refused: another process trains in the folder.
        FloatingPointError, MemoryError, OSError: the run failed; its folder says so too.
    """
    run = RunFolder(folder)
    job = Job(run, stored(run) if experiment is None else fresh(run, experiment), sitting)
    status = StatusFile(run, job.status(), writes=job.runtime.first)
    with _held(job):
        if not job.runtime.first:
            return _trained(job, status, score)
        if experiment is not None:
            records.write(experiment, run.spec)
        with logging_to(run.log):
            return _trained(job, status, score)


@contextlib.contextmanager
def _held(job: Job) -> Iterator[None]:
    """Hold the run; if the first process is refused, all of them are."""
    run, runtime = job.run, job.runtime
    with contextlib.ExitStack() as held:
        problem = ""
        if runtime.first:
            run.path.mkdir(parents=True, exist_ok=True)
            try:
                held.callback(hold_run(run).release)
                run.forget()
            except Refused as refusal:
                problem = str(refusal)
        problem = next(filter(None, runtime.objects(problem)), "")
        if problem:
            raise Refused(problem)
        yield


def _trained(job: Job, status: StatusFile, score: Score | None) -> Head:
    """Train; whatever ends it stands in the folder's status."""
    try:
        status.tell(phase=OPENING)
        if job.runtime.first:
            log.info("opening the data (what is rendered is made once, which may take minutes)")
        with job.runtime.first_goes_ahead():
            stream = job.stream()
        trainer = _trainer(job, stream)
        trainer.control.listen()
        status.tell(steps=trainer.budgets.steps)
        observer = _scribe(job, stream, status, score) if job.runtime.first else Silent()
        with contextlib.closing(observer), advice_on_memory():
            head = trainer.run(job.loader(stream), observer)
    except Exception as error:
        status.fails(str(error) or type(error).__name__)
        raise
    done = head.step == trainer.budgets.steps
    status.tell(state="done" if done else "stopped", phase="", step=head.step, reason="")
    end = "finished" if done else f"stopped; go on with `{job.run.command('resume')}`"
    if job.runtime.first:
        log.info("%s: step %d of %d, %s", job.run.path, head.step, trainer.budgets.steps, end)
    return head


def _trainer(job: Job, stream: PairStream) -> Trainer:
    frames = {"source": len(stream.source), "target": len(stream.target)}
    training = job.experiment.training
    budgets = make_budgets(job.experiment.method, training, frames)
    return Trainer(job.objective, training, budgets, job.runtime, job.run)


def _scribe(job: Job, stream: PairStream, status: StatusFile, score: Score | None) -> Scribe:
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

    return Scribe(
        job.run,
        status,
        experiment=experiment,
        draw=draw,
        score=scores,
        tensorboard=job.sitting.tensorboard,
        quiet=job.sitting.quiet,
    )
