"""What the tabs are made of: inputs that keep files as they are, examples, buttons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from app.checkpoints import Checkpoint
from app.examples import FOLDER
from app.files import untouched
from app.tab import only
from gioada.data.depth_encodings import DEPTH_ENCODINGS
from gioada.data.encodings import label_encodings
from gioada.data.labels import KITTI10

PHOTOS = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"]
MAPS = [".png", ".tif", ".tiff", ".npy", ".bmp"]
LONG_SIDES = [("as trained", 0), ("512 pixels", 512), ("768 pixels", 768), ("1024 pixels", 1024)]


def photo_input(label: str, value: str | None) -> gr.Image:
    """A picture as the file that it is; Gradio would otherwise make 8-bit RGB of it."""
    photo = gr.Image(
        value,
        label=label,
        type="filepath",
        image_mode=None,
        sources=["upload"],
        height=190,
        buttons=[],
        elem_classes=["photo"],
    )
    # In place of a class of its own, beside whose source Gradio would write a stub.
    photo.preprocess = untouched  # type: ignore[method-assign]
    return photo


def small_pictures(columns: int, **options: Any) -> gr.Gallery:
    """Small pictures to choose from, or to look at, which is hidden until there are some."""
    return gr.Gallery(
        columns=columns,
        visible=False,
        object_fit="cover",
        allow_preview=False,
        buttons=[],
        elem_classes=["strip"],
        **options,
    )


def map_input(label: str, value: str | None = None) -> gr.File:
    """A label or depth file, never decoded by Gradio."""
    return gr.File(
        value, label=label, file_types=MAPS, height=76, min_width=120, elem_classes=["map", "given"]
    )


def encoding_inputs(*, visible: bool = True) -> list[gr.Dropdown]:
    """How label maps out there write classes, and depth maps metres."""
    labels = {name: encoding.description for name, encoding in label_encodings(KITTI10).items()}
    return [
        gr.Dropdown(
            [("auto: found from the file", "auto")]
            + [(f"{name}: {how}", name) for name, how in known.items()],
            value="auto",
            label=label,
            visible=visible,
        )
        for known, label in (
            (labels, "Labels are written as"),
            (DEPTH_ENCODINGS, "Depth is written as"),
        )
    ]


def size_input(*more: tuple[str, int]) -> gr.Dropdown:
    """The size at which networks work."""
    return gr.Dropdown([*LONG_SIDES, *more], value=0, label="Working size, long side")


def fast_input() -> gr.Checkbox:
    """Whether networks compute in bfloat16."""
    return gr.Checkbox(
        False,
        label="Fast: 16-bit arithmetic",
        info="Where the processor has it; numbers change in the third digit.",
    )


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


def problem_output() -> gr.HTML:
    """Where it stands why the form cannot be answered."""
    return gr.HTML(elem_classes=["problem"])


def thumbnails(pictures: Sequence[str], label: str = "Examples", **options: Any) -> gr.Dataset:
    """Pictures to click on; the event gets the number of the one that was clicked."""
    return gr.Dataset(
        components=[gr.Image(type="filepath", image_mode=None, visible=False)],
        samples=[[path] for path in pictures],
        type="index",
        label=label,
        layout="gallery",
        elem_classes=["thumbnails"],
        **options,
    )


def without_examples(*paths: str | None) -> Any:
    """Files that stay when another photo is uploaded: all but those of the examples."""
    bundled = {path.name for path in FOLDER.iterdir()}
    return only(None if path and Path(path).name in bundled else gr.skip() for path in paths)


def details(chosen: Sequence[Checkpoint]) -> list[str]:
    """What checkpoints are and were trained on, a sentence each; no network is loaded."""
    return [
        f"{each.title} is {each.name}: preset {each.card.preset}, {each.card.steps} steps on "
        f"{each.card.pair} at {each.card.width}x{each.card.height}, classes {each.card.space}."
        for each in chosen
    ]
