"""The tab Compare: two checkpoints on one photo, where they differ, and who is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradio as gr
import numpy as np

from app import charts, examples, pictures, shelf
from app.kept import Basket
from app.parts import (
    biography,
    given,
    label_encoding_input,
    long_side_input,
    map_input,
    photo_input,
    picture,
    problem_output,
    thumbnails,
    without_examples,
)
from app.tab import PRIVATE, Choice, Tab, notes
from gioada.data.files import align, read_image, read_labels
from gioada.data.labels import LabelSpace

if TYPE_CHECKING:
    from gioada.inference.predictor import Scene

OPACITY = 0.55
FIRST = Choice(find=lambda: shelf.names("task"), wanted="na-demo")
SECOND = Choice(find=lambda: shelf.names("task"), wanted="both-demo")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A photo, what each checkpoint says of it, and the truth where it is known."""

    image: np.ndarray
    scenes: dict[str, Scene]
    truth: np.ndarray | None
    space: LabelSpace
    notes: tuple[str, ...]


def contrast(
    photo: str | None,
    names: tuple[str | None, str | None],
    labels: str | None,
    encoding: str,
    long_side: int | None,
) -> Comparison:
    """Read the files and ask both checkpoints.

    Raises:
        ValueError: a file or checkpoint is missing or bad, or the checkpoints cannot be compared.
    """
    spaces = [shelf.predictor(name).space for name in names]
    first, second = (str(name) for name in names)
    if first == second:
        raise ValueError(f"Both sides are {first}: choose two different checkpoints.")
    if spaces[0].name != spaces[1].name:
        raise ValueError(
            f"{first} predicts the classes {spaces[0].name} and {second} {spaces[1].name}: choose "
            "two checkpoints with the same classes."
        )
    image = read_image(given(photo, "The photo"))
    said, truth = [image.note], None
    if labels:
        read = read_labels(labels, spaces[0], encoding)
        aligned = align(image.values, read.values)
        truth = aligned.labels
        said += [read.note, aligned.note]
    scenes = {name: shelf.scene(name, image.values, long_side) for name in (first, second)}
    return Comparison(
        image=image.values, scenes=scenes, truth=truth, space=spaces[0], notes=tuple(said)
    )


def scored(done: Comparison) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """IoU in percent per checkpoint and class, and per checkpoint and mean."""
    from gioada.evaluation.segmentation import Confusion

    iou, means = {}, {}
    for name, scene in done.scenes.items():
        confusion = Confusion(done.space)
        assert done.truth is not None
        confusion.add(scene.labels, done.truth)
        scores = confusion.scores()
        iou[name], means[name] = scores.iou, scores.means
    return iou, means


def compare(
    photo: str | None,
    first: str | None = None,
    second: str | None = None,
    labels: str | None = None,
    label_encoding: str = "auto",
    long_side: int = 0,
) -> tuple[object, ...]:
    """Compare two checkpoints on a photo, and with the truth if a label map is given.

    Returns both overlays, both depth maps, where the labels differ, IoU per class as bars and as
    a table, a legend, notes, and the data of the read-out.
    """
    done = contrast(photo, (first, second), labels, label_encoding, long_side or None)
    scenes = list(done.scenes.values())
    differing, share = pictures.difference(
        done.image, scenes[0].labels, scenes[1].labels, done.truth
    )
    chart, table = None, _no_truth()
    if done.truth is not None:
        iou, means = scored(done)
        chart = charts.bars(iou, "IoU per class, %")
        table = charts.iou_table(done.space, iou, means) + (
            '<p class="how">Intersection over union in percent on this one photo, against the '
            "given labels; higher is better. A class that is neither given nor predicted is left "
            "out of that mean.</p>"
        )
    maps = {name: (scene.labels, scene.depth) for name, scene in done.scenes.items()}
    return (
        *(pictures.write(pictures.overlay(done.image, scene.labels, done.space, OPACITY))
          for scene in scenes),
        *(pictures.write(pictures.depth_picture(scene.depth)) for scene in scenes),
        pictures.write(differing),
        _key(done, share),
        chart,
        table,
        pictures.legend(done.space, _shown(done)),
        notes(*done.notes, *(biography(name) for name in done.scenes)),
        pictures.read_out(done.space, maps),
    )  # fmt: skip


def _key(done: Comparison, share: float) -> str:
    first, second = done.scenes
    colours = {"they differ": pictures.NONE_RIGHT}
    if done.truth is not None:
        colours = {
            f"{first} is right": pictures.FIRST_RIGHT,
            f"{second} is right": pictures.SECOND_RIGHT,
            "both are wrong": pictures.NONE_RIGHT,
            "no class given": pictures.UNKNOWN,
        }
    chips = "".join(
        f'<span><i style="background:rgb{colour}"></i>{name}</span>'
        for name, colour in colours.items()
    )
    return (
        f'<div class="legend"><span><b>{pictures.percent(share)}</b> of the pixels differ</span>'
        f"{chips}</div>"
    )


def _shown(done: Comparison) -> dict[str, float]:
    """Classes that either checkpoint sees, without shares, in the space's order."""
    seen = {n for scene in done.scenes.values() for n in pictures.shares(scene.labels, done.space)}
    return {name: -1.0 for name in done.space.classes if name in seen}


def _no_truth() -> str:
    return (
        '<p class="how">Give the label map of this photo to see the IoU of each class, and who is '
        "right where.</p>"
    )


def build(basket: Basket) -> Tab:
    """Lay the tab out."""
    stored = examples.photos()
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            strip = thumbnails([example.image for example in stored])
            photo = photo_input("Photo", stored[0].image)
            first = FIRST.dropdown("Non-adapted")
            second = SECOND.dropdown("Adapted")
            labels = map_input("Label map, if there is one", stored[0].labels)
            with gr.Accordion("How the labels are written, and size", open=False):
                written = [label_encoding_input(), long_side_input()]
            go = gr.Button("Compare", variant="primary")
            said = gr.HTML()
        with gr.Column(scale=3, min_width=320):
            problem = problem_output()
            with gr.Row():
                overlays = [picture("Non-adapted"), picture("Adapted")]
            legend = gr.HTML()
            with gr.Row():
                with gr.Column(min_width=320):
                    differing = picture("Where they differ")
                    key = gr.HTML()
                    chart = gr.Plot(show_label=False, container=False)
                with gr.Column(min_width=320):
                    table = gr.HTML()
            with gr.Row():
                depths = [picture("Depth, non-adapted"), picture("Depth, adapted")]
            read = gr.HTML()
    photo.upload(without_examples, [labels], [labels], **PRIVATE)
    tab = Tab(
        handler=compare,
        inputs=[photo, first, second, labels, *written],
        outputs=[*overlays, *depths, differing, key, chart, table, legend, said, read],
        problem=problem,
        choices={first: FIRST, second: SECOND},
        progress=overlays,
    )

    def example(number: int) -> dict[object, str | None]:
        chosen = stored[number]
        return {photo: chosen.image, labels: chosen.labels, written[0]: "auto"}

    tab.connect(name="compare", go=go, strip=strip, example=example)
    return tab
