"""Do a prediction's depth and labels fit each other, and what does D_output believe of them?"""

from __future__ import annotations

import html
from typing import Any

import gradio as gr
import numpy as np

from app.predict.study import Asked, Reading, Study, see
from app.tab import once_opened
from app.table import percent
from app.wall import layout as wall
from app.wall.panes import Mark, Pane, Wall, packed, shown_size
from gioada.data.frame import nearest
from gioada.data.labels import RGB
from gioada.evaluation.contradictions import (
    ABOVE,
    FARTHEST,
    NAMES,
    NEAREST_SKY,
    NOD,
    SKY_NEAR,
    STEEP,
    STEEPEST,
    contradictions,
    shares,
)

CONTRADICTIONS: dict[int, RGB] = {
    SKY_NEAR: (0, 140, 255),
    STEEP: (230, 130, 0),
    ABOVE: (204, 40, 150),
}
HOW = (
    '<p class="how">No truth is needed to see that a prediction contradicts itself: sky nearer '
    f"than {NEAREST_SKY:.0f} m; road, sidewalk or terrain steeper than {STEEPEST:.0f} degrees (up "
    f"to {FARTHEST:.0f} m away); the same more than {NOD:.0f} degrees above a level horizon. 0% "
    "is good.</p>"
)
BELIEF = (
    '<p class="how">D_output learned to tell predictions on target images from those on source '
    "images. On a photo of the target, 100% says that the prediction still looks like a target's; "
    "at 50% the two cannot be told apart, which is what adaptation wants.</p>"
)

Beliefs = dict[str, np.ndarray]


def contradicting(reading: Reading, study: Study) -> np.ndarray:
    """Where a reading's depth and labels contradict each other: uint8 H W of ``CONTRADICTIONS``."""
    scene, focal = reading.scene, study.asked.focal
    height, width = scene.labels.shape
    # As a wall shows it: a large photo would take seconds, and the network has seen no more of it.
    size = shown_size((height, width))
    labels, depth = nearest(scene.labels, *size), nearest(scene.depth, *size)
    seen = focal * size[1] / width if focal else None
    return nearest(contradictions(labels, depth, study.space, focal=seen), height, width)


def panel(asked: gr.State) -> None:
    """Lay the fold out; it is filled when it is opened."""
    with gr.Accordion("Do depth and labels fit each other?", open=False) as fold:
        shown = wall.build("Where depth and labels contradict each other")
        words = gr.HTML()
    once_opened(fold, [asked.change], wall_and_words, [asked], [shown, words])


def wall_and_words(opened: bool, asked: Asked) -> tuple[Any, Any]:
    """The wall of contradictions and beliefs, and what they amount to; nothing while closed."""
    if not opened or not asked.paths:
        return gr.skip(), gr.skip()
    study = see(asked)
    marks = {each.name: contradicting(each, study) for each in study.readings}
    beliefs = {
        each.name: belief
        for each in study.readings
        if (belief := each.checkpoint.belief(study.triple.image, study.side)) is not None
    }
    return _wall(study, marks, beliefs), in_words(study, marks, beliefs)


def _wall(study: Study, marks: dict[str, np.ndarray], beliefs: Beliefs) -> str:
    panes = []
    for each in study.readings:
        picture, scene, title = study.triple.image, each.scene, study.titles[each.name]
        panes.append(
            Pane(
                title=title,
                picture=picture,
                labels=scene.labels,
                depth=scene.depth,
                marks=marks[each.name],
                view="marks",
            )
        )
        if each.name in beliefs:
            panes.append(
                Pane(
                    title=f"{title}: D_output",
                    picture=picture,
                    belief=beliefs[each.name],
                    view="belief",
                )
            )
    meanings = [Mark(name=name, colour=CONTRADICTIONS[key]) for key, name in NAMES.items()]
    return packed(Wall(space=study.space, name=study.name, panes=panes, marks=meanings))


def in_words(study: Study, marks: dict[str, np.ndarray], beliefs: Beliefs) -> str:
    """Contradictions and beliefs of each checkpoint in words, as HTML."""
    titles = {name: f"<b>{html.escape(title)}</b>" for name, title in study.titles.items()}
    items = []
    for name, found in marks.items():
        parts = ", ".join(
            f"{what} <b>{percent(share)}</b>" for what, share in shares(found).items()
        )
        items.append(f"<li>{titles[name]}: {parts} of the picture.</li>")
    for name, belief in beliefs.items():
        low, mean, high = (
            percent(float(each)) for each in (belief.min(), belief.mean(), belief.max())
        )
        items.append(
            f"<li>{titles[name]}: its D_output gives <b>{mean}</b> to target, patch by "
            f"patch from {low} to {high}.</li>"
        )
    without = [titles[each.name] for each in study.readings if each.name not in beliefs]
    lacking = f'<p class="how">No D_output: {", ".join(without)}.</p>' if without else ""
    return f'{HOW}<ul class="joint">{"".join(items)}</ul>{BELIEF if beliefs else ""}{lacking}'
