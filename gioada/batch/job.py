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
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from gioada.batch.options import Share, Sitting, Working
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
    files: Callable[[str], Sequence[Path]]
    """What lies there when a frame of that name is finished."""
    read: Callable[[int], Value]
    """The index-th frame; raises ValueError if it cannot be used."""
    skip: Callable[[int], None]
    """Says that the index-th frame will not be read."""
    size: Callable[[Value], tuple[int, int]]
    """Height and width of a frame; those of a batch have the same."""
    work: Callable[[Sequence[Value]], Sequence[Result]]
    """The network, on a batch. Depends on nothing but its argument, so that anybody can call it
    anywhere."""
    write: Callable[[str, Value, Result], object]


@dataclass(kw_only=True)
class Outcome:
    """How a job went."""

    frames: int
    """Those of this share."""
    done: int = 0
    """Written this time."""
    broken: dict[str, str] = field(default_factory=dict)
    """Frames that could not be used, with the reason."""


def is_done(job: Job, name: str) -> bool:
    """Whether all files of a frame are there."""
    return all(path.exists() for path in job.files(name))


def carry_out(job: Job, share: Share, sitting: Sitting, working: Working) -> Outcome:
    """Do what is not done yet of a share of the frames.

    Raises:
        ValueError: a frame cannot be used and ``sitting.strict`` says stop, or memory is short.
        OSError: the disk is full.
    """
    mine = range(share.first, len(job.names), share.every)
    rest = [index for index in mine if not is_done(job, job.names[index])]
    wanted = set(rest)
    for index in range(len(job.names)):
        if index not in wanted:
            job.skip(index)
    outcome = Outcome(frames=len(mine))
    bar = track(what=job.what, total=len(mine), done=len(mine) - len(rest))
    with logging_redirect_tqdm(), bar:
        try:
            _flow(job, rest, sitting, working, outcome, bar)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise OSError(
                    error.errno,
                    f"the disk is full: {outcome.done} frames were finished and are kept. Free "
                    "some space and say the same command again, which goes on.",
                ) from error
            raise
        except torch.OutOfMemoryError as error:
            raise ValueError(
                "the device has too little memory for this: say --batch 1, or smaller tiles "
                "with --tile."
            ) from error
    return outcome


def _flow(
    job: Job, rest: Sequence[int], sitting: Sitting, working: Working, outcome: Outcome, bar: tqdm
) -> None:
    readers = ThreadPoolExecutor(sitting.workers, "decodes")
    writers = ThreadPoolExecutor(sitting.workers, "writes")
    writing: deque[Future] = deque()

    def settle(most: int) -> None:
        while len(writing) > most:
            writing.popleft().result()
            outcome.done += 1
            bar.update()

    try:
        readable = _usable(job, _ahead(job, rest, readers, sitting), sitting, outcome, bar)
        for batch in _batches(job, readable, sitting, working):
            results = job.work([value for _, value in batch])
            for (name, value), result in zip(batch, results, strict=True):
                writing.append(writers.submit(job.write, name, value, result))
            settle(2 * sitting.workers)
        settle(0)
    finally:
        for pool in (readers, writers):
            pool.shutdown(wait=True, cancel_futures=True)


def _ahead(
    job: Job, rest: Sequence[int], readers: ThreadPoolExecutor, sitting: Sitting
) -> Iterator[tuple[str, Future]]:
    """Frames being read, in order, a few more than are decoded at a time."""
    indices = iter(rest)
    reading: deque[tuple[str, Future]] = deque()
    while True:
        for index in islice(indices, 2 * sitting.workers - len(reading)):
            reading.append((job.names[index], readers.submit(job.read, index)))
        if not reading:
            return
        yield reading.popleft()


def _usable(
    job: Job, reading: Iterator[tuple[str, Future]], sitting: Sitting, outcome: Outcome, bar: tqdm
) -> Iterator[tuple[str, Any]]:
    """Frames that could be read; the others are told."""
    for name, future in reading:
        try:
            yield name, future.result()
        except ValueError as error:
            if sitting.strict:
                raise ValueError(f"{name}: {error}") from error
            log.warning("left out: %s: %s", name, error)
            outcome.broken[name] = str(error)
            bar.update()


def _batches(
    job: Job, frames: Iterator[tuple[str, Any]], sitting: Sitting, working: Working
) -> Iterator[list[tuple[str, Any]]]:
    """Runs of frames of one size."""
    batch: list[tuple[str, Any]] = []
    most = 1
    for name, value in frames:
        if batch and (len(batch) == most or job.size(value) != job.size(batch[0][1])):
            yield batch
            batch = []
        if not batch:
            most = batch_size(job.size(value), sitting)
        batch.append((name, value))
    if batch:
        yield batch


def batch_size(size: tuple[int, int], sitting: Sitting) -> int:
    """How many pictures of a size go through the network together."""
    if sitting.batch or device_here(sitting).type == "cpu":
        return max(1, sitting.batch)
    return max(1, min(_MOST, sizing.LARGEST // (size[0] * size[1])))


def device_here(sitting: Sitting) -> torch.device:
    """The device of this process; of several on a machine, that of its number."""
    device, local = pick_device(sitting.device), os.environ.get("LOCAL_RANK")
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
