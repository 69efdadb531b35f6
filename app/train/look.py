"""What has changed in the folder of runs since a browser was last told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.train import causes, comparing, curves, jobs, samples, watching
from app.train.listing import is_example, listed
from gioada.training.folder import RunFolder
from gioada.training.watch import RunState

LABELS = {"stop": "Stop", "resume": "Resume", "save": "Save now", "sample": "Sample now",
          "end": "End now", "copy": "New run from this one", "remove": "Delete …"}  # fmt: skip
BUTTONS = tuple(LABELS)
PARTS = ("choice", "compared", "state", "trouble", "help", *BUTTONS, "key", "curves", "table",
         "step", "picture", "log")  # fmt: skip
"""In the order in which the tab shows them."""
EMPTY = (
    "No run yet. Press Start: the form is set to a first run on small rendered streets, which "
    "needs no data and takes a few minutes."
)
_NEVER = object()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a browser wants to see."""

    name: str | None = None
    """The run that is shown; None shows the newest."""
    compared: Sequence[str] = ()
    """Others whose curves are laid over its own; those that are not there are passed over."""
    smoothing: float = 0.6
    """Of the curves."""
    log: bool = False
    """Logarithmic axis."""
    sheet: int | None = None
    """Step of the sample sheet; None, or one that the run has not, is the newest."""
    forbidden: bool = False
    """Whether this visitor may not train here."""


def allowed_buttons(run: RunState | None) -> dict[str, bool]:
    """Which buttons can be pressed, as a function of the run's state alone."""
    if run is None or is_example(run):
        return dict.fromkeys(BUTTONS, False) | {"copy": run is not None}
    trains = run.state in ("starting", "running") and run.status is not None
    asked = RunFolder(run.path).asked() if trains else ()
    return {
        "stop": trains and run.lives and "stop" not in asked,
        "resume": not run.lives and run.state not in ("done", "damaged", "starting"),
        "save": run.state == "running",
        "sample": run.state == "running",
        "end": jobs.may_be_ended(run),
        "copy": run.state != "damaged",
        "remove": not run.lives,
    }


def look(asked: Asked, seen: dict[str, object]) -> tuple[dict[str, Any], dict[str, object]]:
    """What has changed on the right side.

    Args:
        asked: what is to be seen.
        seen: what this browser was sent before, as this function returned it.

    Returns:
        new values by part, and what is to be given as ``seen`` the next time.
    """
    runs = listed()
    run = next((run for run in runs if run.name == asked.name), runs[0] if runs else None)
    named = {each.name: each for each in runs if each is not run}
    others = [named[name] for name in asked.compared if name in named]
    together = [run, *others][: comparing.MOST] if run else []
    now = _present(runs, run, together, asked)
    made = {
        part: gr.update(**value) for part, value in now.items() if seen.get(part, _NEVER) != value
    }
    made.update(_chosen(together, asked, made))
    made.update(_samples(run, asked, seen, now))
    made.update(_curves(together, asked, seen, now))
    return made, now


def _present(
    runs: list[RunState], run: RunState | None, together: list[RunState], asked: Asked
) -> dict[str, Any]:
    may = allowed_buttons(run)
    if asked.forbidden:
        may = dict.fromkeys(may, False) | {"copy": may["copy"]}
    shown = run is not None and not is_example(run) and not asked.forbidden
    why, help_ = watching.trouble(run) if run and not is_example(run) else ("", None)
    return {
        "choice": {
            "choices": [(watching.label(each), each.name) for each in runs],
            "visible": bool(runs),
        },
        "compared": {
            "choices": [each.name for each in runs if each is not run],
            "visible": len(runs) > 1,
        },
        "state": {"value": _state(run, asked.forbidden)},
        "trouble": {"value": why},
        "help": {
            "visible": help_ is not None and not asked.forbidden,
            "value": causes.BUTTONS[help_] if help_ else "",
        },
        **{key: {"interactive": may[key], "visible": shown or key == "copy"} for key in BUTTONS},
        "end": {"interactive": may["end"], "visible": may["end"]},
        "key": {"value": comparing.key(together)},
        "table": {"value": comparing.table(together)},
        "log": {"value": watching.log_lines(run) if run and not is_example(run) else ""},
    }


def _chosen(together: list[RunState], asked: Asked, made: dict[str, Any]) -> dict[str, Any]:
    """The chosen runs, only where they are not those that were asked for: an answer that repeats
    a choice would take back the one that a visitor has made since he asked."""
    names = [run.name for run in together]
    found = {"choice": names[0] if names else None, "compared": names[1:]}
    before = {"choice": asked.name, "compared": list(asked.compared)}
    return {
        part: {**made.get(part, gr.update()), "value": value}
        for part, value in found.items()
        if value != before[part]
    }


def _state(run: RunState | None, forbidden: bool) -> str:
    empty = (
        f'<p class="none-yet">{EMPTY}</p>'
        if not forbidden and (run is None or is_example(run))
        else ""
    )
    return empty + (watching.state_line(run) if run else "")


def _curves(
    together: list[RunState], asked: Asked, seen: dict[str, object], now: dict[str, object]
) -> dict[str, Any]:
    """The curves where they are new, and the step that they mark."""
    measured = [
        curves.Measured(name=each.name, lines=curves.lines(RunFolder(each.path).journal))
        for each in together
    ]
    now["curves"] = ([(each.name, len(each.lines), each.lines[-1:]) for each in measured],
                     asked.smoothing, asked.log)  # fmt: skip
    sheet = now["sheet"]
    now["marked"] = sheet[0] if isinstance(sheet, tuple) else 0
    made: dict[str, Any] = {}
    if now["curves"] != seen.get("curves", _NEVER):
        made["value"] = curves.figure(measured, asked.smoothing, asked.log) if measured else ""
    if now["marked"] != seen.get("marked", _NEVER):
        made["marked"] = now["marked"]
    return {"curves": gr.update(**made)} if made else {}


def _samples(
    run: RunState | None, asked: Asked, seen: dict[str, object], now: dict[str, object]
) -> dict[str, Any]:
    sheets = samples.sheets(run) if run else []
    steps = [step for step, _ in sheets]
    number = 1 + steps.index(asked.sheet) if asked.sheet in steps else len(sheets)
    now["sheets"] = (run and run.name, len(sheets))
    now["sheet"] = sheets[number - 1] if sheets else None
    made: dict[str, Any] = {}
    if now["sheets"] != seen.get("sheets", _NEVER):
        several = len(sheets) > 1
        made["step"] = gr.update(maximum=max(2, len(sheets)), value=max(1, number), visible=several)
    if now["sheet"] != seen.get("sheet", _NEVER):
        step, path = sheets[number - 1] if sheets else (0, None)
        shown = path and samples.picture(path)
        label = f"Samples at step {step:,}" if path else "Samples: none yet"
        label += ", which could not be read" if path and not shown else ""
        made["picture"] = gr.update(value=shown, label=label, alt_text=label)
    return made
