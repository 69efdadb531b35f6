"""The tab Train: a form on the left, a run on the right."""

from __future__ import annotations

import gradio as gr

from app.train import fields, view
from app.train.events import Events

SECONDS = 2.0
"""Between two looks at the folder, while the tab is in front."""


def build(_: object = None) -> Events:
    """Lay the tab out."""
    with gr.Row():
        with gr.Column(scale=1, min_width=280, elem_classes=["to-start"]):
            barrier = gr.HTML(elem_classes=["problem"])
            left = fields.build()
        with gr.Column(scale=3, min_width=320, elem_classes=["to-watch", "shown"]):
            right = view.build()
    return Events(
        form=left,
        view=right,
        seen=gr.State({}),
        sheet=gr.State(None),
        timer=gr.Timer(SECONDS, active=False),
        barrier=barrier,
    )
