"""The tab Translate: a rendered frame in the style of photographs, and what that did to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from app import examples, familiar, hub
from app.input_check import examine, report
from app.kept import Basket
from app.parts import (
    MAPS,
    PHOTOS,
    details,
    encoding_inputs,
    go_buttons,
    map_input,
    photo_input,
    problem_output,
    size_input,
    small_pictures,
    thumbnails,
    without_examples,
)
from app.tab import PRIVATE, QUIET, ResultTab, notes
from app.translate import editing, scenes
from app.translate.endpoint import CHOICE
from app.translate.frames import Frame, frames_of, thumbnail
from app.translate.study import Study, begin, translations
from app.translate.tables import evidence_table, summary
from app.translate.walls import wall_of
from app.wall import layout as wall
from gioada.data.labels import KITTI10
from gioada.errors import Problem
from gioada.figures.recipe import Given, Row


def translate(
    photo: str | None,
    labels: str | None,
    depth: str | None,
    names: list[str] | None,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    long_side: int = 0,
) -> Iterator[tuple[Any, ...]]:
    """Translate a rendered frame with one checkpoint after the other.

    Yields:
        a warning, the wall, the sentence under it, the table, how the files were understood, how
        far it is, about the checkpoints, and the study.

    Raises:
        ValueError: the frame cannot be read, or no translator is there.
    """
    files = (photo, labels, depth)
    checkup, study = begin(files, list(names or ()), label_encoding, depth_encoding, long_side)
    about = notes(*hub.notes(), *details(study.checkpoints))
    assert study.triple is not None
    judges = [study.judge] if study.judge else []
    unlike = familiar.banner(
        judges, study.triple.image, {each.name: "the judge" for each in judges}
    )
    for study in translations(study):  # noqa: B020 - each one is the last one and more
        left = len(study.checkpoints) - len(study.translations) - len(study.notes)
        yield (
            unlike,
            wall_of(study),
            "" if left else summary(study),
            evidence_table(study),
            report(checkup),
            notes(*study.notes, f"{left} to come." if left else ""),
            about,
            gr.skip() if left else study,
        )


def looked_at(
    photo: str | None, labels: str | None, depth: str | None, label_as: str, depth_as: str
) -> str:
    """How the files on the form are understood, before any network runs."""
    return report(
        examine(photo, labels, depth, KITTI10, label_encoding=label_as, depth_encoding=depth_as)
    )


def row(
    photo: str | None,
    labels: str | None,
    depth: str | None,
    names: list[str] | None,
    label_encoding: str,
    depth_encoding: str,
) -> Row:
    """The frame on the form, for a figure."""
    if not photo:
        raise Problem(
            "translate.image", "There is no frame to keep: choose files, or click an example."
        )
    return Row(
        title=Path(photo).stem,
        image=Given.of(photo),
        labels=Given.of(labels) if labels else None,
        depth=Given.of(depth) if depth else None,
        label_encoding=label_encoding,
        depth_encoding=depth_encoding,
        checkpoints=tuple(names or ()),
    )


def taken(paths: list[str] | None) -> tuple[Any, ...]:
    """The first frame of many files, and thumbnails of all where there are several.

    Returns:
        picture, labels and depth; the frames; the strip of thumbnails; the emptied input; a
        problem.
    """
    try:
        frames = frames_of(paths or [])
    except ValueError as error:
        return (gr.skip(),) * 5 + (gr.skip(), notes(str(error)))
    several = len(frames) > 1
    pictures = [(small, each.name) for each in frames if (small := thumbnail(each))]
    strip = gr.update(value=pictures if several else [], visible=several, selected_index=0)
    return *chosen_of(frames, 0), frames, strip, None, ""


def chosen_of(frames: list[Frame], number: int) -> tuple[str | None, ...]:
    """Picture, labels and depth of a frame."""
    return frames[number].image, frames[number].labels, frames[number].depth


def picked(frames: list[Frame], clicked: gr.SelectData) -> tuple[str | None, ...]:
    """Picture, labels and depth of the frame that was clicked."""
    return chosen_of(frames, int(clicked.index))


def build(basket: Basket) -> ResultTab:
    """Lay the tab out."""
    stored = opening_examples()
    first, study, frames = stored[0], gr.State(Study()), gr.State([])
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            photo = photo_input("Rendered picture", first.image)
            with gr.Row():
                labels, depth = map_input("Labels", first.labels), map_input("Depth", first.depth)
            files = [photo, labels, depth]
            names = CHOICE.dropdown("Translators, up to four")
            go, stop = go_buttons("Translate")
            problem, status, checked = problem_output(), gr.HTML(), gr.HTML()
            strip = thumbnails([example.image for example in stored])
            many_shown = small_pictures(4, label="Frames", format="png")
            with gr.Accordion("Many frames: a zip, or files", open=False):
                many = gr.File(
                    label="A zip, or pictures, labels and depth",
                    file_count="multiple",
                    file_types=[".zip", *PHOTOS, *MAPS],
                    height=76,
                    elem_classes=["map"],
                )
            with gr.Accordion("Encodings, size, details", open=False):
                written = encoding_inputs()
                long_side = size_input()
                about = gr.HTML()
            rendered = scenes.build(files, names, written)
        with gr.Column(scale=3, min_width=320, elem_classes=["result"]):
            banner, shown = gr.HTML(), wall.build("The frame and its translations")
            sentence = gr.HTML()
            with gr.Accordion("What was kept, class by class", open=False):
                table = gr.HTML()
            editing.build(study)
            basket.keeper(row, [*files, names, *written])
    unpacked = many.upload(taken, many, [*files, frames, many_shown, many, problem], **PRIVATE)
    picking = many_shown.select(picked, frames, files, **PRIVATE)
    for event in (unpacked.success, picking.success):
        event(lambda: ("auto", "auto"), None, written, **PRIVATE)
    photo.upload(without_examples, [labels, depth], [labels, depth], **PRIVATE)
    maps = [event for each in (labels, depth) for event in (each.upload, each.clear)]
    for event in (photo.upload, *maps, *(each.input for each in written)):
        event(looked_at, [*files, *written], checked, **QUIET)

    def example(number: int) -> dict[Any, Any]:
        chosen = stored[number]
        given = {photo: chosen.image, labels: chosen.labels, depth: chosen.depth}
        suiting = {names: CHOICE.suiting(chosen.world)}
        return {**given, **suiting, **dict.fromkeys(written, "auto")}

    return ResultTab(
        handler=translate,
        inputs=[*files, names, *written, long_side],
        outputs=[banner, shown, sentence, table, checked, status, about, study],
        problem=problem,
        choices={names: CHOICE},
        progress=[shown],
        go=go,
        stop=stop,
        strip=strip,
        example=example,
        changes=[
            photo.upload,
            *maps,
            names.input,
            *(each.input for each in written),
            long_side.input,
        ],
        filled=[rendered, unpacked.success, picking.success],
    )


def opening_examples() -> list[examples.Example]:
    """Frames, of which the first suits the checkpoints that are chosen at first."""
    streets, demos = examples.street_triples(), examples.triples()
    if CHOICE.world() == "demo":
        return [*demos, streets[0]]
    return [*streets[:3], demos[0]]
