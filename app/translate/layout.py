"""The tab Translate: a rendered frame in the style of photographs, and what that did to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from app import examples, pictures, shelf
from app.doctor import examine, report
from app.kept import Basket
from app.parts import (
    compared,
    depth_encoding_input,
    go_buttons,
    label_encoding_input,
    long_side_input,
    map_input,
    photo_input,
    problem_output,
    thumbnails,
    without_examples,
)
from app.several import Several
from app.tab import PRIVATE, Tab, notes, told
from app.translate import editing, scenes
from app.translate.archive import unpack
from app.translate.study import UNGUIDED, Study, begin, translations
from app.translate.telling import evidence_table
from app.translate.walls import wall_of
from app.wall import layout as wall
from gioada.data.labels import KITTI10
from gioada.figures.recipe import Given, Row


def _translators() -> list[str]:
    """Unguided ones first: they are what the others are set beside."""
    found = shelf.shelved("translator")
    return [card.name for card in sorted(found, key=lambda card: card.preset != UNGUIDED)]


TRANSLATORS = Several(find=_translators, wanted=("cg-demo", "both-demo"))


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
        the slider's two pictures, the wall, the table, how the files were understood, notes, and
        the study.

    Raises:
        ValueError: the frame cannot be read, or no translator is there.
    """
    names = list(names or ())
    checkup, study = begin((photo, labels, depth), names, label_encoding, depth_encoding, long_side)
    said = report(checkup)
    for study in translations(study, names):  # noqa: B020 - each one is the last one and more
        left = len(names) - len(study.translations) - len(study.notes)
        more = f"{left} to come." if left else ""
        yield (
            slider_of(study), wall_of(study), evidence_table(study), said,
            notes(more, *study.notes), gr.skip() if left else study,
        )  # fmt: skip


def slider_of(study: Study) -> dict[str, Any]:
    """Two pictures of one size: the first two translations, or the frame and the only one."""
    assert study.triple is not None
    shown = {each.name: each.picture for each in study.translations[:2]}
    if len(shown) == 1:
        shown = {"input": study.triple.image, **shown}
    if not shown:
        return gr.update(value=None)
    height, width = [*shown.values()][-1].shape[:2]
    files = (pictures.write(shelf.resized(each, height, width)) for each in shown.values())
    return gr.update(value=tuple(files), label=" | ".join(shown))


def looked_at(
    photo: str | None, labels: str | None, depth: str | None, label_as: str, depth_as: str
) -> str:
    """How the files on the form are understood, before any network runs."""
    return report(examine(photo, labels, depth, KITTI10, label_encoding=label_as,
                          depth_encoding=depth_as))  # fmt: skip


def row(
    photo: str | None, labels: str | None, depth: str | None, names: list[str] | None,
    label_encoding: str, depth_encoding: str,
) -> Row:  # fmt: skip
    """The frame on the form, for a figure."""
    if not photo:
        raise ValueError("There is no frame to keep: choose files, or click an example.")
    return Row(
        title=Path(photo).stem,
        image=Given.of(photo),
        labels=Given.of(labels) if labels else None,
        depth=Given.of(depth) if depth else None,
        label_encoding=label_encoding,
        depth_encoding=depth_encoding,
        checkpoints=tuple(names or ()),
    )


def from_zip(path: str | None) -> tuple[Any, ...]:
    """A zip's files into the three inputs."""
    if not path:
        return (gr.skip(),) * 3
    found = unpack(path)
    if found.image is None:
        raise ValueError(f"{Path(path).name} holds no picture beside the maps: add the image.")
    return found.image, found.labels, found.depth


def build(basket: Basket) -> Tab:
    """Lay the tab out."""
    stored = examples.triples()
    first = stored[0]
    study = gr.State(Study())
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            strip = thumbnails([example.image for example in stored])
            photo = photo_input("Rendered image", first.image)
            labels, depth = map_input("Labels", first.labels), map_input("Depth", first.depth)
            archive = gr.File(label="Or all three in one zip", file_types=[".zip"], height=76,
                              elem_classes=["map"])  # fmt: skip
            files = [photo, labels, depth]
            with gr.Accordion("How the files are understood", open=True):
                said = gr.HTML()
                written = [label_encoding_input(), depth_encoding_input()]
            scenes.build(files, written, lambda made: _examined(made.success, files, written, said))
            names = TRANSLATORS.dropdown("Translators, up to four")
            long_side = long_side_input()
            go, stop = go_buttons("Translate")
            told_of = gr.HTML()
        with gr.Column(scale=3, min_width=320, elem_classes=["shown"]):
            problem = problem_output()
            slider = compared("First translator | second translator")
            shown = wall.build("The frame and its translations")
            table = gr.HTML()
            basket.keeper(row, [*files, names, *written])
            editing.build(study)
    tab = Tab(
        handler=translate,
        inputs=[*files, names, *written, long_side],
        outputs=[slider, shown, table, said, told_of, study],
        problem=problem,
        choices={names: TRANSLATORS},
        progress=[shown],
        stop=stop,
        said=told_of,
    )
    photo.upload(without_examples, [labels, depth], [labels, depth], **PRIVATE)
    unpacked = archive.upload(told(from_zip), archive, files, **PRIVATE)
    unpacked.success(lambda: (None, "auto", "auto"), None, [archive, *written], **PRIVATE)
    for event in (photo.upload, labels.upload, depth.upload, labels.clear, depth.clear,
                  unpacked.success, *(field.input for field in written)):  # fmt: skip
        _examined(event, files, written, said)

    def example(number: int) -> dict[object, str | None]:
        chosen = stored[number]
        given = {photo: chosen.image, labels: chosen.labels, depth: chosen.depth}
        return {**given, written[0]: "auto", written[1]: "auto"}

    tab.connect(go=go, strip=strip, example=example)
    return tab


def _examined(event: Any, files: list[Any], written: list[Any], said: gr.HTML) -> None:
    event(looked_at, [*files, *written], said, show_progress="hidden", **PRIVATE)
