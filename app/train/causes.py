"""Why a run ended before its time, found in what it said, and the one thing that helps most."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass
from typing import Literal

from gioada.training.watch import RunState

Help = Literal["resume", "options"]
BUTTONS: dict[Help, str] = {
    "resume": "Resume",
    "options": "Its options into the form",
}


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A reason for which runs end, and how it is recognised."""

    said: str
    """Regular expression for the run's reason and the end of its log; the first that is found
    counts."""
    sentence: str
    """What happened, for the visitor."""
    help: Help | None
    """What the button does; None where nothing on the page helps."""


CAUSES = (
    Cause(
        said=r"does not fit into the memory|CUDA out of memory|MemoryError|Unable to allocate"
        r"|not enough memory|can't allocate memory|Cannot allocate memory|failed to map segment"
        r"|std::bad_alloc|_STATUS_ALLOC_FAILED",
        sentence="The memory is full. A new run takes less of it with a smaller batch or one that "
        "is split, a crop, bf16, or smaller networks. On a GPU, resuming first frees what the "
        "page's own networks take.",
        help="options",
    ),
    Cause(
        said=r"No space left on device|Disk quota exceeded|the disk of .* has .* left",
        sentence="The disk is full. Delete a run that you can spare, then go on.",
        help="resume",
    ),
    Cause(
        said=r"There is no (folder|file) |no such data set|does not hold |[Uu]npack ",
        sentence="The data is not where it was looked for. Put it there, or name its folder under "
        "More options, and go on.",
        help="resume",
    ),
    Cause(
        said=r"no checkpoint in .* can be used",
        sentence="None of its checkpoints is whole, so that it cannot go on. Its options make a "
        "new run.",
        help="options",
    ),
    Cause(
        said=r"is not a finite number",
        sentence="The losses blew up. A new run with lower rates (or fp32) is needed: this one "
        "would do the same again.",
        help="options",
    ),
    Cause(
        said=r"no CUDA device is to be seen|is no device: say|CUDA devices\.|NVIDIA driver",
        sentence="The chosen device is not there. Choose another one in the form, and go on.",
        help="resume",
    ),
    Cause(
        said=r"cannot be shared equally by|does not describe a Experiment|there is no pair",
        sentence="Its options cannot be trained as they are. Correct them in the form.",
        help="options",
    ),
    Cause(
        said=r"Permission denied|Read-only file system|may not be written to|cannot be locked",
        sentence="The run's folder cannot be written to. Give the page a folder of runs that can, "
        "in GIOADA_RUNS.",
        help=None,
    ),
)

_KILLED = Cause(
    said="",
    sentence="Its process was killed from outside: by somebody, or by the system, which does so "
    "when memory runs out.",
    help="resume",
)
_UNKNOWN = Cause(said="", sentence="The log says more.", help="resume")


def find_cause(run: RunState, log: str, status: int | None) -> Cause | None:
    """The likely cause of a run's end; None if it ended as it was meant to, or has not ended.

    Args:
        run: its state.
        log: the end of its log.
        status: its process's exit status, negative for a signal; None if not known.
    """
    if run.state not in ("failed", "refused", "interrupted"):
        return None
    # The reason first: the log may still have the trouble of an earlier sitting. Of a run that
    # left no word there may be one at the log's end.
    told = log if run.state == "failed" else log[log.rfind("\n") + 1 :]
    for text in (run.reason if run.state != "interrupted" else "", told):
        for cause in CAUSES:
            if text and re.search(cause.said, text):
                return cause
    return _KILLED if run.state == "interrupted" or status == -signal.SIGKILL else _UNKNOWN


def ended(status: int | None) -> str:
    """An exit status in words; empty if it is not known."""
    if status is None:
        return ""
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"
