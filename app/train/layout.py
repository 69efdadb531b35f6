"""The tab Train as it is laid out: a form on the left, a run on the right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import plotly

from app.parts import picture
from app.tab import Opening
from app.train import fields
from app.train.events import Events
from app.train.look import EMPTY, LABELS
from app.train.view import Confirmation, View

HERE = Path(__file__).resolve().parent
SECONDS = 2.0
"""Between two looks at the folder, while the tab is in front."""


@dataclass(frozen=True, kw_only=True)
class Training:
    """The tab as it was laid out."""

    events: Events

    def open(self, opening: Opening) -> None:
        """Fill the tab when the page is opened; look at the folder only while it is in front."""
        self.events.connect(opening.page)
        self.events.watch(opening.mine, opening.others)


def build(_: object = None) -> Training:
    """Lay the tab out."""
    with gr.Row():
        with gr.Column(scale=1, min_width=280, elem_classes=["to-start"]):
            barrier = gr.HTML(elem_classes=["problem"])
            form = fields.build()
        with gr.Column(scale=3, min_width=320, elem_classes=["to-watch", "shown"]):
            view = _view()
    return Training(
        events=Events(
            form=form,
            view=view,
            seen=gr.State({}),
            sheet=gr.State(None),
            timer=gr.Timer(SECONDS, active=False),
            barrier=barrier,
        )
    )


def _view() -> View:
    choice = gr.Radio([], label="Runs, newest first", elem_classes=["runs"])
    compared = gr.Dropdown([], multiselect=True, max_choices=3, visible=False,
                           allow_custom_value=True, label="Compare with, up to three",
                           elem_classes=["compare-with"])  # fmt: skip
    state = gr.HTML(EMPTY)
    trouble = gr.HTML()
    help_ = gr.Button(visible=False, size="sm", variant="primary", elem_classes=["help"])
    with gr.Row(elem_classes=["acts"]):
        buttons = {
            key: gr.Button(label, size="sm", min_width=90, interactive=False,
                           visible=False,
                           variant="stop" if key in ("stop", "end") else "secondary")
            for key, label in LABELS.items()
        }  # fmt: skip
    confirmation = _confirmation()
    key = gr.HTML()
    drawn = _curves()
    with gr.Row():
        smoothing = gr.Slider(0, 0.95, 0.6, step=0.05, label="Smoothing of the curves", buttons=[])
        log = gr.Checkbox(label="Logarithmic terms")
    table = gr.HTML()
    with gr.Row():
        with gr.Column(scale=2, min_width=320):
            step = gr.Slider(1, 2, 1, step=1, label="Sample sheet, the last is the newest",
                             visible=False, buttons=[])  # fmt: skip
            sheet = picture("Samples: none yet")
        with gr.Column(scale=1, min_width=280):
            said = gr.HTML()
    return View(choice=choice, compared=compared, state=state, trouble=trouble, help=help_,
                buttons=buttons, confirmation=confirmation, key=key, table=table, curves=drawn,
                smoothing=smoothing, logarithmic=log, step=step, picture=sheet,
                log=said)  # fmt: skip


def _confirmation() -> Confirmation:
    with gr.Row(visible=False, elem_classes=["confirm"]) as row:
        question = gr.HTML()
        yes = gr.Button("Delete for ever", size="sm", variant="stop", min_width=110)
        no = gr.Button("Keep it", size="sm", min_width=90)
    return Confirmation(row=row, question=question, yes=yes, no=no, name=gr.State(""))


def _curves() -> gr.HTML:
    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    gr.set_static_paths([script])
    props: dict[str, Any] = {"marked": 0}
    return gr.HTML(
        "",
        html_template=(
            '<p class="how none">Curves appear with the first line of the journal.</p>'
            '<div class="plot" role="img" tabindex="0" aria-label="curves of the run"></div>'
            '<p class="how hint" hidden>Green band: where a discriminator is right 52 to 98 % of '
            "the time, and both sides have something to learn. Drag to zoom, double click to go "
            "back; an entry of a legend hides its curve. Click a curve for the samples of the "
            "nearest step, where the dotted line stands; the keys ← and → go through them.</p>"
        ),
        js_on_load=(HERE / "curves.js").read_text(encoding="utf-8"),
        # Relative, so that it is found behind a path prefix as well.
        head=f'<script src="gradio_api/file={script}"></script>',
        elem_classes=["curves"],
        **props,
    )
