"""What the buttons of the tab do, after it was seen that this visitor may do it."""

from __future__ import annotations

import html
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import gradio as gr

from app import places, processes
from app.processes import barrier
from app.train import jobs, look, result, runs, specs, words
from app.train.form import Form, place_of
from gioada.errors import Problem
from gioada.training.folder import Request, RunFolder
from gioada.training.options import advised
from gioada.training.spec import Experiment
from gioada.training.watch import RunState


def barrier_of(request: gr.Request) -> str:
    """Why the visitor who sent a request may not train; empty if he may."""
    return barrier(request.client.host if request.client else None, "train")


def started(form: Form) -> Callable[..., Any]:
    """Start: values of the form -> the run that is shown."""

    def start(request: gr.Request, *values: Any) -> Any:
        _check(request)
        name = jobs.start(*form.read(*values))
        # All of them: another look may be under way whose run is not the new one.
        listed = [(processes.label(run), run.name) for run in runs.listed()]
        return gr.update(choices=listed, value=name)

    return start


def done(key: str) -> Callable[..., None]:
    """Stop, Resume, Save now, Sample now, End now: a run and the form's place -> nothing."""

    def act(request: gr.Request, name: str | None, *place: Any) -> None:
        _check(request)
        if key == "resume":
            jobs.resume(name, place_of(*place))
        elif key == "end":
            jobs.end(name)
        else:
            jobs.ask(name, cast("Request", key))

    return act


def helped(form: Form) -> Callable[..., Any]:
    """The button that helps a run that failed: a run and the form's place -> the form."""

    def help_(request: gr.Request, name: str | None, *place: Any) -> list[Any]:
        _check(request)
        run = runs.find(name)
        _, kind = words.trouble(run)
        if kind == "options":
            return _filled(form, run)
        jobs.resume(name, place_of(*place))
        return [gr.skip() for _ in form.fillable]

    return help_


def on_photos(name: str, request: gr.Request) -> Iterator[Any]:
    """A run that has finished with a person's photos -> these, as networks read them, and words."""
    if not name:
        yield gr.update(visible=False), ""
        return
    _check(request)
    yield gr.update(visible=True, value=[], label="Your photos are being read"), ""
    rows, said = result.compared(runs.find(name))
    shown = [each for row in rows for each in row]
    label = "Your photos, read without and with adaptation to them"
    yield gr.update(value=shown, columns=len(rows[0]), label=label), said


def with_advice(form: Form, number: int) -> Callable[..., Any]:
    """New run with an option that may help: a run -> the form."""

    def fill(name: str | None) -> list[Any]:
        run = runs.find(name)
        advice = words.advice_for(run)[number]
        return _filled(form, run, lambda described: advised(described, advice))

    return fill


def copied(form: Form) -> Callable[..., Any]:
    """New run from this one: a run -> the form."""
    return lambda name: _filled(form, runs.find_any(name))


def _filled(
    form: Form, run: RunState, changed: Callable[[Experiment], Experiment] = lambda same: same
) -> list[Any]:
    """The form filled from a run."""
    own = run.name.removeprefix(runs.EXAMPLE)
    described = changed(specs.read(RunFolder(run.path).spec))
    return form.filled(described, f"the run {own}", jobs.numbered(own))


def loaded(form: Form) -> Callable[..., Any]:
    """Options from a spec.json: the file -> the form."""
    return lambda path: form.filled(specs.read(Path(path)), Path(path).name, "")


def uploaded(paths: list[str], request: gr.Request) -> str:
    """Photos from the browser: the folder that they are kept in from now on, or their zip."""
    _check(request)
    files = [Path(path) for path in paths]
    folder = places.runs() / ".photos" / f"{files[0].stem}-{time.time_ns()}"
    folder.mkdir(parents=True)
    for number, file in enumerate(files):
        shutil.copyfile(file, folder / f"{number:05d}{file.suffix.lower()}")
    zips = [file for file in files if file.suffix.lower() == ".zip"]
    return str(
        folder / f"00000{zips[0].suffix.lower()}" if len(files) == len(zips) == 1 else folder
    )


def picked(name: str | None, number: float, event: gr.EventData) -> tuple[Any, Any]:
    """A click on a curve, or an arrow key: the slider's place and the step of the sheet meant."""
    data: dict[str, Any] = event._data or {}
    run = _known(name)
    wanted = look.nearest(run, data["step"]) if run and "step" in data else int(number)
    return slid(name, wanted + data.get("by", 0))


def slid(name: str | None, number: float) -> tuple[Any, Any]:
    """A place of the slider: that place, and the step of its sheet; None follows the newest."""
    run = _known(name)
    sheets = look.sheets_of(run) if run else []
    if not sheets:
        return gr.skip(), None
    place = min(max(int(number), 1), len(sheets))
    return place, sheets[place - 1][0] if place < len(sheets) else None


def _known(name: str | None) -> RunState | None:
    try:
        return runs.find_any(name)
    except ValueError:
        return None


def questioned(request: gr.Request, name: str | None) -> tuple[Any, str, str | None]:
    """Delete: a run -> the question whether that is meant."""
    _check(request)
    run = runs.find(name)
    size = sum(path.stat().st_size for path in run.path.rglob("*") if path.is_file())
    sentence = (
        f"Delete the run {run.name}, {size / 1e6:,.1f} MB with its checkpoints? "
        "It cannot be brought back."
    )
    return gr.update(visible=True), f"<p>{html.escape(sentence)}</p>", run.name


def removed(request: gr.Request, name: str | None) -> tuple[Any, Any]:
    """Delete for ever: a run -> the newest one is shown."""
    _check(request)
    jobs.remove(name)
    return gr.update(visible=False), None


def _check(request: gr.Request) -> None:
    if sentence := barrier_of(request):
        raise Problem("training.not_allowed", sentence)
