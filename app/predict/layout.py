"""The tab Predict: classes and depth of one photo or many, looked at, counted and taken along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from app import examples, shelf
from app.kept import Basket
from app.parts import (
    LONG_SIDES,
    biography,
    caveat,
    fast_input,
    go_buttons,
    photo_input,
    problem_output,
    thumbnails,
    without_examples,
)
from app.predict import endpoint, panels
from app.predict.numbers import class_numbers, numbers_table
from app.predict.photos import CHECKPOINT, FULL, Asked, Seen, ask, see
from app.predict.saying import estimated
from app.predict.views import panes, thumbnail
from app.tab import NETWORK, PRIVATE, Tab, notes, told
from app.wall import layout as wall
from app.wall.panes import packed
from gioada.figures.recipe import Given, Row

SIZES = [*LONG_SIDES, ("full size", FULL)]
PHOTOS = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"]


def answer(
    photo: str | None,
    many: list[str] | None,
    checkpoint: str | None,
    long_side: int = 0,
    fast: bool = False,
) -> Iterator[tuple[Any, ...]]:
    """Predict photo by photo; the first one is shown as soon as it is there.

    Yields:
        what was asked, the wall, the table, the thumbnails of all, notes, what was left out,
        and the paths of the thumbnails.

    Raises:
        ValueError: a single photo cannot be read, or the checkpoint is not there.
    """
    asked = ask(photo, many, checkpoint, long_side, fast)
    if len(asked.paths) == 1:
        yield *shown(asked, see(asked)), _strip([]), _said(asked), "", asked.paths
        yield *(gr.skip(),) * 4, _said(asked, *shelf.notes()), "", gr.skip()
        return
    yield from _one_by_one(asked)


def _one_by_one(asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Many photos; a bad file among them is told of and keeps no other back."""
    number, strip, good, problems = len(asked.paths), [], [], []
    for index, path in enumerate(asked.paths):
        try:
            seen = see(asked.at(index))
        except ValueError as error:
            problems.append(str(error))
            continue
        good.append(path)
        strip.append((thumbnail(seen), seen.name))
        # The first stays in view until another is clicked.
        first = replace(asked, paths=tuple(good), chosen=0)
        top = shown(first, seen) if len(good) == 1 else (gr.skip(),) * 3
        done = notes(f"{index + 1} of {number} photos are done.")
        yield *top, _strip(strip), done, _left_out(problems), tuple(good)
    if not good:
        raise ValueError(" ".join(problems))
    asked = replace(asked, paths=tuple(good))
    said = _said(asked, f"{len(good)} photos: click one to look at it.", *shelf.notes())
    yield asked, *(gr.skip(),) * 2, _strip(strip), said, _left_out(problems), asked.paths


def _strip(pictures_and_names: list[tuple[str, str]]) -> Any:
    return gr.update(value=pictures_and_names, visible=bool(pictures_and_names))


def _left_out(problems: list[str]) -> str:
    return notes(*(f"Left out: {problem}" for problem in problems))


def shown(asked: Asked, seen: Seen) -> tuple[Any, ...]:
    """What was asked, the wall and the table."""
    return (
        asked,
        packed(panes(seen)),
        numbers_table(class_numbers(seen.scene, seen.space), seen.space),
    )


def look(asked: Asked, done: tuple[str, ...], clicked: gr.SelectData) -> tuple[Any, ...]:
    """Another of many photos, from memory if it is still there.

    Args:
        asked: what was asked; of many that were stopped it knows the first alone.
        done: the paths of the thumbnails.
        clicked: the thumbnail.
    """
    asked = replace(asked, paths=done, chosen=int(clicked.index))
    return shown(asked, see(asked))


def row(asked: Asked) -> Row:
    """The photo that is looked at, for a figure."""
    path = asked.path
    return Row(title=path.stem, image=Given.of(path), checkpoints=(asked.checkpoint,))


def _said(asked: Asked, *more: str) -> str:
    return notes(*more, biography(asked.checkpoint), caveat([asked.checkpoint]))


# --- layout -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Controls:
    """What visitors set."""

    strip: gr.Dataset
    photo: gr.Image
    many: gr.File
    checkpoint: gr.Dropdown
    long_side: gr.Dropdown
    fast: gr.Checkbox
    takes: gr.HTML
    go: gr.Button
    stop: gr.Button
    said: gr.HTML

    @property
    def inputs(self) -> list[Any]:
        """In the order of ``answer``'s parameters."""
        return [self.photo, self.many, self.checkpoint, self.long_side, self.fast]


def _controls(stored: list[str]) -> Controls:
    strip = thumbnails(stored)
    photo = photo_input("Photo", stored[0])
    many = gr.File(
        label="Or many photos at once", file_count="multiple", file_types=PHOTOS, height=76,
        elem_classes=["map"],
    )  # fmt: skip
    checkpoint = CHECKPOINT.dropdown("Checkpoint")
    long_side = gr.Dropdown(SIZES, value=0, label="The network sees the long side with")
    fast = fast_input()
    takes = gr.HTML(elem_classes=["takes"])
    go, stop = go_buttons("Predict")
    return Controls(
        strip=strip, photo=photo, many=many, checkpoint=checkpoint, long_side=long_side, fast=fast,
        takes=takes, go=go, stop=stop, said=gr.HTML(),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the tab shows."""

    problem: gr.HTML
    left_out: gr.HTML
    """Photos that could not be read, above those that could."""
    wall: gr.HTML
    table: gr.HTML
    gallery: gr.Gallery
    asked: gr.State
    done: gr.State
    """Paths of the thumbnails; apart, as each change of ``asked`` fills the panels anew."""


def _answers() -> Answers:
    problem, left_out = problem_output(), problem_output()
    gallery = gr.Gallery(
        label="All photos", show_label=False, columns=6, visible=False, allow_preview=False,
        object_fit="cover", format="png", buttons=[], elem_classes=["strip"],
    )  # fmt: skip
    return Answers(
        problem=problem,
        left_out=left_out,
        gallery=gallery,
        wall=wall.build("Classes over the photo, depth and confidence"),
        table=gr.HTML(),
        asked=gr.State(Asked()),
        done=gr.State(()),
    )


def build(basket: Basket) -> Tab:
    """Lay the tab out."""
    stored = [example.image for example in (*examples.streets(), *examples.photos())]
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            controls = _controls(stored)
        with gr.Column(scale=3, min_width=320, elem_classes=["shown"]):
            answers = _answers()
            basket.keeper(row, [answers.asked])
            panels.files(answers.asked, answers.done)
            panels.space(answers.asked)
    outputs = [answers.asked, answers.wall, answers.table, answers.gallery, controls.said,
               answers.left_out, answers.done]  # fmt: skip
    tab = Tab(
        handler=answer,
        inputs=controls.inputs,
        outputs=outputs,
        problem=answers.problem,
        choices={controls.checkpoint: CHECKPOINT},
        progress=[answers.wall],
        stop=controls.stop,
        said=controls.said,
    )
    _connect(tab, controls, answers, stored)
    endpoint.register()
    return tab


def _connect(tab: Tab, controls: Controls, answers: Answers, stored: list[str]) -> None:
    tab.connect(
        go=controls.go,
        strip=controls.strip,
        example=lambda number: {controls.photo: stored[number], controls.many: None},
    )
    controls.many.upload(without_examples, [controls.photo], [controls.photo], **PRIVATE)
    answers.gallery.select(
        told(look), [answers.asked, answers.done], tab.outputs[:3], api_visibility="private",
        show_progress_on=tab.progress, **NETWORK,
    )  # fmt: skip
    for change in (*(each.change for each in controls.inputs), answers.asked.change):
        change(estimated, controls.inputs, controls.takes, show_progress="hidden", **PRIVATE)
