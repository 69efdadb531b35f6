"""Frames through a network, one batch after another: decoding, network and writing overlap.

What is in work is bounded, so that memory stays the same however many frames there are.
"""

from __future__ import annotations

import errno
import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar

import torch
from tqdm.contrib.logging import logging_redirect_tqdm

from gioada.batch.options import Launch, Share, Working
from gioada.errors import Advice, Problem
from gioada.inference import sizing
from gioada.inference.tiling import SMALLEST_OVERLAP, Tiles
from gioada.progress import track
from gioada.training.runtime import pick_device

log = logging.getLogger(__name__)
Value = TypeVar("Value")
Result = TypeVar("Result")

_TILE = 1024
_MOST = 32
"""Pictures in a batch; more bring nothing."""


@dataclass(frozen=True, kw_only=True)
class Job(Generic[Value, Result]):
    """What is to be done with each frame of a list."""

    what: str
    """For people: ``predicting``."""
    names: Sequence[str]
    done: Callable[[str], bool]
    """Whether a frame of that name is finished: all its files are there."""
    read: Callable[[int], Value]
    """The index-th frame; raises ValueError if it cannot be used."""
    skip: Callable[[int], None]
    """The index-th frame will not be read."""
    size: Callable[[Value], tuple[int, int]]
    """Height and width of a frame; those of a batch have the same."""
    work: Callable[[Sequence[Value]], Sequence[Result]]
    """The network, on a batch. Depends on nothing but its argument, so that anybody can call it
    anywhere."""
    write: Callable[[str, Value, Result], object]
    in_order: bool = False
    """Frames can be read from the beginning only, as those of a video."""


@dataclass(kw_only=True)
class Outcome:
    """How a job went."""

    frames: int
    """Those of this share."""
    done: int = 0
    """Written this time."""
    broken: dict[str, str] = field(default_factory=dict)
    """Frames that could not be used, with the reason."""
    left_out: dict[str, float] = field(default_factory=dict)
    """Frames of which too little was kept, with their share; of the whole folder."""
    unmeasured: int = 0
    """Frames that stay as the judge misreads their source; of the whole folder."""


def unfinished(job: Job, share: Share) -> list[int]:
    """The frames of a share that are not finished; all others are skipped."""
    mine = range(share.first, len(job.names), share.every)
    rest = [index for index in mine if not job.done(job.names[index])]
    wanted = set(rest)
    for index in range(len(job.names)):
        if index not in wanted:
            job.skip(index)
    return rest


def carry_out_here(job: Job, share: Share, launch: Launch) -> Outcome:
    """Do what is not done yet of a share of the frames in this process.

    Raises:
        Problem: a frame cannot be used and ``launch.strict`` says stop, memory is short, or the
            disk is full.
    """
    rest, frames = unfinished(job, share), len(range(share.first, len(job.names), share.every))
    outcome = Outcome(frames=frames)
    bar = track(what=job.what, total=frames, done=frames - len(rest))
    with logging_redirect_tqdm(), bar:
        flow(job, rest, launch, outcome, bar.update)
    return outcome


def flow(
    job: Job, rest: Sequence[int], launch: Launch, outcome: Outcome, settled: Callable[[], object]
) -> None:
    """Read, work and write frames by their indices; raises as ``carry_out_here``.

    Args:
        job: what is to be done.
        rest: which frames.
        launch: how it is carried out.
        outcome: is filled in.
        settled: called after each frame.
    """
    try:
        _Flow(job, launch, outcome, settled).through(rest)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            what = (
                "the disk is full: {done} frames were finished and are kept. Free some space and "
                "say the same command again, which goes on."
            )
            raise Problem("batch.disk_full", what, done=outcome.done) from error
        raise
    except torch.OutOfMemoryError as error:
        what = "the device has too little memory for this."
        advice = [Advice("batch", "1"), Advice("tile", str(_TILE // 2))]
        raise Problem("batch.memory", what, advice=advice) from error


class _Flow:
    """Threads that read, call the network and write, and queues of fixed length between them."""

    def __init__(
        self, job: Job, launch: Launch, outcome: Outcome, settled: Callable[[], object]
    ) -> None:
        self.job, self.launch, self.outcome, self.settled = job, launch, outcome, settled
        # On a GPU a second batch is prepared and fetched while the first is computed.
        self.callers = 2 if device_here(launch).type == "cuda" else 1
        self.writing: deque[Future] = deque()

    def through(self, rest: Sequence[int]) -> None:
        """Everything, in order."""
        readers = ThreadPoolExecutor(self.launch.workers, "decodes")
        callers = ThreadPoolExecutor(self.callers, "network")
        writers = ThreadPoolExecutor(self.launch.workers, "writes")
        working: deque[tuple[list[tuple[str, Any]], Future]] = deque()

        def hand_on(most: int) -> None:
            while len(working) > most:
                batch, results = working.popleft()
                for (name, value), result in zip(batch, results.result(), strict=True):
                    self.writing.append(writers.submit(self.job.write, name, value, result))
                self._settle(2 * self.launch.workers)

        try:
            for batch in self._batches(self._usable(self._ahead(rest, readers))):
                values = [value for _, value in batch]
                working.append((batch, callers.submit(self.job.work, values)))
                hand_on(self.callers - 1)
            hand_on(0)
            self._settle(0)
        finally:
            for pool in (readers, callers, writers):
                pool.shutdown(wait=True, cancel_futures=True)

    def _settle(self, most: int) -> None:
        while len(self.writing) > most:
            self.writing.popleft().result()
            self.outcome.done += 1
            self.settled()

    def _ahead(
        self, rest: Sequence[int], readers: ThreadPoolExecutor
    ) -> Iterator[tuple[str, Future]]:
        """Frames being read, in order, a few more than are decoded at a time."""
        indices, reading = iter(rest), deque[tuple[str, Future]]()
        while True:
            for index in islice(indices, 2 * self.launch.workers - len(reading)):
                future = readers.submit(self.job.read, index)
                reading.append((self.job.names[index], future))
            if not reading:
                return
            yield reading.popleft()

    def _usable(self, reading: Iterator[tuple[str, Future]]) -> Iterator[tuple[str, Any]]:
        """Frames that could be read; the others are written down."""
        for name, future in reading:
            try:
                yield name, future.result()
            except ValueError as error:
                if self.launch.strict:
                    what = "{name}: {reason}"
                    raise Problem("batch.frame", what, name=name, reason=str(error)) from error
                log.warning("left out: %s: %s", name, error)
                self.outcome.broken[name] = str(error)
                self.settled()

    def _batches(self, frames: Iterator[tuple[str, Any]]) -> Iterator[list[tuple[str, Any]]]:
        """Runs of frames of one size."""
        batch: list[tuple[str, Any]] = []
        most = 1
        for name, value in frames:
            size = self.job.size(value)
            if batch and (len(batch) == most or size != self.job.size(batch[0][1])):
                yield batch
                batch = []
            if not batch:
                most = batch_size(size, self.launch)
            batch.append((name, value))
        if batch:
            yield batch


def batch_size(size: tuple[int, int], launch: Launch) -> int:
    """How many pictures of a size go through the network together."""
    if launch.batch or device_here(launch).type == "cpu":
        return max(1, launch.batch)
    return max(1, min(_MOST, sizing.LARGEST // (size[0] * size[1])))


def device_here(launch: Launch) -> torch.device:
    """The device of this process; of several on a machine, that of its number."""
    device, local = pick_device(launch.device), os.environ.get("LOCAL_RANK")
    if device.type == "cuda" and device.index is None and local is not None:
        return torch.device("cuda", int(local) % torch.cuda.device_count())
    return device


def tiles_for(size: tuple[int, int], working: Working) -> Tiles | None:
    """How pictures on which the network works at a height and width are cut; None is not at all.

    Raises:
        ValueError: tiles that cannot be laid.
    """
    if not working.tile and size[0] * size[1] <= sizing.LARGEST:
        return None
    side = working.tile or _TILE
    usual = max(SMALLEST_OVERLAP, side // 8)
    return Tiles(side=side, overlap=usual if working.overlap is None else working.overlap)
