"""The contact sheet of a part: some of its frames, as they were read, for one look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.data.check.frames import KINDS, Kind, Seen
from gioada.data.check.judging import percent
from gioada.data.depth import depth_colours
from gioada.data.drawing import (
    GAP,
    INK,
    LINE,
    WARNING,
    Entry,
    Shown,
    colour_legend,
    contact_sheet,
    depth_legend,
)
from gioada.data.frame import Frame
from gioada.data.labels import LabelSpace
from gioada.whole import write_whole

_WIDTH, _HEIGHT = 1200, 1100
_NARROWEST, _WIDEST = 240, 400
_COLUMNS = {1: 3, 2: 4, 3: 3}
"""Cells across by the number of kinds."""
_LEAST, _MOST = 3, 8
"""Rows; images alone need no more than the least."""


def save_sheet(path: Path, seen: Seen, space: LabelSpace, *, title: str) -> None:
    """Draw frames that were kept and write them as a PNG, in one piece.

    Args:
        path: of the PNG; its folder is made if there is none.
        seen: gives the frames and the classes' shares.
        space: gives the colours of the classes.
        title: stands above.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet = draw_sheet(seen, space, title=title)
    write_whole(path, lambda draft: sheet.save(draft, format="PNG"))


def draw_sheet(seen: Seen, space: LabelSpace, *, title: str) -> Image.Image:
    """As many of the frames as a sheet takes, evenly, and below the classes with their shares."""
    kinds: list[Kind] = [kind for kind in KINDS if kind in seen.forms]
    across = _COLUMNS[len(kinds)] // len(kinds)
    size = _cell_size(seen, across * len(kinds))
    rows = min(max(_HEIGHT // (size[1] + LINE + GAP), _LEAST), _MOST if len(kinds) > 1 else _LEAST)
    kept = list(seen.kept.values())
    places = np.linspace(0, len(kept) - 1, min(rows * across, len(kept))).round().astype(int)
    shown = [
        Shown(caption=files.name, pictures=[_picture(frame, kind, space) for kind in kinds])
        for files, frame in (kept[place] for place in places)
    ]
    legends = _legends(seen, space, kinds, size[0])
    return contact_sheet(shown, kinds, size, legends, title=title, across=across)


def _picture(frame: Frame | None, kind: Kind, space: LabelSpace) -> NDArray[np.uint8] | None:
    if frame is None or kind == "image":
        return None if frame is None else frame.image
    if kind == "labels":
        return None if frame.ids is None else space.colourise(space.from_ids(frame.ids))
    return None if frame.depth is None else depth_colours(frame.depth)


def _cell_size(seen: Seen, columns: int) -> tuple[int, int]:
    """Width and height of a cell, in proportion to the commonest image."""
    height, width = seen.sizes.most_common(1)[0][0] if seen.sizes else (9, 16)
    most = min(_WIDEST, (_WIDTH - GAP) // columns - GAP)
    wide = min(max(width, _NARROWEST), most)
    return wide, max(1, round(wide * height / width))


def _legends(seen: Seen, space: LabelSpace, kinds: Sequence[Kind], width: int) -> list[Image.Image]:
    """The classes' legend, and that of the depth, as wide as a cell."""
    if not seen.labelled:
        return []
    with_depth = "depth" in kinds
    columns = _COLUMNS[len(kinds)] - with_depth
    shares = seen.class_shares(space)
    entries = [
        Entry(text=f"{name}  {percent(share)}", colour=colour, ink=INK if share else WARNING)
        for (name, share), colour in zip(shares.items(), (*space.colours, (0, 0, 0)), strict=True)
    ]
    classes = colour_legend(entries, columns * (width + GAP) - 2 * GAP)
    return [classes, depth_legend(width)] if with_depth else [classes]
