"""The fold that edits labels and depth, and shows what a translator makes of that."""

from __future__ import annotations

from typing import Any

import gradio as gr
import numpy as np

from app.files import write
from app.parts import problem_output
from app.tab import NETWORK, QUIET, beside, notes
from app.table import percent
from app.translate.study import Study, translated
from app.translate.walls import changed_wall
from app.wall import layout as wall
from gioada.data.depth import fill_missing
from gioada.data.drawing import overlay
from gioada.data.edits import Edits, edited
from gioada.errors import Problem

Points = list[tuple[int, int]]


def _conditions(study: Study) -> tuple[np.ndarray, np.ndarray]:
    triple = study.triple
    if triple is None or not study.translations:
        raise Problem("edit.nothing", "Translate a frame first: there is nothing to change yet.")
    if triple.labels is None or triple.depth is None:
        missing = [
            name
            for name, given in (("labels", triple.labels), ("depth", triple.depth))
            if given is None
        ]
        raise Problem(
            "edit.missing",
            "This frame came without {missing}, so that there is nothing to change: give that too.",
            missing=" and ".join(missing),
        )
    return triple.labels, fill_missing(triple.depth)


def again(
    study: Study,
    name: str | None,
    before: str | None,
    after: str | None,
    points: Points,
    flatten: float,
    scale: float,
    bend: float,
) -> tuple[str, str]:
    """Translate under edited conditions.

    Returns:
        the wall, and what was changed.

    Raises:
        ValueError: there is nothing to change, or half of an edit is missing.
    """
    labels, depth = _conditions(study)
    assert study.triple is not None
    done = next((each for each in study.translations if each.name == name), None)
    if done is None:
        raise Problem(
            "edit.translator", "Choose one of the translators that have translated this frame."
        )
    edits = Edits(
        erase=tuple(points),
        swap_from=before or "",
        swap_to=after or "",
        flatten=flatten,
        scale=scale,
        bend=bend,
    )
    new_labels, new_depth = edited(edits, labels, depth, study.triple.space)
    changed = translated(study, done.checkpoint, new_labels, new_depth)
    moved = np.abs(changed.picture.astype(int) - done.picture).mean()
    share = float((new_labels != labels).mean())
    near = depth < 80
    bent = float(np.abs(new_depth - depth)[near].mean()) if near.any() else 0.0
    words = notes(
        f"Labels changed on {percent(share)} of the pixels, depth by {bent:.1f} m on "
        f"average; the translation changed by {moved:.1f} of 255.",
        ""
        if done.checkpoint.needs
        else f"{done.checkpoint.title} sees neither labels nor depth, so that "
        "nothing changes for it: choose a guided translator that does.",
    )
    return changed_wall(study, done, changed, new_labels, new_depth), words


def offered(study: Study) -> tuple[Any, Any, Any, Any, Any]:
    """Choices for a new frame: translators, classes twice, the map to click on, no points."""
    if study.triple is None or study.triple.labels is None:
        empty = gr.update(choices=[], value=None)
        return empty, empty, empty, None, []
    names = [(study.titles[each.name], each.name) for each in study.translations]
    guided = next(
        (each.name for each in study.translations if each.checkpoint.needs),
        names[0][1] if names else None,
    )
    space, labels = study.triple.space, study.triple.labels
    there = [name for index, name in enumerate(space.classes) if (labels == index).any()]
    shown = write(overlay(study.triple.image, labels, space, 0.75))
    return (
        gr.update(choices=names, value=guided),
        gr.update(choices=["", *there], value=""),
        gr.update(choices=["", *space.classes], value=""),
        shown,
        [],
    )


def clicked(study: Study, points: Points, event: gr.SelectData) -> tuple[Any, Any, str]:
    """One more object to erase: the map without it, the points, and what it was."""
    labels, depth = _conditions(study)
    assert study.triple is not None
    space = study.triple.space
    x, y = (int(place) for place in event.index)
    taken = [*(tuple(point) for point in points), (x, y)]
    name = space.classes[labels[y, x]] if labels[y, x] < space.num_classes else "no class"
    left, _ = edited(Edits(erase=tuple(taken)), labels, depth, space)
    shown = write(overlay(study.triple.image, left, space, 0.75))
    return (
        shown,
        taken,
        notes(
            f"Erased: {name} at {x}, {y}; {len(taken)} in all. It goes from labels "
            "and depth; in the picture it stays, as nobody knows what is behind it."
        ),
    )


def build(study: gr.State) -> None:
    """Lay the panel out."""
    with gr.Accordion("Edit: erase objects, swap classes, bend depth", open=False) as panel:
        with gr.Row():
            with gr.Column(min_width=280):
                shown = gr.Image(
                    label="Click on what is to be erased",
                    interactive=False,
                    format="png",
                    type="filepath",
                    buttons=[],
                    alt_text="given labels over the picture",
                )
            with gr.Column(min_width=280):
                # What a frame before this one offered is answered by our sentence, not refused.
                free: dict[str, Any] = {"allow_custom_value": True, "min_width": 110}
                name = gr.Dropdown([], label="Translator", **free)
                with gr.Row():
                    before = gr.Dropdown([], label="Swap class", **free)
                    after = gr.Dropdown([], label="for", **free)
                flatten = gr.Slider(0, 1, 0, step=0.05, label="Flatten depth")
                scale = gr.Slider(0.25, 4, 1, step=0.05, label="Multiply depth by")
                bend = gr.Slider(-2, 2, 0, step=0.1, label="Bend depth, left near, right far")
        with gr.Row():
            go = gr.Button("Translate with these changes", variant="primary")
            undo = gr.Button("Undo all changes", min_width=120)
        words, problem = gr.HTML(), problem_output()
        changed = wall.build("The translation without and with the changes")
    points = gr.State([])
    knobs = [name, before, after, points, flatten, scale, bend]
    fresh = [name, before, after, shown, points]
    for event in (study.change, panel.expand, undo.click):
        event(offered, study, fresh, **QUIET)
    cleared = [flatten, scale, bend, words, changed, problem]
    for event in (study.change, undo.click):
        event(lambda: (0, 1, 0, "", "", ""), None, cleared, **QUIET)
    shown.select(
        beside(clicked, 3),
        [study, points],
        [shown, points, words, problem],
        **QUIET,
    )
    go.click(
        beside(again, 2),
        [study, *knobs],
        [changed, words, problem],
        api_visibility="private",
        show_progress_on=[changed],
        **NETWORK,
    )
