"""The tab Compare: up to four checkpoints on one photo, where they differ, and who is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from app import examples, shelf
from app.compare import endpoint
from app.compare.choice import CHECKPOINTS
from app.compare.numbers import numbers
from app.compare.study import Study, answers, begin, rounds
from app.compare.telling import differing, joint, numbers_table
from app.compare.walls import joint_wall, wall_of
from app.doctor import examine, report
from app.kept import Basket
from app.parts import (
    biography,
    caveat,
    depth_encoding_input,
    fast_input,
    go_buttons,
    label_encoding_input,
    long_side_input,
    map_input,
    photo_input,
    problem_output,
    thumbnails,
    without_examples,
)
from app.tab import PRIVATE, Tab, notes
from app.wall import layout as wall
from gioada.data.labels import KITTI10
from gioada.figures.recipe import Given, Row


def contrast(
    photo: str | None,
    labels: str | None,
    depth: str | None,
    names: list[str] | None,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    long_side: int = 0,
    fast: bool = False,
    focal: float = 0,
) -> Iterator[tuple[Any, ...]]:
    """Ask one checkpoint after the other, then their output discriminators.

    Yields:
        the wall, how much they differ, the table, the joint space's wall and words, how the files
        were understood, and notes.

    Raises:
        ValueError: a file cannot be read, or the checkpoints cannot be compared.
    """
    checkup, study = begin(
        (photo, labels, depth), names, label_encoding=label_encoding,
        depth_encoding=depth_encoding, long_side=long_side, fast=fast, focal=focal,
    )  # fmt: skip
    said, left = report(checkup), rounds(study)
    for study in answers(study):  # noqa: B020 - each one is the last one and more
        left -= 1
        yield *shown(study, done=not left), said, notes(f"{left} to come." if left else "")
    about = (*map(biography, study.names), caveat(study.names), *shelf.notes())
    yield *(gr.skip(),) * 6, notes(*about)


def shown(study: Study, *, done: bool) -> tuple[Any, ...]:
    """Both walls and what is said of them, each as soon as it is known and once."""
    believed = any(each.belief is not None for each in study.readings)
    upper = (
        (gr.skip(),) * 3 if believed
        else (wall_of(study), differing(study), numbers_table(numbers(study), study))
    )  # fmt: skip
    whole = len(study.readings) == len(study.names)
    return *upper, *((joint_wall(study), joint(study, done=done)) if whole else ("", ""))


def looked_at(
    photo: str | None, labels: str | None, depth: str | None, names: list[str] | None,
    label_as: str, depth_as: str,
) -> str:  # fmt: skip
    """How the files on the form are understood, before any network runs."""
    there = [name for name in names or () if name in shelf.names("task")]
    space = shelf.space(there[0]) if there else KITTI10
    checkup = examine(photo, labels, depth, space, label_encoding=label_as, depth_encoding=depth_as)
    return report(checkup)


def row(
    photo: str | None, labels: str | None, depth: str | None, names: list[str] | None,
    label_encoding: str, depth_encoding: str,
) -> Row:  # fmt: skip
    """The photo on the form, for a figure."""
    if not photo:
        raise ValueError("There is no photo to keep: choose a file, or click an example.")
    return Row(
        title=Path(photo).stem,
        image=Given.of(photo),
        labels=Given.of(labels) if labels else None,
        depth=Given.of(depth) if depth else None,
        label_encoding=label_encoding,
        depth_encoding=depth_encoding,
        checkpoints=tuple(names or ()),
    )


# --- layout -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Controls:
    """What visitors set."""

    strip: gr.Dataset
    files: list[Any]
    """Photo, labels, depth."""
    names: gr.Dropdown
    written: list[Any]
    """How labels and depth are written."""
    how: list[Any]
    """Size, precision, focal length."""
    said: gr.HTML
    """How the files were understood."""
    told_of: gr.HTML
    go: gr.Button
    stop: gr.Button

    @property
    def inputs(self) -> list[Any]:
        """In the order of ``contrast``'s parameters."""
        return [*self.files, self.names, *self.written, *self.how]


def _controls(stored: list[examples.Example]) -> Controls:
    strip = thumbnails([example.image for example in stored])
    photo = photo_input("Photo", stored[0].image)
    labels = map_input("True labels, if there are any", stored[0].labels)
    depth = map_input("True depth, if there is any", stored[0].depth)
    with gr.Accordion("How the files are understood", open=True):
        said = gr.HTML()
        written = [label_encoding_input(), depth_encoding_input()]
    names = CHECKPOINTS.dropdown("Checkpoints, up to four")
    with gr.Accordion("Size, precision, camera", open=False):
        focal = gr.Number(0, label="Focal length, pixels (0: of a 65 degree view)", minimum=0,
                          maximum=100_000)  # fmt: skip
        how = [long_side_input(), fast_input(), focal]
    go, stop = go_buttons("Compare")
    return Controls(
        strip=strip, files=[photo, labels, depth], names=names, written=written, how=how,
        said=said, told_of=gr.HTML(), go=go, stop=stop,
    )  # fmt: skip


def build(basket: Basket) -> Tab:
    """Lay the tab out, and offer /compare."""
    # A rendered frame, too: it has its depth.
    stored = [*examples.photos(), examples.triples()[0]]
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            controls = _controls(stored)
        with gr.Column(scale=3, min_width=320, elem_classes=["shown"]):
            problem = problem_output()
            shown_at = wall.build("The photo and what each checkpoint says of it")
            outputs = [shown_at, gr.HTML(), gr.HTML()]
            basket.keeper(row, controls.inputs[:6])
            words = gr.HTML()
            outputs += [wall.build("Where depth and labels contradict each other"), words]
    tab = Tab(
        handler=contrast,
        inputs=controls.inputs,
        outputs=[*outputs, controls.said, controls.told_of],
        problem=problem,
        choices={controls.names: CHECKPOINTS},
        progress=[shown_at],
        stop=controls.stop,
        said=controls.told_of,
    )
    _connect(tab, controls, stored)
    endpoint.register()
    return tab


def _connect(tab: Tab, controls: Controls, stored: list[examples.Example]) -> None:
    photo, labels, depth = controls.files
    photo.upload(without_examples, [labels, depth], [labels, depth], **PRIVATE)
    for event in (photo.upload, labels.upload, depth.upload, labels.clear, depth.clear,
                  *(field.input for field in controls.written)):  # fmt: skip
        event(looked_at, controls.inputs[:6], controls.said, show_progress="hidden", **PRIVATE)

    def example(number: int) -> dict[object, str | None]:
        chosen = stored[number]
        given = {photo: chosen.image, labels: chosen.labels, depth: chosen.depth}
        return {**given, **dict.fromkeys(controls.written, "auto")}

    tab.connect(go=controls.go, strip=controls.strip, example=example)
