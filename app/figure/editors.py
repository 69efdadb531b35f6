"""The parts of the tab that Gradio has no component for: lists to order, boxes on a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import gradio as gr

_HERE = Path(__file__).resolve().parent
_LINES = """<h4>{label}</h4><p class="hint"></p><ul class="lines" data-what="{what}">
</ul>
<button type="button" class="adder" hidden>+ Add a column</button>"""
_STAGE = """<h4>{label}</h4><div class="area"><img draggable="false"
alt="The first row's picture, with the boxes of crop and insets"></div>
<div class="bar"></div><div class="fields"></div>"""


def lines(what: Literal["row", "column"], label: str) -> gr.HTML:
    """A list to order, rename and empty; see lines.js.

    Its value is json: ``items``, and what they may be.
    """
    return gr.HTML(
        "",
        label=label,
        html_template=_LINES.format(label=label, what=what),
        js_on_load=(_HERE / "lines.js").read_text(encoding="utf-8"),
        elem_classes=["figure-lines", f"figure-{what}s"],
    )


def stage(label: str) -> gr.HTML:
    """A picture with the boxes of crop and insets; see stage.js.

    Its value is json: ``picture`` (an address), ``crop`` and ``insets`` as in a recipe.
    """
    return gr.HTML(
        "",
        label=label,
        html_template=_STAGE.format(label=label),
        js_on_load=(_HERE / "stage.js").read_text(encoding="utf-8"),
        elem_classes=["figure-stage"],
    )
