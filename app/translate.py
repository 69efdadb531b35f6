"""The tab Translate: a rendered frame in the style of photographs, and what that did to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import gradio as gr
import numpy as np

from app import charts, examples, pictures, shelf
from app.parts import (
    NETWORK,
    Tab,
    compared,
    depth_encoding_input,
    given,
    label_encoding_input,
    long_side_input,
    map_input,
    notes,
    photo_input,
    picture,
    thumbnails,
    told,
)
from gioada.data.depth import fill_missing
from gioada.data.files import align, read_depth, read_image, read_labels
from gioada.data.labels import LABEL_SPACES, LabelSpace

if TYPE_CHECKING:
    from gioada.evaluation.consistency import Retention

UNGUIDED = "cg"
"""The preset that the guided translators are set beside: CycleGAN, which sees no geometry."""


@dataclass(frozen=True, kw_only=True)
class Triple:
    """A frame as the translators take it, and how its files were understood."""

    image: np.ndarray
    labels: np.ndarray
    depth: np.ndarray
    space: LabelSpace
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Study:
    """Translations of a frame at their working size, and what a judge still finds in them."""

    source: np.ndarray
    labels: np.ndarray
    translated: dict[str, np.ndarray]
    kept: dict[str, Retention]
    judge: str
    remarks: tuple[str, ...]


def read_triple(
    photo: str | None,
    labels: str | None,
    depth: str | None,
    space: LabelSpace,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
) -> Triple:
    """Read the three files of a frame.

    Raises:
        ValueError: one is missing, cannot be read, or is of another frame.
    """
    image = read_image(given(photo, "The rendered image"))
    read = read_labels(given(labels, "The label map of the image"), space, label_encoding)
    metres = read_depth(given(depth, "The depth map of the image"), depth_encoding)
    aligned = align(image.values, read.values, metres.values)
    assert aligned.labels is not None
    assert aligned.depth is not None
    return Triple(
        image=image.values,
        labels=aligned.labels,
        depth=aligned.depth,
        space=space,
        notes=(image.note, read.note, metres.note, aligned.note),
    )


def study(triple: Triple, names: list[str], long_side: int | None) -> Study:
    """Translate with each checkpoint and measure what a judge that took no part still sees."""
    depth = fill_missing(triple.depth)
    translated = {
        name: shelf.translation(name, triple.image, triple.labels, depth, long_side)
        for name in names
    }
    height, width = next(iter(translated.values())).shape[:2]
    source = shelf.resized(triple.image, height, width)
    labels = shelf.nearest(triple.labels, height, width)
    judge = find_judge(names, triple.space)
    kept, remarks = {}, ()
    if judge is None:
        remarks = (
            "Nothing is measured: that needs a checkpoint with a task network other than those "
            f"compared, with the classes {triple.space.name}.",
        )
    else:
        kept = {
            name: shelf.retained(judge, source, picture, labels, triple.space)
            for name, picture in translated.items()
        }
    return Study(
        source=source,
        labels=labels,
        translated=translated,
        kept=kept,
        judge=judge or "",
        remarks=remarks,
    )


def find_judge(tested: list[str], space: LabelSpace) -> str | None:
    """A checkpoint to read translations: best one that has seen none, never one under test."""
    found = [entry for entry in shelf.shelved("task") if entry.name not in tested]
    # joint and na learn from raw source frames; other presets have seen their own translations.
    order = {"joint": 0, "na": 1}
    for entry in sorted(found, key=lambda entry: order.get(entry.preset, 2)):
        try:
            if shelf.predictor(entry.name).space.name == space.name:
                return entry.name
        except ValueError:
            continue
    return None


def pair_of_translators(guided: str | None) -> tuple[str | None, str | None]:
    """The CycleGAN checkpoint and the guided one, either None where it is missing.

    Raises:
        ValueError: there is no translator at all, or the one chosen is gone.
    """
    entries = shelf.shelved("translator")
    unguided = next((entry.name for entry in entries if entry.preset == UNGUIDED), None)
    if guided or not entries:
        shelf.stylist(guided)
    return unguided, guided


def translate(
    photo: str | None,
    labels: str | None,
    depth: str | None,
    guided: str | None = None,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    long_side: int = 0,
) -> tuple[object, ...]:
    """Translate a rendered frame with CycleGAN and with a geometry-guided translator.

    Returns the input beside each translation, both translations, labels and depth as they were
    read, shares kept per class, and notes on how each file was understood.
    """
    unguided, guided = pair_of_translators(guided)
    names = [name for name in (unguided, guided) if name]
    space = LABEL_SPACES[shelf.stylist(names[-1]).card.space]
    triple = read_triple(photo, labels, depth, space, label_encoding, depth_encoding)
    done = study(triple, names, long_side or None)
    shown = {name: pictures.write(image) for name, image in done.translated.items()}
    source = pictures.write(done.source)
    pairs = [(source, shown[name]) if name in shown else None for name in (unguided, guided)]
    singles = [shown.get(name or "") for name in (unguided, guided)]
    coloured = space.colourise(triple.labels)
    return (
        *pairs,
        *singles,
        pictures.write(coloured),
        pictures.write(pictures.depth_picture(triple.depth)),
        charts.bars(_percents(done), "Kept per class, %") if done.kept else None,
        _measured(done, space),
        notes(*triple.notes, *_missing(unguided, guided), *done.remarks),
        pictures.legend(space, pictures.shares(triple.labels, space)),
        pictures.read_out(space, {"given": (triple.labels, triple.depth)}),
    )


def _percents(done: Study) -> dict[str, dict[str, float]]:
    return {
        name: {what: 100 * share for what, share in retention.kept.items()}
        for name, retention in done.kept.items()
    }


def _measured(done: Study, space: LabelSpace) -> str:
    if not done.kept:
        return ""
    how = (
        f"Judge: <b>{done.judge}</b>, a task network that took no part in these translations. Of "
        "the pixels that it reads right on the input, measured against the given labels, the share "
        "that it reads the same in the translation; higher is better. Edges: correlation of the "
        "gradients with those of the input."
    )
    unread = [name for name in space.classes if (done.labels == space.classes.index(name)).any()
              and not any(name in retention.kept for retention in done.kept.values())]  # fmt: skip
    if unread:
        how += f" Not measured, as the judge misses them on the input: {', '.join(unread)}."
    return charts.kept_table(space, done.kept) + f'<p class="how">{how}</p>'


def _missing(unguided: str | None, guided: str | None) -> list[str]:
    sentences = {
        "No CycleGAN translator (preset cg) is there; `python -m gioada train cg` makes one.":
            unguided is None,
        "No guided translator is there; `python -m gioada train both` makes one.": guided is None,
    }  # fmt: skip
    return [sentence for sentence, missing in sentences.items() if missing]


def build() -> Tab:
    """Lay the tab out."""
    stored = examples.triples()
    first = stored[0]
    guided_names = [e.name for e in shelf.shelved("translator") if e.preset != UNGUIDED]
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            strip = thumbnails([example.image for example in stored])
            photo = photo_input("Rendered image", first.image)
            labels = map_input("Labels", first.labels)
            depth = map_input("Depth", first.depth)
            guided = gr.Dropdown(
                guided_names,
                value=shelf.preferred(guided_names, "both-demo"),
                label="Guided translator, beside CycleGAN",
                allow_custom_value=True,
            )
            with gr.Accordion("How the files are written, and size", open=True):
                written = [label_encoding_input(), depth_encoding_input(), long_side_input()]
            go = gr.Button("Translate", variant="primary")
            said = gr.HTML()
        with gr.Column(scale=3, min_width=320):
            with gr.Row():
                sliders = [compared(f"Input | {title}") for title in ("CycleGAN", "guided")]
            with gr.Row():
                singles = [picture("CycleGAN"), picture("Guided")]
            with gr.Row():
                chart = gr.Plot(show_label=False, container=False, min_width=380)
                table = gr.HTML(min_width=320)
            with gr.Row():
                previews = [picture("Labels as read"), picture("Depth as read")]
            legend, read = gr.HTML(), gr.HTML()
    inputs = [photo, labels, depth, guided, *written]
    outputs = [*sliders, *singles, *previews, chart, table, said, legend, read]
    handler = told(translate)
    go.click(handler, inputs, outputs, api_name="translate", **NETWORK)
    strip.click(
        partial(_example, stored), strip, [photo, labels, depth, *written[:2]],
        api_visibility="private", queue=False,
    ).then(handler, inputs, outputs, api_visibility="private", **NETWORK)  # fmt: skip
    return Tab(handler=translate, inputs=inputs, outputs=outputs, said=said)


def _example(stored: list[examples.Example], number: int) -> tuple[str | None, ...]:
    chosen = stored[number]
    return chosen.image, chosen.labels, chosen.depth, "auto", "auto"
