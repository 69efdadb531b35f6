"""One run of a plan at a time, in this process or in one of its own."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection

import torch

from gioada.reproduce.plan import Job
from gioada.training.spec import Launch

PR_SET_PDEATHSIG = 1

Do = Callable[[Job, Launch], None]
"""Trains and measures a run."""


class Killed(Exception):
    """A worker's process ended without a word: killed, or out of memory."""


class Worker:
    """A process for one run.

    It leads a process group of its own, so that Ctrl-C reaches it through ``stop`` alone and only
    once: a second signal would end it without saving. It is asked to stop when its parent dies.
    """

    def __init__(self, do: Do, job: Job, options: Launch) -> None:
        self.job, self.device = job, options.device
        # Fresh interpreters: CUDA cannot be used after a fork.
        context = get_context("spawn")
        self._answer, answer = context.Pipe(duplex=False)
        arguments = (do, job, options, answer, os.getpid())
        self._process = context.Process(target=_in_process, args=arguments)
        self._process.start()
        answer.close()

    @property
    def ended(self) -> bool:
        """Whether its process is gone."""
        return not self._process.is_alive()

    def stop(self) -> None:
        """Ask it to save and stop; asked twice, it ends at once."""
        if not self.ended:
            self._process.terminate()

    def result(self) -> None:
        """Wait for its end, and raise what ended it; Killed if that is not known."""
        try:
            error = self._answer.recv()
        except EOFError:
            self._process.join()
            raise Killed(f"its process ended with status {self._process.exitcode}") from None
        self._process.join()
        if error is not None:
            raise error

    @property
    def sentinel(self) -> int:
        """What can be waited for with ``multiprocessing.connection.wait``."""
        return self._process.sentinel


class Here:
    """The same, done in this process before its constructor returns."""

    ended = True

    def __init__(self, do: Do, job: Job, options: Launch) -> None:
        self.job, self.device = job, options.device
        self._error: Exception | None = None
        try:
            do(job, options)
        except Exception as error:
            self._error = error

    def stop(self) -> None:
        """Nothing: it has ended."""

    def result(self) -> None:
        """Raise what ended it."""
        if self._error is not None:
            raise self._error


def share(options: Launch, at_once: int, busy: list[str]) -> Launch:
    """Options of one of several workers: a device that few are at, a part of the CPU's threads.

    Args:
        options: the command's.
        at_once: how many workers there are.
        busy: devices of those that work now.
    """
    device, visible = options.device, torch.cuda.device_count()
    if device in ("auto", "cuda") and visible > 1:
        device = min((f"cuda:{index}" for index in range(visible)), key=busy.count)
    threads = options.threads or max(1, len(os.sched_getaffinity(0)) // at_once)
    return replace(options, device=device, threads=threads, quiet=True)


def _in_process(do: Do, job: Job, options: Launch, answer: Connection, parent: int) -> None:
    os.setpgrp()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        return  # it died in between
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        do(job, options)
    except Exception as error:
        answer.send(error)
    else:
        answer.send(None)
