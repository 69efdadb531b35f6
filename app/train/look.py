"""What has changed in the folder of runs since a browser was last told."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.pictures import write
from app.tab import notes
from app.train import curves, jobs, watching
from gioada.training.folder import RunFolder
from gioada.training.watch import RunState

LABELS = {"stop": "Stop", "resume": "Resume", "save": "Save now", "sample": "Sample now",
          "end": "End now"}  # fmt: skip
BUTTONS = tuple(LABELS)
PARTS = ("choice", "state", *BUTTONS, "curves", "step", "picture", "log")
"""In the order in which the tab shows them."""
EMPTY = (
    "No run yet. Press Start: the form is set to a first run on small rendered streets, which "
    "needs no data and takes a few minutes."
)
_NEVER = object()


def allowed_buttons(run: RunState | None) -> dict[str, bool]:
    """Which buttons can be pressed, as a function of the run's state alone."""
    if run is None:
        return dict.fromkeys(BUTTONS, False)
    trains = run.state in ("starting", "running") and run.status is not None
    return {
        "stop": trains and run.lives,
        "resume": not run.lives and run.state not in ("done", "damaged"),
        "save": run.state == "running",
        "sample": run.state == "running",
        "end": jobs.may_be_ended(run),
    }


def look(
    name: str | None,
    smoothing: float,
    log: bool,
    at: float,
    seen: dict[str, object],
    forbidden: bool,
) -> tuple[dict[str, Any], dict[str, object]]:
    """What has changed on the right side.

    Args:
        name: the run that is shown; None shows the newest.
        smoothing: of the curves.
        log: logarithmic axis.
        at: number of the sample sheet, from 1; 0 or the last one follows the newest.
        seen: what this browser was sent before, as this function returned it.
        forbidden: whether this visitor may not train here.

    Returns:
        new values by part, and what is to be given as ``seen`` the next time.
    """
    runs = jobs.listed()
    run = next((run for run in runs if run.name == name), runs[0] if runs else None)
    now = _present(runs, run, forbidden)
    new = {part: value for part, value in now.items() if seen.get(part, _NEVER) != value}
    made = {part: gr.update(**value) for part, value in new.items()}
    measured = curves.lines(RunFolder(run.path).journal) if run else []
    now["curves"] = (run and run.name, len(measured), measured[-1:], smoothing, log)
    if now["curves"] != seen.get("curves", _NEVER):
        drawn = curves.figure(run.name, measured, smoothing, log) if run else ""
        made["curves"] = gr.update(value=drawn)
    made.update(_samples(run, at, seen, now))
    return made, now


def _present(runs: list[RunState], run: RunState | None, forbidden: bool) -> dict[str, Any]:
    listed = [(watching.label(each), each.name) for each in runs]
    may = allowed_buttons(None if forbidden else run)
    return {
        "choice": {"choices": listed, "value": run.name if run else None, "visible": bool(runs)},
        "state": {"value": watching.state_line(run) if run else notes(EMPTY)},
        "log": {"value": watching.log_lines(run) if run else ""},
        **{key: {"interactive": may[key]} for key in BUTTONS if key != "end"},
        "end": {"visible": may["end"]},
    }


def _samples(
    run: RunState | None, at: float, seen: dict[str, object], now: dict[str, object]
) -> dict[str, Any]:
    sheets = watching.sample_steps(run) if run else []
    before = seen.get("sheets", (None, 0))
    assert isinstance(before, tuple)
    follows = before[0] != (run and run.name) or not 0 < at < before[1]
    number = len(sheets) if follows else min(int(at), len(sheets))
    now["sheets"] = (run and run.name, len(sheets))
    now["sheet"] = sheets[number - 1] if sheets else None
    made: dict[str, Any] = {}
    if now["sheets"] != before:
        several = len(sheets) > 1
        made["step"] = gr.update(maximum=max(2, len(sheets)), value=max(1, number), visible=several)
    if now["sheet"] != seen.get("sheet", _NEVER):
        value, step = (
            (_sheet(sheets[number - 1][1]), sheets[number - 1][0]) if sheets else (None, 0)
        )
        label = f"Samples at step {step:,}" if sheets else "Samples: none yet"
        made["picture"] = gr.update(value=value, label=label)
    return made


def _sheet(path: Any) -> str | None:
    """A sample sheet as a file of the page's own: runs may lie where Gradio serves nothing."""
    import numpy as np
    from PIL import Image

    try:
        with Image.open(path) as opened:
            return write(np.asarray(opened.convert("RGB")))
    except OSError:  # removed meanwhile
        return None
