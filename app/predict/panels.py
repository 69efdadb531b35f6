"""The tab's two closed panels: files to take along, and the view in space.

What is in them is made when they are opened, and again when another photo is looked at.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from app import shelf
from app.predict import solid
from app.predict.files import WRITINGS, write_depth, write_labels, write_zip
from app.predict.photos import Asked, see
from app.tab import NETWORK, PRIVATE, notes, told
from gioada.inference.scene import Scene

_RUN: dict[str, Any] = {**NETWORK, "api_visibility": "private", "show_progress": "minimal"}
"""A photo whose answer was forgotten is asked about again."""


def files(asked: gr.State, done: gr.State) -> None:
    """Lay out the panel of files; ``done`` has the paths of all photos that are done."""
    with gr.Accordion("Take along: label map, depth, all photos as a zip", open=False) as panel:
        writing = gr.Radio(
            [(way.title, name) for name, way in WRITINGS.items()],
            value="cityscapes-ids",
            label="Labels are written as",
        )
        how = gr.HTML()
        with gr.Row():
            labels = gr.DownloadButton("Label map (PNG)", size="sm", interactive=False)
            depth = gr.DownloadButton("Depth (16-bit PNG, centimetres)", size="sm",
                                      interactive=False)  # fmt: skip
            pack = gr.Button("Make a zip of all photos", size="sm")
        archive = gr.File(label="All photos", visible=False, interactive=False, height=76,
                          elem_classes=["map"])  # fmt: skip
    opened = _opened(panel, asked, make_files, [writing], [labels, depth, how])
    writing.input(told(make_files), [opened, asked, writing], [labels, depth, how], **_RUN)
    pack.click(told(make_zip), [asked, done, writing], archive, **_RUN)
    asked.change(lambda: gr.update(visible=False), None, archive, **PRIVATE)


def make_files(shown: bool, asked: Asked, writing: str) -> tuple[Any, ...]:
    """The files of the photo that is looked at; nothing while the panel is closed.

    Returns:
        values of the two download buttons, and what should be known of the label map.
    """
    if not shown or not asked.paths:
        return (gr.skip(),) * 3
    seen = see(asked)
    paths = (
        write_labels(seen.scene, seen.space, seen.name, writing),
        write_depth(seen.scene, seen.name),
    )
    told_of = notes(
        WRITINGS[writing].how,
        f"Colours and classes are those of {seen.space.name}; of Cityscapes classes that it "
        "merges, the first id is written.",
    )
    return *(gr.update(value=path, interactive=True) for path in paths), told_of


def make_zip(
    asked: Asked, done: tuple[str, ...], writing: str,
    progress: gr.Progress = gr.Progress(),  # noqa: B008
) -> Any:  # fmt: skip
    """All photos' label maps and depths; photos that cannot be read are left out.

    Raises:
        ValueError: nothing was predicted yet.
    """
    asked.path  # noqa: B018 - tells to predict first
    asked = replace(asked, paths=done)

    def scenes() -> Iterator[tuple[str, Scene]]:
        for index in range(len(asked.paths)):
            progress((index, len(asked.paths)), unit="photos")
            with contextlib.suppress(ValueError):
                seen = see(asked.at(index))
                yield seen.name, seen.scene

    path = write_zip(scenes(), shelf.space(asked.checkpoint), writing)
    return gr.update(value=path, visible=True)


def space(asked: gr.State) -> None:
    """Lay out the panel with the view in space."""
    with gr.Accordion("In space: the predicted depth in 3-D", open=False) as panel:
        with gr.Row():
            colours = gr.Radio(solid.COLOURS, value="photo", label="Colours", min_width=150)
            # An empty field arrives as 0.
            focal = gr.Number(0, label="Focal length, pixels (0: of a 65 degree view)", minimum=0,
                              maximum=100_000, min_width=150)  # fmt: skip
            far = gr.Slider(5, 80, value=solid.FAR, step=5, label="Shown up to, metres",
                            min_width=150)  # fmt: skip
        model = gr.Model3D(
            label="Drag to turn, wheel to zoom, Ctrl and drag to move",
            height=440,
            clear_color=(0.09, 0.1, 0.13, 1.0),
            interactive=False,
        )
        said = gr.HTML()
        ply = gr.DownloadButton("Points and triangles (PLY)", size="sm", interactive=False)
    made = [model, said, ply]
    opened = _opened(panel, asked, solid.show, [colours, focal, far], made)
    given = [opened, asked, colours, focal, far]
    for event in (colours.input, focal.submit, focal.blur, far.release):
        event(told(solid.again), given, made, **_RUN)


def _opened(
    panel: gr.Accordion,
    asked: gr.State,
    make: Callable[..., tuple[Any, ...]],
    settings: list[Any],
    made: list[Any],
) -> gr.State:
    """Fill a panel when it is opened, and when another photo is looked at while it is open."""
    opened = gr.State(False)
    given = [opened, asked, *settings]
    panel.expand(lambda: True, None, opened, **PRIVATE).then(told(make), given, made, **_RUN)
    panel.collapse(lambda: False, None, opened, **PRIVATE)
    asked.change(told(make), given, made, **_RUN)
    return opened
