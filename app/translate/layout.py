"""The tab Translate: a rendered frame in the style of photographs, and what that did to it."""

from __future__ import annotations

import gradio as gr

from app import charts, examples, pictures, shelf
from app.kept import Basket
from app.parts import (
    compared,
    depth_encoding_input,
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
from app.translate.study import Study, read_triple, study
from gioada.data.labels import LabelSpace

UNGUIDED = "cg"
"""The preset that the guided translators are set beside: CycleGAN, which sees no geometry."""


def _guided() -> list[str]:
    return [entry.name for entry in shelf.shelved("translator") if entry.preset != UNGUIDED]


GUIDED = Choice(find=_guided, wanted="both-demo")


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
    space = shelf.stylist(names[-1]).space
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


def build(basket: Basket) -> Tab:
    """Lay the tab out."""
    stored = examples.triples()
    first = stored[0]
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            strip = thumbnails([example.image for example in stored])
            photo = photo_input("Rendered image", first.image)
            labels = map_input("Labels", first.labels)
            depth = map_input("Depth", first.depth)
            guided = GUIDED.dropdown("Guided translator, beside CycleGAN")
            with gr.Accordion("How the files are written, and size", open=True):
                written = [label_encoding_input(), depth_encoding_input(), long_side_input()]
            go = gr.Button("Translate", variant="primary")
            said = gr.HTML()
        with gr.Column(scale=3, min_width=320):
            problem = problem_output()
            with gr.Row():
                sliders = [compared(f"Input | {title}") for title in ("CycleGAN", "guided")]
            with gr.Row():
                singles = [picture("CycleGAN"), picture("Guided")]
            with gr.Row():
                chart = gr.Plot(show_label=False, container=False, min_width=380)
                with gr.Column(min_width=320):
                    table = gr.HTML()
            with gr.Row():
                previews = [picture("Labels as read"), picture("Depth as read")]
            legend, read = gr.HTML(), gr.HTML()
    photo.upload(without_examples, [labels, depth], [labels, depth], **PRIVATE)
    tab = Tab(
        handler=translate,
        inputs=[photo, labels, depth, guided, *written],
        outputs=[*sliders, *singles, *previews, chart, table, said, legend, read],
        problem=problem,
        choices={guided: GUIDED},
        progress=sliders,
    )

    def example(number: int) -> dict[object, str | None]:
        chosen = stored[number]
        files = {photo: chosen.image, labels: chosen.labels, depth: chosen.depth}
        return {**files, written[0]: "auto", written[1]: "auto"}

    tab.connect(name="translate", go=go, strip=strip, example=example)
    return tab
