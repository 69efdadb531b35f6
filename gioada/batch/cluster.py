"""A job in this process, or on many machines that see the same folders.

The latter is Ray Data's: it needs ``ray[data]``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from tqdm.contrib.logging import logging_redirect_tqdm

from gioada import errors
from gioada.batch.job import Job, Outcome, carry_out_here, flow, unfinished
from gioada.batch.options import Launch, Share
from gioada.errors import Advice, Problem
from gioada.progress import track

if TYPE_CHECKING:
    from types import ModuleType

BLOCK = 64
"""Frames that an actor takes at a time; those that were written are not done again when it dies."""


def carry_out(make: Callable[[], Job], job: Job, share: Share, launch: Launch) -> Outcome:
    """Do what is not done yet of a share of the frames, where ``launch`` says.

    Args:
        make: makes the job anywhere else.
        job: what it has made here.
        share: which frames.
        launch: how it is carried out.

    Raises:
        Problem: see ``carry_out_here`` and ``carry_out_on_ray``.
    """
    if launch.on == "here":
        return carry_out_here(job, share, launch)
    if job.in_order:
        what = "a video is read from its beginning, by one machine: make pictures of it first."
        raise Problem("batch.ray_video", what, advice=[Advice("on", "here")])
    return carry_out_on_ray(make, job, share, launch)


def carry_out_on_ray(make: Callable[[], Job], job: Job, share: Share, launch: Launch) -> Outcome:
    """Do what is not done yet, by ``launch.actors`` actors with a network each.

    An actor that dies is started again by Ray, and passes over what it had finished.

    Args:
        make: makes the job; a function of a module with plain arguments, as it travels.
        job: what it makes, for the names and for what is done.
        share: which frames.
        launch: how each actor works.

    Raises:
        Problem: Ray is not installed, or a frame cannot be used and ``launch.strict`` says stop.
    """
    ray = _ray()
    if not ray.is_initialized():
        ray.init(log_to_driver=False)
    rest, frames = unfinished(job, share), len(range(share.first, len(job.names), share.every))
    outcome = Outcome(frames=frames)
    if not rest:
        return outcome
    actors = launch.actors or max(1, int(_cluster(ray, "GPU")) or int(_cluster(ray, "CPU")) // 2)
    size = max(1, min(BLOCK, math.ceil(len(rest) / actors)))
    rows = ray.data.from_items(rest, override_num_blocks=math.ceil(len(rest) / size))
    results = rows.map_batches(
        _Actor,
        fn_constructor_args=(make, launch),
        concurrency=actors,
        batch_size=None,
        num_gpus=1 if _cluster(ray, "GPU") and launch.device != "cpu" else 0,
    )
    bar = track(what=job.what, total=frames, done=frames - len(rest))
    with logging_redirect_tqdm(), bar:
        for row in results.iter_rows():
            if row["problem"]:
                raise errors.read(json.loads(row["problem"]))
            if row["reason"]:
                outcome.broken[row["name"]] = row["reason"]
            bar.update()
    outcome.done = sum(job.done(job.names[index]) for index in rest)
    return outcome


class _Actor:
    """A network, and the frames that are given to it."""

    def __init__(self, make: Callable[[], Job], launch: Launch) -> None:
        self.job, self.launch = make(), launch

    def __call__(self, block: dict[str, Any]) -> dict[str, Any]:
        """Do the frames of a block.

        Returns:
            a row for each: its name, the reason if it could not be used, and as json the problem
            that stopped the actor, if there was one (Ray would hand on no more than its text).
        """
        job, indices = self.job, [int(index) for index in block["item"]]
        outcome = Outcome(frames=len(indices))
        rest = [index for index in indices if not job.done(job.names[index])]
        stopped = ""
        try:
            flow(job, rest, self.launch, outcome, lambda: None)
        except Problem as problem:
            stopped = json.dumps(problem.values())
        names = [job.names[index] for index in indices]
        reasons = [outcome.broken.get(name, "") for name in names]
        columns = {"name": names, "reason": reasons, "problem": [stopped] * len(names)}
        return {name: np.array(values, object) for name, values in columns.items()}


def _ray() -> ModuleType:
    try:
        import ray
        import ray.data
    except ImportError as error:
        what = "work on several machines is shared out by Ray: pip install 'ray[data]'."
        advice = [Advice("part", "1/2")]
        raise Problem("batch.ray_missing", what, advice=advice) from error
    return ray


def _cluster(ray: ModuleType, resource: str) -> float:
    return ray.cluster_resources().get(resource, 0)
