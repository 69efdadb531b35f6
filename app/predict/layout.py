"""The tab Predict: labels over a photo and its depth, both at the photo's own size."""

from __future__ import annotations

import gradio as gr

from app import examples, pictures, shelf
from app.kept import Basket
from app.parts import (
    biography,
    given,
    long_side_input,
    photo_input,
    picture,
    problem_output,
    thumbnails,
)
from app.tab import Choice, Tab, notes, told
from gioada.data.files import read_image

CHECKPOINT = Choice(find=lambda: shelf.names("task"), wanted="both-demo")
CAVEAT = (
    "Networks trained on the demo pair alone have never seen a photograph: expect little of them "
    "outside its street world."
)


def predict(
    photo: str | None, checkpoint: str | None = None, opacity: float = 0.55, long_side: int = 0
) -> tuple[object, ...]:
    """Label a photo and estimate its depth.

    Returns the photo with class colours and its depth with a bar in metres (both at the photo's
    own size), a legend with each class's share, notes, and the data of the read-out.
    """
    space = shelf.predictor(checkpoint).space
    image = read_image(given(photo, "The photo"))
    scene = shelf.scene(str(checkpoint), image.values, long_side or None)
    return (
        pictures.write(pictures.overlay(image.values, scene.labels, space, opacity)),
        pictures.write(pictures.depth_picture(scene.depth)),
        pictures.legend(space, pictures.shares(scene.labels, space)),
        notes(image.note, biography(str(checkpoint)), CAVEAT),
        pictures.read_out(space, {str(checkpoint): (scene.labels, scene.depth)}),
    )


def repaint(photo: str | None, checkpoint: str | None, opacity: float, long_side: int) -> object:
    """The overlay with another opacity, from the scene that was predicted last; no network."""
    if not photo or not checkpoint or checkpoint not in shelf.names("task"):
        return gr.skip()
    image = read_image(photo).values
    scene = shelf.known_scene(checkpoint, image, long_side or None)
    if scene is None:
        return gr.skip()
    space = shelf.predictor(checkpoint).space
    return pictures.write(pictures.overlay(image, scene.labels, space, opacity))


def build(basket: Basket) -> Tab:
    """Lay the tab out."""
    stored = [example.image for example in examples.photos()]
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            strip = thumbnails(stored)
            photo = photo_input("Photo", stored[0])
            checkpoint = CHECKPOINT.dropdown("Checkpoint")
            opacity = gr.Slider(0, 1, value=0.55, step=0.05, label="Opacity of the labels")
            long_side = long_side_input()
            go = gr.Button("Predict", variant="primary")
            said = gr.HTML()
        with gr.Column(scale=3, min_width=320):
            problem = problem_output()
            legend = gr.HTML()
            with gr.Row(elem_classes=["by-shape"]):
                shown = [picture("Labels over the photo"), picture("Depth in metres")]
            read = gr.HTML()
    inputs = [photo, checkpoint, opacity, long_side]
    outputs = [*shown, legend, said, read]
    tab = Tab(
        handler=predict,
        inputs=inputs,
        outputs=outputs,
        problem=problem,
        choices={checkpoint: CHECKPOINT},
        progress=shown,
    )
    tab.connect(name="predict", go=go, strip=strip, example=lambda number: {photo: stored[number]})
    opacity.release(
        told(repaint), inputs, shown[0], api_visibility="private", show_progress="hidden"
    )
    return tab
