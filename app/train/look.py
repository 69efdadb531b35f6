"""What has changed in the folder of runs since a browser was last answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from app import processes
from app.files import write
from app.train import comparing, curves, result, words
from app.train.runs import is_example, listed
from gioada.training.folder import RunFolder
from gioada.training.watch import RunState

LABELS = {
    "stop": "Stop",
    "resume": "Resume",
    "save": "Save now",
    "sample": "Sample now",
    "end": "End now",
    "copy": "New run from this one",
    "remove": "Delete …",
}
BUTTONS = tuple(LABELS)
ADVICE = ("advice-1", "advice-2", "advice-3")
"""Buttons that start a new run's form with an option that may help."""
PARTS = (
    *("choice", "compared", "state", "trouble", "help", *ADVICE, *BUTTONS),
    *("key", "curves", "table", "step", "picture", "log", "finished"),
)
"""In the order in which the tab shows them."""
EMPTY = (
    "No run yet. Press Start: the form is set to a first run on small rendered streets, which "
    "needs no data and takes a few minutes."
)
SUFFIXES = (".png", ".webp")
"""Of sample sheets."""
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
        "end": processes.may_be_ended(run),
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
    made: dict[str, Any] = {
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
    why, help_ = words.trouble(run) if run and not is_example(run) else ("", None)
    may["resume"] = may["resume"] and help_ != "resume"  # else there would be two such buttons
    return {
        "choice": {
            "choices": [(processes.label(each), each.name) for each in runs],
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
            "value": words.BUTTONS[help_] if help_ else "",
        },
        **_advised(run if shown else None),
        **{key: {"interactive": may[key], "visible": may[key]} for key in BUTTONS},
        "key": {"value": comparing.key(together)},
        "table": {"value": comparing.table(together)},
        "finished": {"value": run.name if run and shown and _reads_photos(run) else ""},
        "log": {"value": processes.log_lines(run) if run and not is_example(run) else ""},
    }


def _reads_photos(run: RunState | None) -> bool:
    """Whether a run is done that was adapted to a person's photos, which it then reads."""
    return run is not None and run.state == "done" and result.photos_of(run) is not None


def _advised(run: RunState | None) -> dict[str, Any]:
    """The buttons of the options that may help, each with its option and value."""
    advice = words.advice_for(run) if run and run.state != "damaged" else ()
    texts = [f"New run with --{each.option} {each.value}" for each in advice]
    return {
        part: {"visible": number < len(texts), "value": "".join(texts[number : number + 1])}
        for number, part in enumerate(ADVICE)
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
    return empty + (words.state_line(run) if run else "")


def _curves(
    together: list[RunState], asked: Asked, seen: dict[str, object], now: dict[str, object]
) -> dict[str, Any]:
    """The curves where they are new, and the step that they mark."""
    measured = [
        curves.Measured(name=each.name, lines=curves.lines(RunFolder(each.path).journal))
        for each in together
    ]
    newest = [(each.name, len(each.lines), each.lines[-1:]) for each in measured]
    now["curves"] = (newest, asked.smoothing, asked.log)
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
    sheets = sheets_of(run) if run else []
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
        shown = path and picture_of(path)
        label = f"Samples at step {step:,}" if path else "Samples: none yet"
        label += ", which could not be read" if path and not shown else ""
        made["picture"] = gr.update(value=shown, label=label, alt_text=label)
    return made


# --- sample sheets ------------------------------------------------------------------------------


def sheets_of(run: RunState) -> list[tuple[int, Path]]:
    """Steps at which samples were drawn, and their files, oldest first."""
    found = []
    for path in RunFolder(run.path).samples.glob("step-*"):
        number = path.stem.removeprefix("step-")
        if number.isdigit() and path.suffix in SUFFIXES:
            found.append((int(number), path))
    return sorted(found)


def nearest(run: RunState, step: float) -> int:
    """The number, from 1, of the sheet nearest to a step; 0 if there is none."""
    steps = [at for at, _ in sheets_of(run)]
    return 1 + min(range(len(steps)), key=lambda n: abs(steps[n] - step)) if steps else 0


def picture_of(path: Path) -> str | None:
    """A sheet as a file of the page's own: runs may lie where Gradio serves nothing."""
    try:
        with Image.open(path) as opened:
            return write(np.asarray(opened.convert("RGB")))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None  # removed meanwhile, or no picture at all
