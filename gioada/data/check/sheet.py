"""The contact sheet of a part: some of its frames, as they were read, for one look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.data.check.frames import KINDS, Kind, Seen
from gioada.data.check.judging import percent
from gioada.data.depth_colours import depth_colours
from gioada.data.drawing import (
    GAP,
    INK,
    LINE,
    WARNING,
    Entry,
    colour_legend,
    depth_legend,
    fitted,
    paper,
    write,
)
from gioada.data.frame import Frame
from gioada.data.labels import LabelSpace
from gioada.data.sets.matching import FrameFiles
from gioada.whole import write_whole

_WIDTH, _HEIGHT = 1200, 1100
_NARROWEST, _WIDEST = 240, 400
_COLUMNS = {1: 3, 2: 4, 3: 3}
"""Cells across by the number of kinds."""
_LEAST, _MOST = 3, 8
"""Rows; images alone need no more than the least."""

BLACK = (0, 0, 0)
Kept = tuple[FrameFiles, Frame | None]


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
    """Rows of frames under the names of their columns, and below the classes with their shares."""
    kinds: list[Kind] = [kind for kind in KINDS if kind in seen.forms]
    across = _COLUMNS[len(kinds)] // len(kinds)
    size = _cell_size(seen, across * len(kinds))
    shown = _some(list(seen.kept.values()), across, size[1], _MOST if len(kinds) > 1 else _LEAST)
    rows = [shown[start : start + across] for start in range(0, len(shown), across)]
    heights = [_row_height(row, size) for row in rows]
    legends = _legends(seen, space, kinds, size[0])
    width = GAP + across * len(kinds) * (size[0] + GAP)
    top = LINE if len(kinds) == 1 else 2 * LINE
    bottom = top + sum(LINE + height + GAP for height in heights)
    sheet = paper(width, bottom + max((one.height + LINE for one in legends), default=0))
    write(sheet, (GAP, LINE // 2), title, width=width - 2 * GAP)
    for number, kind in enumerate(kinds * across if len(kinds) > 1 else ()):
        write(sheet, (GAP + number * (size[0] + GAP), LINE + LINE // 2), kind)
    for row, height in zip(rows, heights, strict=True):
        for place, kept in enumerate(row):
            corner = (GAP + place * len(kinds) * (size[0] + GAP), top)
            _paste_frame(sheet, corner, kept, kinds, (size[0], height), space)
        top += LINE + height + GAP
    for legend, x in zip(legends, (GAP, width - size[0] - GAP), strict=False):
        sheet.paste(legend, (x, bottom + LINE // 2))
    return sheet


def _paste_frame(
    sheet: Image.Image,
    corner: tuple[int, int],
    kept: Kept,
    kinds: Sequence[Kind],
    size: tuple[int, int],
    space: LabelSpace,
) -> None:
    files, frame = kept
    x, y = corner
    write(sheet, (x, y + LINE // 2), files.name, width=len(kinds) * (size[0] + GAP) - GAP)
    for number, kind in enumerate(kinds):
        picture = None if frame is None else _picture(frame, kind, space)
        cell = fitted(picture, size, mixed=kind == "image")
        sheet.paste(cell, (x + number * (size[0] + GAP), y + LINE))


def _picture(frame: Frame, kind: Kind, space: LabelSpace) -> NDArray[np.uint8] | None:
    if kind == "image":
        return frame.image
    if kind == "labels":
        return None if frame.ids is None else space.colourise(space.from_ids(frame.ids))
    return None if frame.depth is None else depth_colours(frame.depth)


def _cell_size(seen: Seen, columns: int) -> tuple[int, int]:
    """Width and height of a cell, in proportion to the commonest image."""
    height, width = seen.sizes.most_common(1)[0][0] if seen.sizes else (9, 16)
    most = min(_WIDEST, (_WIDTH - GAP) // columns - GAP)
    wide = min(max(width, _NARROWEST), most)
    return wide, max(1, round(wide * height / width))


def _row_height(row: Sequence[Kept], size: tuple[int, int]) -> int:
    """So that the row's highest frame fills its cells."""
    shapes = [frame.image.shape for _, frame in row if frame is not None]
    return max((max(1, round(size[0] * shape[0] / shape[1])) for shape in shapes), default=size[1])


def _some(kept: Sequence[Kept], across: int, height: int, most: int) -> list[Kept]:
    """As many frames as a sheet takes, evenly."""
    rows = min(max(_HEIGHT // (height + LINE + GAP), _LEAST), most)
    count = min(rows * across, len(kept))
    places = np.linspace(0, len(kept) - 1, count).round().astype(int)
    return [kept[place] for place in places]


def _legends(seen: Seen, space: LabelSpace, kinds: Sequence[Kind], width: int) -> list[Image.Image]:
    """The classes' legend, and that of the depth, as wide as a cell."""
    if not seen.labelled:
        return []
    with_depth = "depth" in kinds
    columns = _COLUMNS[len(kinds)] - with_depth
    shares = seen.class_shares(space)
    entries = [
        Entry(text=f"{name}  {percent(share)}", colour=colour, ink=INK if share else WARNING)
        for (name, share), colour in zip(shares.items(), (*space.colours, BLACK), strict=True)
    ]
    classes = colour_legend(entries, columns * (width + GAP) - 2 * GAP)
    return [classes, depth_legend(width)] if with_depth else [classes]
