"""The files that a job writes, and the forms of what a task network says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.batch.options import Labels
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.labels import VOID, LabelSpace
from gioada.whole import write_npz, write_whole

_PNG = (
    *(cv2.IMWRITE_PNG_COMPRESSION, 1),
    # The difference to the pixel before: half the time of choosing a filter for every row.
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_SUB),
)
"""Twice as tight would take ten times as long."""


def _put(path: Path, write: Callable[[Path], object]) -> None:
    """A file whole, with the folders that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, write)


def write_png(path: Path, values: NDArray) -> None:
    """uint8 H W or H W 3 RGB, or uint16 H W."""
    stored = values if values.ndim == 2 else values[..., ::-1]
    _, data = cv2.imencode(".png", np.ascontiguousarray(stored), _PNG)
    _put(path, lambda draft: draft.write_bytes(data.tobytes()))


def write_jpeg(path: Path, values: NDArray[np.uint8]) -> None:
    """uint8 H W 3, for looking at."""
    image = Image.fromarray(values)
    _put(path, lambda draft: image.save(draft, format="JPEG", quality=90))


def write_depth(path: Path, metres: NDArray[np.float32]) -> None:
    """float32 H W metres, as ``depth`` of an npz."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_npz(path, depth=metres)


def put_along(source: Path, path: Path, *, link: bool) -> None:
    """Copy a file, or link to it."""
    if link:
        target = source.resolve()

        def place(draft: Path) -> None:
            draft.unlink(missing_ok=True)
            draft.symlink_to(target)

        _put(path, place)
    else:
        _put(path, lambda draft: shutil.copyfile(source, draft))


def label_table(space: LabelSpace, form: Labels) -> NDArray[np.uint8]:
    """What is written for each class index: uint8 256, or 256 3 of colours."""
    if form == "colours":
        return space.colourise(np.arange(256, dtype=np.uint8))
    ids = np.zeros(256, np.uint8)
    ids[: space.num_classes] = [group[0] for group in space.ids]
    if form == "ids":
        return ids
    train = {id_: value for value, id_ in LABEL_ENCODINGS["cityscapes-train-ids"].table.items()}
    return np.array([train.get(int(id_), VOID) if id_ else VOID for id_ in ids], np.uint8)


def classes_of(values: NDArray[np.uint8], space: LabelSpace, form: Labels) -> NDArray[np.uint8]:
    """What was written as labels, back as class indices uint8 H W, 255 for void."""
    table = label_table(space, form).reshape(256, -1).astype(np.int64)
    places = np.array([1, 256, 65536])[: table.shape[1]]
    classes = np.full(int(places.sum() * 255) + 1, VOID, np.uint8)
    indices = np.arange(space.num_classes)
    classes[(table[indices] * places).sum(1)] = indices
    return classes[(values.reshape(*values.shape[:2], -1) * places).sum(2)]
