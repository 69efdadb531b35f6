"""What the tabs are made of: inputs that keep files as they are, examples, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from app import shelf
from app.examples import FOLDER
from app.tab import only
from app.uploads import untouched
from gioada.data.depth_encodings import DEPTH_ENCODINGS
from gioada.data.encodings import label_encodings
from gioada.data.labels import KITTI10

MAP_FILES = [".png", ".tif", ".tiff", ".npy", ".bmp"]
LONG_SIDES = [("as trained", 0), ("512 pixels", 512), ("768 pixels", 768), ("1024 pixels", 1024)]


def photo_input(label: str, value: str | None) -> gr.Image:
    """A picture as the file that it is; Gradio would otherwise make 8-bit RGB of it."""
    photo = gr.Image(
        value,
        label=label,
        type="filepath",
        image_mode=None,
        sources=["upload"],
        height=150,
        buttons=[],
    )
    # In place of a class of its own, beside whose source Gradio would write a stub.
    photo.preprocess = untouched  # type: ignore[method-assign]
    return photo


def map_input(label: str, value: str | None = None) -> gr.File:
    """A label or depth file, never decoded by Gradio."""
    return gr.File(value, label=label, file_types=MAP_FILES, height=76, elem_classes=["map"])


def label_encoding_input() -> gr.Dropdown:
    """How label maps out there write classes."""
    known = label_encodings(KITTI10)
    choices = [(f"{name}: {encoding.description}", name) for name, encoding in known.items()]
    return gr.Dropdown([("auto: found from the file", "auto"), *choices], value="auto",
                       label="Labels are written as")  # fmt: skip


def depth_encoding_input() -> gr.Dropdown:
    """How depth maps out there write metres."""
    choices = [(f"{name}: {description}", name) for name, description in DEPTH_ENCODINGS.items()]
    return gr.Dropdown([("auto: found from the file", "auto"), *choices], value="auto",
                       label="Depth is written as")  # fmt: skip


def long_side_input() -> gr.Dropdown:
    """The size at which networks work."""
    return gr.Dropdown(LONG_SIDES, value=0, label="Networks see the long side with")


def fast_input() -> gr.Checkbox:
    """Whether networks compute in bfloat16."""
    return gr.Checkbox(
        False, label="Fast: 16-bit arithmetic",
        info="Where the processor has it; other numbers in the third digit.",
    )  # fmt: skip


def go_buttons(label: str) -> tuple[gr.Button, gr.Button]:
    """A tab's main button, and the one beside it that ends what is under way."""
    with gr.Row(elem_classes=["go"]):
        go = gr.Button(label, variant="primary", scale=3, min_width=120)
        return go, gr.Button("Stop", scale=1, min_width=70)


def picture(label: str) -> gr.Image:
    """A result, shown from our own PNG."""
    return gr.Image(
        label=label,
        interactive=False,
        format="png",
        type="filepath",
        buttons=["download", "fullscreen"],
        alt_text=label,
        min_width=280,
        elem_classes=["probe"],
    )


def compared(label: str) -> gr.ImageSlider:
    """Two pictures of one size under a slider."""
    return gr.ImageSlider(
        label=label,
        interactive=False,
        format="png",
        type="filepath",
        elem_classes=["probe"],
        max_height=480,
        min_width=280,
    )


def problem_output() -> gr.HTML:
    """Where it is said that the tab could not be filled."""
    return gr.HTML(elem_classes=["problem"])


def thumbnails(pictures: Sequence[str]) -> gr.Dataset:
    """Examples to click on; the event gets the number of the one that was clicked."""
    return gr.Dataset(
        components=[gr.Image(type="filepath", image_mode=None, visible=False)],
        samples=[[path] for path in pictures],
        type="index",
        label="Examples",
        layout="gallery",
        elem_classes=["thumbnails"],
    )


def without_examples(*paths: str | None) -> Any:
    """Files that stay when another photo is uploaded: all but those of the examples."""
    bundled = {path.name for path in FOLDER.iterdir()}
    return only(None if path and Path(path).name in bundled else gr.skip() for path in paths)


def biography(name: str) -> str:
    """What a checkpoint is and what it was trained on, in a sentence; no network is loaded."""
    card = shelf.find(name)
    so_far = " so far" if name.startswith(shelf.RUN) else ""
    width = f"first layer {card.task.width} wide, " if card.task else ""
    return (
        f"{card.name}: preset {card.preset}, trained for {card.steps} steps{so_far} on the pair "
        f"{card.pair} at {card.width}x{card.height}, {width}classes {card.space}."
    )


def caveat(names: Sequence[str]) -> str:
    """A warning where checkpoints have never seen a photograph; else empty."""
    demo = [name for name in names if shelf.find(name).pair.startswith("demo")]
    if not demo:
        return ""
    return (
        f"{', '.join(demo)}: trained on the demo world alone, without a single photograph, so "
        "expect little outside that world."
    )
