"""The tab Train: a form on the left, a run on the right."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from app.tab import Opening
from app.train import fields, view
from app.train.events import Events

SECONDS = 2.0
"""Between two looks at the folder, while the tab is in front."""


@dataclass(frozen=True, kw_only=True)
class Training:
    """The tab as it was laid out."""

    events: Events

    def open(self, opening: Opening) -> None:
        """Fill the tab when the page is opened; look at the folder only while it is in front."""
        self.events.connect(opening.first_seen)
        self.events.watch(opening.mine, opening.others)


def build(_: object = None) -> Training:
    """Lay the tab out."""
    with gr.Row():
        with gr.Column(scale=1, min_width=280, elem_classes=["to-start"]):
            barrier = gr.HTML(elem_classes=["problem"])
            left = fields.build()
        with gr.Column(scale=3, min_width=320, elem_classes=["to-watch", "shown"]):
            right = view.build()
    return Training(
        events=Events(
            form=left,
            view=right,
            seen=gr.State({}),
            sheet=gr.State(None),
            timer=gr.Timer(SECONDS, active=False),
            barrier=barrier,
        )
    )
