"""What comes from outside while a run trains: signals and request files, agreed on by all."""

from __future__ import annotations

import logging
import signal
from types import FrameType
from typing import get_args

from gioada.training.folder import Request, RunFolder
from gioada.training.runtime import Runtime

REQUESTS: tuple[Request, ...] = get_args(Request)
# Asking all processes costs a collective operation, which one process alone does not need.
STEPS_BETWEEN_AGREEMENTS = 10
log = logging.getLogger(__name__)


class Control:
    """Whether somebody has asked to stop, to save or to draw samples.

    With several processes the first one looks for request files, each one hears its own signals,
    and all of them learn of either at the same step.
    """

    def __init__(self, folder: RunFolder, runtime: Runtime) -> None:
        self.folder, self.runtime = folder, runtime
        self.every = STEPS_BETWEEN_AGREEMENTS if runtime.processes > 1 else 1
        self._raised: set[Request] = set()

    def stop(self) -> None:
        """Ask this process to stop: the step in progress is finished and saved."""
        self._raised.add("stop")

    def listen(self) -> None:
        """Stop on Ctrl-C and SIGTERM; a second one ends at once, without saving."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        log.info("stopping after this step, and saving; once more ends at once")
        self.stop()
        signal.signal(number, signal.default_int_handler)

    def asked(self, step: int) -> frozenset[Request]:
        """What is asked for after a step (from 1); a request is told once."""
        if step % self.every:
            return frozenset()
        files = self.folder.asked() if self.runtime.first else frozenset()
        mine = self._raised | files
        raised = self.runtime.any([request in mine for request in REQUESTS])
        told: frozenset[Request] = frozenset(
            request for request, yes in zip(REQUESTS, raised, strict=True) if yes
        )
        self._raised.clear()
        if self.runtime.first:
            for request in told:
                self.folder.served(request)
        return told
