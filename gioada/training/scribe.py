"""The first process writes down how a run goes; the others keep silent."""

from __future__ import annotations

import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from gioada.progress import track
from gioada.training.board import Board
from gioada.training.checkpoint import Head, Restored
from gioada.training.folder import Request, RunFolder
from gioada.training.health import WINDOW, findings, headline
from gioada.training.journal import Journal
from gioada.training.spec import Experiment
from gioada.training.status import Status, write_last_status, write_status

log = logging.getLogger(__name__)


class Silent:
    """Every process but the first."""

    def starts(self, restored: Restored | None) -> None:
        """Nothing."""

    def line(self, line: dict[str, Any]) -> None:
        """Nothing."""

    def asked(self, requests: frozenset[Request]) -> None:
        """Nothing."""

    def saved(self, head: Head) -> None:
        """Nothing."""

    def sample(self, step: int) -> None:
        """Nothing."""

    def validate(self, step: int) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class StatusFile:
    """The run's ``status.json``; silent in every process but the first."""

    def __init__(self, folder: RunFolder, status: Status, *, writes: bool) -> None:
        self.folder, self.status, self._writes = folder, status, writes

    def tell(self, **changes: Any) -> None:
        """Replace fields of the status."""
        self.status = replace(self.status, written=time.time(), **changes)
        if self._writes:
            write_status(self.folder, self.status)

    def fails(self, reason: str) -> None:
        """Leave the last word of a run that failed; nothing where even that cannot be written."""
        self.status = replace(self.status, written=time.time(), state="failed", reason=reason)
        if self._writes:
            with contextlib.suppress(OSError):  # the disk may be what failed
                write_last_status(self.folder, self.status)


class Scribe:
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
        self.folder, self._tell = folder, status.tell
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
        self._tell(
            state="running",
            phase="first step",
            step=step,
            checkpoint=step,
            resumed_from=step,
            reason="; ".join(restored.damaged) if restored else "",
        )

    def line(self, line: dict[str, Any]) -> None:
        """Append to the journal, and judge how the run is doing."""
        self._write(line)
        self._recent.append(line)
        told = findings(tuple(self._recent), self._experiment)
        machine = line["machine"]
        self._tell(
            phase=line["phase"],
            step=line["step"],
            health=headline(told),
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
            self._tell(state="stopping", phase="saving")

    def saved(self, head: Head) -> None:
        """Note the checkpoint."""
        log.info("step %d: saved", head.step)
        self._tell(step=head.step, checkpoint=head.step, seconds=head.seconds)

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
