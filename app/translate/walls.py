"""Translations and what they destroyed, as panes of a wall."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from app.translate.study import Study, Translated
from app.wall.panes import Mark, Pane, Region, Wall, packed
from gioada.data.depth import fill_missing

COLOURS = {
    "destroyed": (230, 130, 0),
    "invented": (214, 50, 160),
    "misread before already": (140, 140, 150),
    "readable only now": (0, 150, 110),
}
PLACES = 12


def wall_of(study: Study) -> str:
    """The frame, each translation, and beside it what the judge says became of it."""
    triple = study.triple
    assert triple is not None
    depth = None if triple.depth is None else fill_missing(triple.depth)
    panes = [
        Pane(title="input", picture=triple.image, labels=triple.labels, depth=depth, view="picture")
    ]
    panes += [_pane(each, study.titles[each.name]) for each in study.translations]
    return packed(
        Wall(
            space=triple.space,
            name=study.name,
            panes=panes,
            marks=[Mark(name=name, colour=colour) for name, colour in COLOURS.items()],
            regions=_regions(study),
            regions_title="change of meaning",
            pair=(0, 1) if len(panes) < 3 else (1, 2),
        )
    )


def _pane(each: Translated, title: str) -> Pane:
    """A translation, and what the judge reads in it and says became of the frame."""
    found = each.verdict
    return Pane(
        title=title,
        picture=each.picture,
        labels=found.scene.labels if found else None,
        depth=found.scene.depth if found else None,
        marks=found.marks if found else None,
        view="picture",
    )


def _regions(study: Study) -> list[Region]:
    assert study.triple is not None
    found = []
    for each in study.translations:
        for harm in each.verdict.harms if each.verdict else ():
            # The wall counts in pixels of its first pane, the judge in those of the translation.
            scale = study.triple.image.shape[1] / each.picture.shape[1]
            box = (harm.place.left, harm.place.top, harm.place.width, harm.place.height)
            left, top, width, height = (max(0, round(side * scale)) for side in box)
            invented = ", invented" if harm.invented else ""
            text = f"{study.titles[each.name]}: {harm.sentence}{invented}"
            region = Region(
                left=left, top=top, width=max(1, width), height=max(1, height), text=text
            )
            found.append((harm.place.share, region))
    return [region for _, region in sorted(found, key=lambda pair: -pair[0])[:PLACES]]


def changed_wall(
    study: Study, before: Translated, after: Translated, labels: np.ndarray, depth: np.ndarray
) -> str:
    """Edited conditions, the translation without and with the edits, and where they differ."""
    triple = study.triple
    assert triple is not None
    difference = np.abs(after.picture.astype(np.int16) - before.picture).max(-1) / 255
    scale = max(1.0, 1 / max(float(difference.max()), 1e-3))
    share = (difference * min(scale, 8.0)).astype(np.float32)
    made: dict[str, Any] = {"picture": triple.image, "labels": labels, "depth": depth}
    title = after.checkpoint.title
    panes = [
        Pane(title="edited labels", view="labels", **made),
        Pane(title="edited depth", view="depth", **made),
        *(
            replace(_pane(each, f"{title}, {how}"), marks=None)
            for each, how in ((before, "as given"), (after, "edited"))
        ),
        Pane(
            title="change",
            picture=after.picture,
            confidence=share,
            share="change",
            view="confidence",
        ),
    ]
    return packed(Wall(space=triple.space, name=study.name, pair=(2, 3), panes=panes))
