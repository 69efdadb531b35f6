"""The right side of the tab: a run, its curves and samples, and what can be done to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import plotly

from app.parts import picture
from app.train.look import ADVICE, EMPTY, LABELS, PARTS

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """The question whether a run is to be deleted."""

    row: gr.Row
    question: gr.HTML
    yes: gr.Button
    no: gr.Button
    name: gr.State
    """The run that was asked about, which may not be the one that is shown by now."""


@dataclass(frozen=True, kw_only=True)
class View:
    """What shows a run, and what can be done to it."""

    parts: dict[str, Any]
    """What ``look`` answers, by PARTS."""
    smoothing: gr.Slider
    logarithmic: gr.Checkbox
    photos: gr.Gallery
    """A person's photos, as the non-adapted network and the run's read them."""
    said: gr.HTML
    """What the colours in them mean."""
    confirmation: Confirmation

    @property
    def inputs(self) -> list[Any]:
        """What a visitor wants to see."""
        return [self.parts["choice"], self.parts["compared"], self.smoothing, self.logarithmic]


def build() -> View:
    """Lay it out."""
    parts: dict[str, Any] = {
        "choice": gr.Radio([], label="Runs, newest first", elem_classes=["runs"]),
        "state": gr.HTML(EMPTY),
        "trouble": gr.HTML(),
    }
    hidden: dict[str, Any] = {"visible": False, "size": "sm", "min_width": 90}
    parts["help"] = gr.Button(variant="primary", elem_classes=["help"], **hidden)
    with gr.Row(elem_classes=["acts"]):
        parts |= {part: gr.Button(**hidden) for part in ADVICE}
    with gr.Row(elem_classes=["acts"]):
        for key, label in LABELS.items():
            kind = "stop" if key in ("stop", "end") else "secondary"
            parts[key] = gr.Button(label, variant=kind, **hidden)
    confirmation = _confirmation()
    photos = gr.Gallery(
        visible=False,
        columns=3,
        object_fit="contain",
        height="auto",
        interactive=False,
        buttons=["fullscreen"],
        elem_classes=["read"],
    )
    said = gr.HTML()
    parts |= {"key": gr.HTML(), "curves": _curves()}
    with gr.Accordion("Compare runs, smooth the curves", open=False):
        parts["compared"] = gr.Dropdown(
            [],
            multiselect=True,
            max_choices=3,
            visible=False,
            allow_custom_value=True,
            label="Compare with, up to three",
        )
        with gr.Row():
            smoothing = gr.Slider(
                0, 0.95, 0.6, step=0.05, label="Smoothing of the curves", buttons=[]
            )
            log = gr.Checkbox(label="Logarithmic terms")
    parts["table"] = gr.HTML()
    with gr.Row():
        with gr.Column(scale=2, min_width=320):
            parts["step"] = gr.Slider(
                1, 2, 1, step=1, label="Samples, the last are the newest", visible=False, buttons=[]
            )
            parts["picture"] = picture("Samples: none yet")
        with gr.Column(scale=1, min_width=280):
            parts["log"] = gr.HTML()
    # Unseen: the name of the run, once it has finished with a person's photos.
    parts["finished"] = gr.Textbox(visible="hidden")
    return View(
        parts={name: parts[name] for name in PARTS},
        smoothing=smoothing,
        logarithmic=log,
        photos=photos,
        said=said,
        confirmation=confirmation,
    )


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
            '<p class="how none">Curves appear once it trains.</p>'
            '<div class="plot" role="img" tabindex="0" aria-label="curves of the run"></div>'
            '<p class="how hint" hidden>Green band: a discriminator that is right 52 to 98 % of '
            "the time, so that both sides learn. Drag to zoom, double click to go back. Click a "
            "curve for the samples of that step; the keys ← and → go through them.</p>"
        ),
        js_on_load=(HERE / "curves.js").read_text(encoding="utf-8"),
        # Relative, so that it is found behind a path prefix as well.
        head=f'<script src="gradio_api/file={script}"></script>',
        elem_classes=["curves"],
        **props,
    )
