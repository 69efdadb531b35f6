"""What the page says of a run: its state, its facts, why it ended and what helps, its log."""

from __future__ import annotations

import html
import re
import signal
from dataclasses import dataclass
from typing import Literal

from app import processes
from app.processes import exit_status, log_tail
from app.train import rendering, runs
from gioada.errors import Advice
from gioada.training.folder import RunFolder
from gioada.training.status import OPENING, clock, duration
from gioada.training.watch import RunState

Help = Literal["resume", "options"]
BUTTONS: dict[Help, str] = {"resume": "Resume", "options": "Its options into the form"}

_LAST = 4


@dataclass(frozen=True)
class Cause:
    """What kind of end it was, and what helps most."""

    sentence: str
    help: Help | None
    """What the button does; None where nothing on the page helps."""


_OPTIONS = Cause(
    "Its options cannot be trained as they are. Correct them in the form.", help="options"
)
_DISK = Cause("The disk is full. Delete a run that you can spare, then go on.", help="resume")
_DATA = Cause(
    "The data is not where it was looked for. Put it there, or name its folder, and go on.",
    help="resume",
)
CAUSES = {
    "training.memory": Cause(
        "The memory is full. A new run takes less of it with one of the options below, or a crop. "
        "On a GPU, resuming first frees what the page's own networks take.",
        help="options",
    ),
    "training.disk_full": _DISK,
    "training.not_written": _DISK,
    "training.no_checkpoint": Cause(
        "None of its checkpoints is whole, so that it cannot go on. Its options make a new run.",
        help="options",
    ),
    "training.not_finite": Cause(
        "The losses blew up. A new run with other options is needed: this one would do the same "
        "again.",
        help="options",
    ),
    "run.not_writable": Cause(
        "The run's folder cannot be written to. Give the page a folder of runs that can, in "
        "GIOADA_RUNS.",
        help=None,
    ),
    "run.other_data": _DATA,
    "data": _DATA,
    "data.batch_shares": _OPTIONS,
    "data.choice": _OPTIONS,
    "data.crop": _OPTIONS,
    "data.pair": _OPTIONS,
    "device": Cause(
        "The chosen device is not there. Choose another one in the form, and go on.",
        help="resume",
    ),
    "backbone": _OPTIONS,
    "batch": _OPTIONS,
    "options": _OPTIONS,
    "preset": _OPTIONS,
    "record": _OPTIONS,
    "weights": _OPTIONS,
}
"""By the code of the problem, or by its area, which is what stands before the dot."""
_KILLED = Cause(
    "Its process was killed from outside: by somebody, or by the system, which does so when "
    "memory runs out.",
    help="resume",
)
_UNKNOWN = Cause("The log says more.", help="resume")


def cause_of(run: RunState, exit_status: int | None) -> Cause | None:
    """Why a run ended before its time; None if it did not.

    Args:
        run: its state.
        exit_status: of its process, negative for a signal; None if not known.
    """
    if run.state not in ("failed", "refused", "interrupted"):
        return None
    if run.problem is not None:
        code = run.problem.code
        return CAUSES.get(code) or CAUSES.get(code.partition(".")[0], _UNKNOWN)
    killed = run.state == "interrupted" or exit_status == -signal.SIGKILL
    return _KILLED if killed else _UNKNOWN


def advice_for(run: RunState) -> tuple[Advice, ...]:
    """Options of a new run that may help: those that its end advises, else those of its health."""
    return run.problem.advice if run.problem else run.advice


def trouble(run: RunState) -> tuple[str, Help | None]:
    """Why a run ended before its time, as HTML (empty if it did not), and what helps most."""
    status = exit_status(run.path)
    cause = cause_of(run, status)
    if cause is None:
        return "", None
    # What the trainer itself gave as a reason stands above, and ends the log too.
    reason = run.status is not None and run.status.reason
    last = "" if reason else "\n".join(log_tail(run).splitlines()[-_LAST:])
    shown = f"<pre>{html.escape(last)}</pre>" if last else ""
    how = f" <span>({_ended(status)})</span>" if status is not None else ""
    sentence = f"<p>{coded(cause.sentence)}{how}</p>"
    return f'<div class="trouble" role="status">{sentence}{shown}</div>', cause.help


def state_line(run: RunState) -> str:
    """A run's state, progress, speed and health as HTML."""
    first = rendering.under_way(run)
    share = first.share if first else run.step / run.steps if run.steps else 0.0
    said = (first.sentence if first else _happening(run), run.health)
    sentences = "".join(f"<p>{coded(sentence)}</p>" for sentence in said if sentence)
    done = "streets rendered" if first else "steps done"
    return processes.state_line(run, _facts(run), share, done, sentences)


def coded(sentence: str) -> str:
    """A sentence as HTML; its commands and options, which stand in backticks, as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(sentence))


def _ended(status: int) -> str:
    """An exit status in words."""
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"


def _facts(run: RunState) -> list[str]:
    status, memory = run.status, run.line.get("machine", {}).get("memory")
    numbers = {k: v for k, v in run.validation.items() if isinstance(v, int | float)}
    scores = [f"{name} {value:.3g}" for name, value in numbers.items()]
    return [
        f"{run.preset} on {run.pair}, seed {run.seed}" if run.preset else "",
        f"step {run.step:,} of {run.steps:,}" if run.steps else "",
        f"phase {status.phase}" if status and status.phase and run.lives else "",
        f"{run.samples_per_second:.3g} samples/s" if run.samples_per_second else "",
        f"about {duration(run.seconds_left)} left" if run.seconds_left is not None else "",
        status.device if status else "",
        f"{status.processes} processes" if status and status.processes > 1 else "",
        f"{memory / 2**30:.2g} GiB at its peak" if isinstance(memory, int | float) else "",
        f"saved at step {run.checkpoint:,}" if run.checkpoint else "",
        f"resumed from step {status.resumed_from:,}" if status and status.resumed_from else "",
        f"validation at step {run.validated_at:,}: {', '.join(scores)}" if scores else "",
        f"since {clock(status.process_started)}" if status and run.lives else "",
    ]


def _happening(run: RunState) -> str:
    if runs.is_example(run):
        return "An example that came with the page: a finished run to look at, without its weights."
    if run.state == "stopping":
        return f"Stopping: it finishes its step and saves, at step {run.step:,} or the next."
    if run.state == "starting" and run.status and run.status.phase == OPENING:
        return "It opens the pictures that it learns from."
    if run.state == "waiting" and not run.reason:
        return "It has options, but was never started: Resume starts it."
    if run.reason:
        reason = run.problem.sentence if run.problem else run.reason
        return reason[0].upper() + reason[1:]
    asked = sorted(RunFolder(run.path).asked()) if run.lives else []
    if "stop" in asked:
        return "Asked to stop: it takes its first step, saves it, and ends."
    return f"Asked to {' and to '.join(asked)} after this step." if asked else ""
