"""A small street, as ids, as depth and written in any encoding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from gioada.data.encodings import label_encodings
from gioada.data.labels import CITYSCAPES16, LabelSpace

HEIGHT, WIDTH = 24, 32


def street() -> np.ndarray:
    """Cityscapes ids of a small street: sky, houses, cars, road and a pole."""
    ids = np.full((HEIGHT, WIDTH), 7, np.uint8)
    ids[:8] = 23
    ids[6:14, :10] = 11
    ids[6:14, 22:] = 21
    ids[10:15, 12:18] = 26
    ids[4:16, 20] = 17
    return ids


def street_depth() -> np.ndarray:
    """Its depth in metres: a plane that comes nearer downwards, and sky."""
    rows = np.arange(HEIGHT, dtype=np.float64)[:, None] - 7
    depth = np.where(rows > 0, 80 / np.maximum(rows, 1), 1000.0)
    return depth * np.linspace(1, 1.08, WIDTH)[None]


def written_as(name: str, space: LabelSpace = CITYSCAPES16) -> np.ndarray:
    """The street in an encoding."""
    encoding = label_encodings(space)[name]
    ids = street()
    values = np.zeros((HEIGHT, WIDTH), np.int64)
    for id_ in np.unique(ids):
        values[ids == id_] = min(key for key, other in encoding.table.items() if other == id_)
    if encoding.kind == "index":
        return values.astype(np.uint8)
    return np.stack([values >> 16, (values >> 8) & 255, values & 255], -1).astype(np.uint8)


def save(path: Path, values: np.ndarray, **options) -> Path:
    Image.fromarray(values).save(path, **options)
    return path
