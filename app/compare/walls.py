"""What checkpoints say, as two walls: side by side, and the joint space of depth and labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.compare import differences
from app.compare.study import Reading, Study
from app.doctor import Triple
from app.wall.panes import Mark, Pane, Region, View, Wall, packed, shown_size
from gioada.data.labels import RGB
from gioada.data.resizing import nearest
from gioada.evaluation.contradictions import ABOVE, NAMES, SKY_NEAR, STEEP

CHECKPOINTS: tuple[RGB, ...] = ((230, 130, 0), (0, 140, 255), (0, 158, 115), (120, 215, 235))
"""Where the first to the fourth alone is right."""
CONTRADICTIONS: dict[int, RGB] = {
    SKY_NEAR: (0, 140, 255), STEEP: (230, 130, 0), ABOVE: (204, 40, 150),
}  # fmt: skip


def wall_of(study: Study) -> str:
    """The photo, the truth, every prediction, and where they differ."""
    triple = study.triple
    panes = [Pane(title="photo", picture=triple.image, view="picture"), *_truth(triple)]
    panes += [_prediction(each, triple) for each in study.readings]
    regions: list[Region] = []
    if len(study.readings) > 1:
        panes.append(Pane(title="where they differ", picture=triple.image,
                          marks=_differing(study), view="marks"))  # fmt: skip
        regions = _regions(study)
    return packed(Wall(
        space=study.space,
        panes=panes,
        marks=_marks(study.names),
        regions=regions,
        regions_title="largest disagreement",
    ))  # fmt: skip


def _truth(triple: Triple) -> list[Pane]:
    if triple.labels is None and triple.depth is None:
        return []
    view: View = "depth" if triple.labels is None else "labels"
    title = "given" if triple.labels is not None and triple.depth is not None else f"given {view}"
    return [Pane(title=title, picture=triple.image, labels=triple.labels,
                 depth=triple.depth, view=view)]  # fmt: skip


def _prediction(each: Reading, triple: Triple) -> Pane:
    scene, truth = each.scene, triple.labels
    return Pane(
        title=each.name,
        picture=triple.image,
        labels=scene.labels,
        depth=scene.depth,
        confidence=scene.confidence,
        marks=None if truth is None else differences.judged(scene.labels, truth),
    )


def _differing(study: Study) -> np.ndarray:
    height, width = study.triple.image.shape[:2]
    # Pixels that a wall does not show need no judgement.
    size, truth = shown_size((height, width)), study.triple.labels
    small = [nearest(each, *size) for each in study.labels]
    marks = differences.marks(small, None if truth is None else nearest(truth, *size))
    return nearest(marks, height, width)


def _marks(names: Sequence[str]) -> list[Mark]:
    """In the order of the numbers in ``differences``; the wall shows those that occur."""
    differ = "they differ" if len(names) == 2 else "one says otherwise"
    colours: dict[str, RGB] = {
        "right": (86, 150, 200),
        "wrong": (213, 94, 0),
        differ: (210, 60, 200),
        "no majority": (110, 40, 160),
        "several are right": (240, 228, 66),
        "all are wrong": (204, 40, 150),
        "no class given": (150, 150, 150),
    }
    only = {f"only {name} is right": colour
            for name, colour in zip(names, CHECKPOINTS, strict=False)}  # fmt: skip
    return [Mark(name=name, colour=colour) for name, colour in {**colours, **only}.items()]


def _regions(study: Study) -> list[Region]:
    names = [each.name for each in study.readings]
    found = differences.largest_differences(names, study.labels, study.space, study.triple.labels)
    return [
        Region(left=each.place.left, top=each.place.top, width=each.place.width,
               height=each.place.height, text=each.sentence)
        for each in found
    ]  # fmt: skip


def joint_wall(study: Study) -> str:
    """Where each checkpoint's depth and labels contradict each other; what D_output believes."""
    panes = []
    for each in study.readings:
        picture, scene = study.triple.image, each.scene
        panes.append(Pane(title=each.name, picture=picture, labels=scene.labels,
                          depth=scene.depth, marks=each.contradictions, view="marks"))  # fmt: skip
        if each.belief is not None:
            panes.append(Pane(title=f"{each.name}: D_output", picture=picture, belief=each.belief,
                              view="belief"))  # fmt: skip
    marks = [Mark(name=name, colour=CONTRADICTIONS[key]) for key, name in NAMES.items()]
    return packed(Wall(space=study.space, panes=panes, marks=marks))
