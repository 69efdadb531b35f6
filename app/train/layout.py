"""The tab Train: start a run, watch it, stop it. The page remembers nothing; run folders do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import gradio as gr
import plotly

from app.parts import picture
from app.tab import PRIVATE, notes, told
from app.train import forms, jobs
from app.train.forms import Form
from app.train.look import EMPTY, LABELS, PARTS, look
from gioada.training.folder import Request

SECONDS = 2.0
"""Between two looks at the folder, while the tab is in front."""


@dataclass(frozen=True, kw_only=True)
class View:
    """The parts of the right side, in the order in which ``look`` answers."""

    choice: gr.Radio
    state: gr.HTML
    buttons: dict[str, gr.Button]
    curves: gr.HTML
    step: gr.Slider
    picture: gr.Image
    log: gr.HTML

    @property
    def outputs(self) -> list[Any]:
        """All of them."""
        return [self.choice, self.state, *self.buttons.values(), self.curves, self.step,
                self.picture, self.log]  # fmt: skip


HERE = Path(__file__).resolve().parent
QUIET: dict[str, Any] = {"show_progress": "hidden", **PRIVATE}
"""Given to events that only look."""


@dataclass(frozen=True, kw_only=True)
class Training:
    """The tab as it was laid out."""

    form: Form
    view: View
    smoothing: gr.Slider
    log: gr.Checkbox
    seen: gr.State
    timer: gr.Timer
    barrier: gr.HTML

    def open(self, page: gr.Blocks) -> None:
        """Fill the tab when the page is opened, and let its parts answer."""
        inputs = [self.view.choice, self.smoothing, self.log, self.view.step, self.seen]
        outputs = [*self.view.outputs, self.seen]
        page.load(_welcome, None, [self.barrier, self.form.start, self.seen], **QUIET).then(
            _look, inputs, outputs, **QUIET
        )
        events = (self.timer.tick, self.view.choice.input, self.smoothing.release, self.log.input,
                  self.view.step.input)  # fmt: skip
        for event in events:
            event(_look, inputs, outputs, **QUIET)
        acts: dict[gr.Button, Any] = {
            self.form.start: (_start(self.form), self.form.inputs, self.view.choice)
        }
        for key, button in self.view.buttons.items():
            acts[button] = (_act(key), [self.view.choice, self.form.device], None)
        for button, (handler, given, answer) in acts.items():
            button.click(
                told(handler), given, answer, api_visibility="private", show_progress="hidden"
            ).success(_look, inputs, outputs, **QUIET)
        gr.on(
            [page.load, *(field.change for field in self.form.inputs)],
            self.form.told_commands,
            self.form.inputs,
            self.form.commands,
            **QUIET,
        )

    def watch(self, mine: gr.Tab, others: list[gr.Tab]) -> None:
        """Look at the folder only while the tab is in front."""
        mine.select(lambda: gr.Timer(active=True), None, self.timer, **QUIET)
        for other in others:
            other.select(lambda: gr.Timer(active=False), None, self.timer, **QUIET)


def _welcome(request: gr.Request) -> tuple[Any, Any, dict[str, object]]:
    sentence = _barrier(request)
    return notes(sentence), gr.update(interactive=not sentence), {}


def _look(
    request: gr.Request,
    name: str | None,
    smoothing: float,
    log: bool,
    at: float,
    seen: dict[str, object],
) -> list[Any]:
    made, now = look(name, smoothing, log, at, seen, bool(_barrier(request)))
    return [*(made.get(part, gr.skip()) for part in PARTS), now]


def _start(form: Form) -> Callable[..., Any]:
    def start(request: gr.Request, *values: Any) -> Any:
        _check(request)
        name = jobs.start(*form.read(*values))
        return gr.update(choices=[(name, name)], value=name)

    return start


def _act(key: str) -> Callable[..., None]:
    def act(request: gr.Request, name: str | None, device: str) -> None:
        _check(request)
        if key == "resume":
            jobs.resume(name, device)
        elif key == "end":
            jobs.end(name)
        else:
            jobs.ask(name, cast("Request", key))

    return act


def _check(request: gr.Request) -> None:
    if sentence := _barrier(request):
        raise ValueError(sentence)


def _barrier(request: gr.Request) -> str:
    return jobs.barrier(request.client.host if request.client else None)


def build() -> Training:
    """Lay the tab out."""
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            barrier = gr.HTML(elem_classes=["problem"])
            form = forms.build()
        with gr.Column(scale=3, min_width=320):
            choice = gr.Radio([], label="Runs, newest first", elem_classes=["runs"])
            state = gr.HTML(notes(EMPTY))
            with gr.Row():
                buttons = {
                    key: gr.Button(label, size="sm", min_width=90, interactive=False,
                                   visible=key != "end",
                                   variant="stop" if key in ("stop", "end") else "secondary")
                    for key, label in LABELS.items()
                }  # fmt: skip
            drawn = _curves()
            with gr.Row():
                smoothing = gr.Slider(0, 0.95, 0.6, step=0.05, label="Smoothing of the curves",
                                      buttons=[])  # fmt: skip
                log = gr.Checkbox(label="Logarithmic terms")
            with gr.Row():
                with gr.Column(min_width=320):
                    step = gr.Slider(1, 2, 1, step=1, label="Sample sheet, the last is the newest",
                                     visible=False, buttons=[])  # fmt: skip
                    sheet = picture("Samples: none yet")
                with gr.Column(min_width=320):
                    said = gr.HTML()
    view = View(choice=choice, state=state, buttons=buttons, curves=drawn, step=step,
                picture=sheet, log=said)  # fmt: skip
    return Training(
        form=form, view=view, smoothing=smoothing, log=log, seen=gr.State({}),
        timer=gr.Timer(SECONDS, active=False), barrier=barrier,
    )  # fmt: skip


def _curves() -> gr.HTML:
    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    gr.set_static_paths([script])
    return gr.HTML(
        "",
        html_template=(
            '<p class="how none">Curves appear with the first line of the journal.</p>'
            '<div class="plot" role="img" aria-label="curves of the run"></div>'
            '<p class="how">Green band: where a discriminator is right 52 to 98 % of the time, '
            "and both sides have something to learn. Drag to zoom, double click to go back.</p>"
        ),
        js_on_load=(HERE / "curves.js").read_text(encoding="utf-8"),
        # Relative, so that it is found behind a path prefix as well.
        head=f'<script src="gradio_api/file={script}"></script>',
        elem_classes=["curves"],
    )
