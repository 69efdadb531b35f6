"""What the page says of a run, in words: its state, its facts, its trouble, its log."""

from __future__ import annotations

import html

from app.train import causes, processes
from app.train.listing import is_example, log_tail
from app.train.words import coded
from gioada.training.folder import RunFolder
from gioada.training.status import OPENING, clock, duration
from gioada.training.watch import RunState

_COLOURS = {
    "running": "#00805f",
    "starting": "#0072ce",
    "stopping": "#0072ce",
    "done": "#5f6675",
    "stopped": "#5f6675",
    "waiting": "#5f6675",
}
_TROUBLE = "#b35900"
_LAST = 4


def label(run: RunState) -> str:
    """A run in the list: its name, its state, and how far it is."""
    far = f" {100 * run.step // run.steps} %" if run.steps and run.state != "done" else ""
    return f"{run.name} · {run.state}{far}"


def state_line(run: RunState) -> str:
    """A run's state, progress, speed and health as HTML."""
    colour = _COLOURS.get(run.state, _TROUBLE)
    share = run.step / run.steps if run.steps else 0.0
    facts = "".join(f"<span>{html.escape(fact)}</span>" for fact in _facts(run))
    sentences = "".join(
        f"<p>{coded(sentence)}</p>" for sentence in (_happening(run), run.health) if sentence
    )
    return (
        f'<div class="run" style="border-left-color:{colour}"><p class="state">'
        f'<b style="background:{colour}">{run.state}</b><strong>{html.escape(run.name)}</strong>'
        f"{facts}</p>"
        f'<progress max="1" value="{share:.4f}" aria-label="steps done"></progress>'
        f"{sentences}</div>"
    )


def trouble(run: RunState) -> tuple[str, causes.Help | None]:
    """Why a run ended before its time, as HTML (empty if it did not), and what helps most."""
    log, status = log_tail(run), processes.exit_status(run.path)
    cause = causes.find_cause(run, log, status)
    if cause is None:
        return "", None
    # What the trainer itself gave as a reason stands above, and ends the log too.
    told = run.status is not None and run.status.reason
    last = "" if told else "\n".join(log.splitlines()[-_LAST:])
    how = causes.ended(status)
    said = f"<pre>{html.escape(last)}</pre>" if last else ""
    return (
        f'<div class="trouble" role="status"><p>{coded(cause.sentence)}'
        f"{f' <span>({how})</span>' if how else ''}</p>{said}</div>"
    ), cause.help


def _facts(run: RunState) -> list[str]:
    status, memory = run.status, run.line.get("machine", {}).get("memory")
    scores = [f"{name} {value:.3g}" for name, value in run.validation.items()
              if isinstance(value, int | float)]  # fmt: skip
    facts = [
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
    return [fact for fact in facts if fact]


def _happening(run: RunState) -> str:
    if is_example(run):
        return "An example that came with the page: a finished run to look at, without its weights."
    if run.state == "stopping":
        return f"Stopping: it finishes its step and saves, at step {run.step:,} or the next."
    if run.state == "starting" and run.status and run.status.phase == OPENING:
        return "What it learns from is opened, and rendered where it is not there yet: see the log."
    if run.state == "waiting" and not run.reason:
        return "It has options, but was never started: Resume starts it."
    if run.reason:
        return run.reason[0].upper() + run.reason[1:]
    asked = sorted(RunFolder(run.path).asked()) if run.lives else []
    if "stop" in asked:
        return "Asked to stop: it takes its first step, saves it, and ends."
    return f"Asked to {' and to '.join(asked)} after this step." if asked else ""


def log_lines(run: RunState) -> str:
    """The last lines of a run's log as HTML."""
    text = log_tail(run) or ("Nothing yet." if run.lives else "This run left no log.")
    title = '<h4 class="over">Log</h4>'
    return f'{title}<pre class="log" tabindex="0" aria-label="log">{html.escape(text)}</pre>'
