"""The wall's component: a skeleton, and the scripts that draw into it."""

from __future__ import annotations

import json
import tempfile
from hashlib import sha256
from pathlib import Path

import gradio as gr

HERE = Path(__file__).resolve().parent
SCRIPTS = (
    "decode.js",
    "paint.js",
    "panes.js",
    "controls.js",
    "legend.js",
    "pointer.js",
    "keys.js",
    "wall.js",
)
"""In this order one function body; each is one idea."""
KEYS = (
    ("1 to 9", "one pane in front; Escape: all"),
    ("space", "the two panes that were in front last, in turn"),
    ("point", "class and metres of every pane at that place"),
    ("arrows", "move the cursor, with Shift ten times as far"),
    ("+ \u2212 0", "zoom in, out, and back"),
    ("n", "the next place, where there are any"),
    ("?", "this list"),
    ("wheel", "zoom, once a picture was clicked, or with Ctrl; double click: back"),
    ("drag", "move what is zoomed; with two fingers zoom"),
)


FIRST: list[str] = []
"""Where the wall lies that the page opens with, if there is one: to be fetched early."""
_folder = tempfile.TemporaryDirectory(prefix="gioada-walls-")


def build(label: str, value: str = "") -> gr.HTML:
    """A wall.

    Args:
        label: what it is of, for screen readers.
        value: what ``panes.packed`` makes, if it is not empty at first. The browser fetches it as a
            file, as it would make the page's description three times as large for programs too.
    """
    keys = "".join(f"<dt>{key}</dt><dd>{what}</dd>" for key, what in KEYS)
    return gr.HTML(
        _address(value) if value else "",
        html_template=(
            f'<section class="wall" aria-label="{label}" hidden>'
            '<div class="bar"></div><div class="panes"></div>'
            '<div class="legend"></div><div class="marks legend"></div>'
            '<div class="scale"></div><table class="readout" hidden></table>'
            '<p class="spoken" aria-live="polite"></p><p class="note reduced"></p>'
            f'<details class="keys"><summary>Keys</summary><dl>{keys}</dl></details></section>'
        ),
        js_on_load="\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS),
        elem_classes=["wall-holder"],
    )


def _address(value: str) -> str:
    """Where the browser gets a value, as a value."""
    path = Path(_folder.name) / f"{sha256(value.encode()).hexdigest()[:16]}.json"
    path.write_text(value, encoding="utf-8")
    gr.set_static_paths([path])
    # Relative, so that it is found behind a path prefix as well.
    address = f"gradio_api/file={path}"
    FIRST[:] = [address]
    return json.dumps({"at": address})
