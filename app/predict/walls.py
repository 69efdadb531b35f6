"""What checkpoints say of a photo, as panes of a wall, and as a thumbnail."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from app.files import write
from app.input_check import Triple
from app.predict import differences
from app.predict.study import Reading, Study
from app.wall.panes import Mark, Pane, Region, View, Wall, packed, shown_size
from gioada.data.drawing import overlay
from gioada.data.frame import nearest
from gioada.data.labels import RGB

CHECKPOINTS: tuple[RGB, ...] = ((230, 130, 0), (0, 140, 255), (0, 158, 115), (120, 215, 235))
"""Where the first to the fourth alone is right."""
THUMBNAIL = 320
"""Pixels of the long side."""


def wall_of(study: Study) -> str:
    """The photo, every prediction, the truth, and where they differ."""
    triple, alone = study.triple, len(study.checkpoints) == 1
    panes = [Pane(title="photo", picture=triple.image, view="picture")]
    panes += [_prediction(each, study) for each in study.readings]
    if alone:
        panes += _more(study.readings[0], study)
    panes += _truth(triple)
    regions: list[Region] = []
    if len(study.readings) > 1:
        panes.append(
            Pane(
                title="where they differ",
                picture=triple.image,
                marks=_differing(study),
                view="marks",
            )
        )
        regions = _regions(study)
    return packed(
        Wall(
            space=study.space,
            name=study.name,
            photo=str(study.asked.path),
            panes=panes,
            marks=_marks(list(study.titles.values())),
            regions=regions,
            regions_title="largest disagreement",
            pair=(0, 1) if len(study.readings) < 2 else (1, 2),
        )
    )


def _more(reading: Reading, study: Study) -> list[Pane]:
    """Depth and confidence of the only checkpoint, so that nobody has to ask for them."""
    image, scene = study.triple.image, reading.scene
    return [
        Pane(title="depth", picture=image, depth=scene.depth, view="depth"),
        Pane(title="confidence", picture=image, confidence=scene.confidence, view="confidence"),
    ]


def _truth(triple: Triple) -> list[Pane]:
    if triple.labels is None and triple.depth is None:
        return []
    view: View = "depth" if triple.labels is None else "overlay"
    return [
        Pane(
            title="truth", picture=triple.image, labels=triple.labels, depth=triple.depth, view=view
        )
    ]


def _prediction(each: Reading, study: Study) -> Pane:
    scene, truth = each.scene, study.triple.labels
    return Pane(
        title=study.titles[each.name],
        picture=study.triple.image,
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


def _marks(titles: Sequence[str]) -> list[Mark]:
    """In the order of the numbers in ``differences``; the wall shows those that occur."""
    differ = "they differ" if len(titles) == 2 else "one says otherwise"
    colours: dict[str, RGB] = {
        "right": (86, 150, 200),
        "wrong": (213, 94, 0),
        differ: (210, 60, 200),
        "no majority": (110, 40, 160),
        "several are right": (240, 228, 66),
        "all are wrong, each otherwise": (204, 40, 150),
        "no true class": (150, 150, 150),
        "all make the same mistake": (60, 60, 60),
    }
    alone = {
        f"only {title} is right": colour for title, colour in zip(titles, CHECKPOINTS, strict=False)
    }
    return [Mark(name=name, colour=colour) for name, colour in {**colours, **alone}.items()]


def _regions(study: Study) -> list[Region]:
    names = [study.titles[each.name] for each in study.readings]
    found = differences.largest_differences(names, study.labels, study.space, study.triple.labels)
    return [
        Region(
            left=each.place.left,
            top=each.place.top,
            width=each.place.width,
            height=each.place.height,
            text=each.sentence,
        )
        for each in found
    ]


def thumbnail(study: Study) -> str:
    """The path of a small picture of the photo with the first checkpoint's classes over it."""
    height, width = study.triple.image.shape[:2]
    scale = min(1.0, THUMBNAIL / max(height, width))
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    image = np.asarray(Image.fromarray(study.triple.image).resize((columns, rows)))
    return write(overlay(image, nearest(study.labels[0], rows, columns), study.space, 0.55))
