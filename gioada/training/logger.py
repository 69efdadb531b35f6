"""How a run goes, written down by its first process: status, journal, log, samples, TensorBoard."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gioada.errors import Problem
from gioada.progress import track
from gioada.training.checkpoint import Head, Restored
from gioada.training.folder import Request, RunFolder
from gioada.training.health import WINDOW, advice_of, findings, headline
from gioada.training.journal import Journal
from gioada.training.spec import Experiment
from gioada.training.status import Status, write_last_status, write_status
from gioada.training.trainer import Observer

log = logging.getLogger(__name__)
FORMAT = "%(asctime)s %(message)s"
BOARD = "tensorboard"
"""The folder of a run for TensorBoard."""


class StatusFile:
    """The run's ``status.json``; silent in every process but the first."""

    def __init__(self, folder: RunFolder, status: Status, *, writes: bool) -> None:
        self.folder, self.status, self._writes = folder, status, writes

    def update(self, **changes: Any) -> None:
        """Replace fields of the status."""
        self.status = replace(self.status, written=time.time(), **changes)
        if self._writes:
            write_status(self.folder, self.status)

    def fails(self, problem: Problem) -> None:
        """Say why a run failed; nothing where even that cannot be written."""
        self.status = replace(
            self.status,
            written=time.time(),
            state="failed",
            reason=str(problem),
            problem=problem.values(),
        )
        if self._writes:
            with contextlib.suppress(OSError):  # the disk may be what failed
                write_last_status(self.folder, self.status)


class Logger(Observer):
    """Journal, status, log, progress bar, pictures and scores of a run.

    Args:
        folder: the run folder.
        status: its status file.
        experiment: its options.
        draw: writes the pictures of a step, and returns them as uint8 H W 3.
        score: the validation scores of a step's networks.
        tensorboard: mirror the journal for TensorBoard.
        quiet: no progress bar.
    """

    def __init__(
        self,
        folder: RunFolder,
        status: StatusFile,
        *,
        experiment: Experiment,
        draw: Callable[[int], np.ndarray],
        score: Callable[[int], dict[str, float]],
        tensorboard: bool,
        quiet: bool,
    ) -> None:
        self.folder, self._update = folder, status.update
        self._experiment, self._draw, self._score = experiment, draw, score
        self._recent: deque[dict[str, Any]] = deque(maxlen=WINDOW)
        self._journal = Journal(folder.journal)
        self._board = Board(folder.path) if tensorboard else None
        self._num_steps = status.status.steps
        self._bar = track(total=self._num_steps, what=folder.name, unit="step", show=not quiet)

    def starts(self, restored: Restored | None) -> None:
        """Say which step the run goes on from, and cut the journal there."""
        step = restored.head.step if restored else 0
        for sentence in restored.damaged if restored else ():
            log.warning("%s", sentence)
        begins = f"goes on from step {step}" if step else "begins with step 1"
        log.info("%s %s of %d", self.folder.path, begins, self._num_steps)
        self._recent.extend(self._journal.cut(step))
        if self._board:
            self._board.cut(step)
        self._bar.reset()
        self._bar.update(step)
        self._update(
            state="running",
            phase="first step",
            step=step,
            checkpoint=step,
            resumed_from=step,
            reason="; ".join(restored.damaged) if restored else "",
            problem=None,
        )

    def line(self, line: dict[str, Any]) -> None:
        """Append to the journal, and judge how the run is doing."""
        self._write(line)
        self._recent.append(line)
        found, machine = findings(tuple(self._recent), self._experiment), line["machine"]
        self._update(
            phase=line["phase"],
            step=line["step"],
            health=headline(found),
            advice=advice_of(found),
            seconds=machine["seconds"],
            log_every_seconds=machine["step_seconds"] * self._experiment.training.log_every,
        )
        shown = {
            **line["terms"],
            **{f"D {k}": v for k, v in line["discriminator_accuracy"].items()},
        }
        self._bar.set_postfix({k: f"{v:.3f}" for k, v in shown.items()}, refresh=False)
        self._bar.update(line["step"] - self._bar.n)

    def asked(self, requests: frozenset[Request]) -> None:
        """Say that it was heard."""
        log.info("asked to %s", ", ".join(sorted(requests)))
        if "stop" in requests:
            self._update(state="stopping", phase="saving")

    def saved(self, head: Head) -> None:
        """Note the checkpoint."""
        log.info("step %d: saved", head.step)
        self._update(step=head.step, checkpoint=head.step, seconds=head.seconds)

    def sample(self, step: int) -> None:
        """Draw the fixed samples."""
        picture = self._draw(step)
        if self._board:
            self._board.picture(step, picture)

    def validate(self, step: int) -> None:
        """Score the averaged networks on validation frames; nothing is chosen by it."""
        scores = self._score(step)
        log.info("step %d: %s", step, ", ".join(f"{k} {v:.3g}" for k, v in scores.items()))
        self._write({"step": step, "validation": scores})

    def close(self) -> None:
        """End the bar and the mirror."""
        self._bar.close()
        if self._board:
            self._board.close()

    def _write(self, line: dict[str, Any]) -> None:
        self._journal.write(line)
        if self._board:
            self._board.write(line)


class Board:
    """Mirrors journal lines and pictures into the folder ``tensorboard`` of a run.

    Args:
        folder: the run folder.

    Raises:
        Problem: ``options.missing``, the tensorboard package is not installed.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            what = "TensorBoard is not installed: `pip install tensorboard`, or leave out "
            what += "--tensorboard, as the journal holds the same numbers."
            raise Problem("options.missing", what) from error
        self._kind, self._folder = SummaryWriter, folder / BOARD
        self._writer: SummaryWriter | None = None

    def cut(self, step: int) -> None:
        """Go on from a step; what was written after it is hidden."""
        self.close()
        self._writer = self._kind(str(self._folder), purge_step=step + 1)

    def write(self, line: Mapping[str, Any]) -> None:
        """Mirror a line: ``{"terms": {"segmentation": 0.5}}`` becomes ``terms/segmentation``."""
        writer, step = self._open(), line["step"]
        for name, value in _numbers({k: v for k, v in line.items() if k != "step"}):
            writer.add_scalar(name, value, step)
        writer.flush()  # a killed run must not lack what came before its checkpoint

    def picture(self, step: int, array: np.ndarray) -> None:
        """Show a step's picture, uint8 H W 3."""
        writer = self._open()
        writer.add_image("samples", array, step, dataformats="HWC")
        writer.flush()

    def close(self) -> None:
        """Close the file; a later line would open another one."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _open(self) -> Any:
        if self._writer is None:
            self._writer = self._kind(str(self._folder))
        return self._writer


def _numbers(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _numbers(value, f"{prefix}{name}/")
        elif isinstance(value, int | float):
            yield prefix + name, float(value)


@contextlib.contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """Append log messages, warnings and the traceback of an error to a file.

    A process whose output already goes into the file, as the page starts it, adds nothing.
    """
    if _is_output(path):
        yield
        return
    handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORMAT, "%Y-%m-%d %H:%M:%S"))
    logger = logging.getLogger("gioada")
    level, shown = logger.level, warnings.showwarning
    logger.setLevel(min(logger.getEffectiveLevel(), logging.INFO))
    logger.addHandler(handler)

    def show(message: Warning | str, category: type[Warning], *where: object) -> None:
        handler.emit(logging.makeLogRecord({"msg": f"{category.__name__}: {message}"}))
        shown(message, category, *where)  # type: ignore[arg-type]

    warnings.showwarning = show  # type: ignore[assignment]
    try:
        yield
    except Exception as error:
        record = logging.makeLogRecord({"msg": str(error), "exc_info": sys.exc_info()})
        handler.emit(record)
        raise
    finally:
        warnings.showwarning = shown
        logger.removeHandler(handler)
        logger.setLevel(level)
        handler.close()


def _is_output(path: Path) -> bool:
    try:
        output = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):  # no real file behind it, as under pytest
        return False
    return path.exists() and os.path.samestat(output, path.stat())
