"""The tab Figure: rows kept from other tabs, columns, crop and insets; a figure for a paper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import gradio as gr

from app.figure import design, handlers
from app.kept import Basket
from app.parts import LONG_SIDES
from app.tab import DRAWING, NETWORK, PRIVATE, QUIET, Opening, plain_errors

_HERE = Path(__file__).resolve().parent
_LINES = """<h4>{label}</h4><p class="hint"></p><ul class="lines" data-what="{what}">
</ul>
<button type="button" class="adder" hidden>+ Add a column</button>"""
_STAGE = """<h4>{label}</h4><div class="area"><img draggable="false"
alt="The first row's picture, with the boxes of crop and insets"></div>
<div class="bar"></div><div class="fields"></div>"""


@dataclass(frozen=True, kw_only=True)
class FigureTab:
    """The parts of the tab, and how they work together."""

    basket: Basket
    values: list[Any]
    """Rows, columns, stage, and the settings."""
    carry: gr.Checkbox
    buttons: list[gr.DownloadButton]
    outputs: list[Any]
    """Of ``handlers.arranged``."""

    def open(self, opening: Opening) -> None:
        """Fill the lists when the page is opened; the figure is drawn when it is looked at."""
        opening.first_seen(
            plain_errors(design.opened),
            [self.basket.ids, self.basket.design],
            self.values,
            **QUIET,
        )

    def connect(self, drop: gr.File) -> None:
        """Let what people do draw the figure.

        Args:
            drop: takes a file that carries a recipe.
        """
        rows, stage, ids = self.values[0], self.values[2], self.basket.ids
        triggers = [_changed(each) for each in (*self.values, self.carry)]
        arranged = plain_errors(handlers.arranged)
        changed = gr.on(
            [*triggers, stage.submit],
            arranged,
            self.values,
            self.outputs,
            trigger_mode="always_last",
            **DRAWING,
        )
        dropped = drop.upload(
            plain_errors(handlers.restored), [drop, ids], [ids, *self.values, drop], **DRAWING
        )
        restored = dropped.success(arranged, self.values, self.outputs, **DRAWING)
        for each in (changed, restored):
            self._follow(each)
        rows.input(handlers.ids_of, rows, ids, **PRIVATE)
        ids.change(
            plain_errors(handlers.noticed),
            [ids, *self.values],
            self.values,
            **QUIET,
        )

    def _follow(self, arranged: Any) -> None:
        """What follows the figure at a glance: what networks have yet to say, then the files.

        A change that comes meanwhile is followed too, after these: it would else be passed over,
        and the older figure shown last.
        """
        shown, words = self.outputs[:2]
        arranged.success(
            plain_errors(handlers.completed),
            self.values,
            [shown, words],
            trigger_mode="always_last",
            api_visibility="private",
            show_progress_on=[shown],
            **NETWORK,
        ).success(
            plain_errors(handlers.files),
            [*self.values[:3], self.carry, *self.values[3:]],
            self.buttons,
            trigger_mode="always_last",
            **DRAWING,
        )


def build(basket: Basket) -> FigureTab:
    """Lay the tab out."""
    with gr.Row():
        with gr.Column(scale=2, min_width=300):
            rows = lines("row", "Rows")
            columns = lines("column", "Columns")
            stage = stage_editor("Crop of all cells, and zoom insets")
            settings = _settings()
            drop = gr.File(
                label="Restore from a figure.png, .pdf or .zip, or a recipe.json",
                file_types=[".png", ".pdf", ".zip", ".json"],
                height=90,
                elem_classes=["map", "figure-drop"],
            )
        with gr.Column(scale=3, min_width=320):
            # Without a button to download: this is a preview, which carries no recipe.
            shown = gr.Image(
                label="Figure",
                interactive=False,
                format="png",
                type="filepath",
                buttons=["fullscreen"],
                alt_text="The figure",
                elem_classes=["probe", "figure-sheet"],
            )
            with gr.Row():
                buttons = [
                    gr.DownloadButton(name, size="sm", min_width=90, interactive=False)
                    for name in handlers.FILES
                ]
            carry = gr.Checkbox(
                True, label="The files carry the rows' pictures, so that they can be restored"
            )
            command = gr.Code(
                label="Make it again",
                language="shell",
                interactive=False,
                buttons=["copy"],
                lines=1,
                elem_classes=["command"],
            )
            words = gr.HTML()
    values = [rows, columns, stage, *settings]
    tab = FigureTab(
        basket=basket,
        values=values,
        carry=carry,
        buttons=buttons,
        outputs=[shown, words, command, basket.design, stage, *buttons],
    )
    tab.connect(drop)
    return tab


def _settings() -> list[Any]:
    """A component for each of ``design.SETTINGS``."""
    title, width, dpi, size, gap, heads, sides, legend, bar, palette, opacity, side = (
        design.defaults()
    )
    with gr.Accordion("Sizes and captions", open=True):
        with gr.Row():
            widths = gr.Radio(
                [("84 mm", 84.0), ("174 mm", 174.0)], value=width, label="Width", min_width=120
            )
            dpis = gr.Radio(
                [("300 dpi", 300), ("600 dpi", 600)], value=dpi, label="Resolution", min_width=120
            )
        with gr.Row(elem_classes=["figure-ticks"]):
            ticks = [
                gr.Checkbox(value, label=label, min_width=150, container=False)
                for value, label in (
                    (heads, "Column titles"),
                    (sides, "Row titles"),
                    (legend, "Legend of classes"),
                    (bar, "Bar of depth in m"),
                )
            ]
    with gr.Accordion("More", open=False):
        titles = gr.Textbox(
            title, label="Caption, for LaTeX and the files' properties", max_length=300
        )
        with gr.Row():
            sizes = gr.Slider(5, 12, value=size, step=0.5, label="Text, pt", min_width=130)
            gaps = gr.Slider(0, 4, value=gap, step=0.1, label="Gap, mm", min_width=130)
        palettes = gr.Radio(
            ["standard", "colour-blind-safe"], value=palette, label="Colours of classes"
        )
        opacities = gr.Slider(
            0, 1, value=opacity, step=0.05, label="Opacity of labels over pictures"
        )
        sides_long = gr.Dropdown(LONG_SIDES, value=side, label="Working size, long side")
    return [titles, widths, dpis, sizes, gaps, *ticks, palettes, opacities, sides_long]


def _changed(component: Any) -> Any:
    """The event of a component that a person has set, when they have done so."""
    if isinstance(component, gr.Slider):
        return component.release
    return component.blur if isinstance(component, gr.Textbox) else component.input


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


def stage_editor(label: str) -> gr.HTML:
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
