"""What the page says of a run, in words: its state, its facts, its log."""

from __future__ import annotations

import html
import re
from pathlib import Path

from app.train import jobs
from gioada.training.folder import RunFolder
from gioada.training.status import duration
from gioada.training.watch import RunState

_COLOURS = {
    "running": "#00a37a",
    "starting": "#008cff",
    "stopping": "#008cff",
    "done": "#7a8190",
    "stopped": "#7a8190",
    "waiting": "#7a8190",
}
_TROUBLE = "#e68200"


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
        f"<p>{_coded(sentence)}</p>" for sentence in (_happening(run), run.health) if sentence
    )
    return (
        f'<div class="run" style="border-left-color:{colour}"><p class="state">'
        f'<b style="background:{colour}">{run.state}</b><strong>{html.escape(run.name)}</strong>'
        f"{facts}</p>"
        f'<progress max="1" value="{share:.4f}" aria-label="steps done"></progress>'
        f"{sentences}</div>"
    )


def _coded(sentence: str) -> str:
    """Commands and options, which stand in backticks, as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(sentence))


def _facts(run: RunState) -> list[str]:
    status, memory = run.status, run.line.get("machine", {}).get("memory")
    facts = [
        f"{run.preset} on {run.pair}, seed {run.seed}" if run.preset else "",
        f"step {run.step:,} of {run.steps:,}" if run.steps else "",
        f"phase {status.phase}" if status and status.phase and run.lives else "",
        f"{run.samples_per_second:.3g} samples/s" if run.samples_per_second else "",
        f"about {duration(run.seconds_left)} left" if run.seconds_left is not None else "",
        status.device if status else "",
        f"{memory / 2**30:.2g} GiB at its peak" if isinstance(memory, int | float) else "",
        f"saved at step {run.checkpoint:,}" if run.checkpoint else "",
        f"resumed from step {status.resumed_from:,}" if status and status.resumed_from else "",
    ]
    return [fact for fact in facts if fact]


def _happening(run: RunState) -> str:
    if run.state == "stopping":
        return f"Stopping: it finishes its step and saves, at step {run.step:,} or the next."
    if run.state == "waiting" and not run.reason:
        return "It has options, but was never started: Resume starts it."
    if run.reason:
        return run.reason[0].upper() + run.reason[1:]
    asked = sorted(RunFolder(run.path).asked() - {"stop"}) if run.lives else []
    return f"Asked to {' and to '.join(asked)} after this step." if asked else ""


def log_lines(run: RunState) -> str:
    """The last lines of a run's log as HTML."""
    text = jobs.log_tail(run) or "Nothing yet."
    title = '<h4 class="over">Log</h4>'
    return f'{title}<pre class="log" tabindex="0" aria-label="log">{html.escape(text)}</pre>'


def sample_steps(run: RunState) -> list[tuple[int, Path]]:
    """Steps at which samples were drawn, and their files, oldest first."""
    found = []
    for path in RunFolder(run.path).samples.glob("step-*.png"):
        number = path.stem.removeprefix("step-")
        if number.isdigit():
            found.append((int(number), path))
    return sorted(found)
