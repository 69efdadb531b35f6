"""A rendered frame, its translations, and what a judge still finds in them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app import shelf
from app.parts import given
from gioada.data.depth import fill_missing
from gioada.data.files import align, read_depth, read_image, read_labels
from gioada.data.labels import LabelSpace
from gioada.data.resizing import nearest

if TYPE_CHECKING:
    from gioada.evaluation.consistency import Retention


@dataclass(frozen=True, kw_only=True)
class Triple:
    """A frame as the translators take it, and how its files were understood."""

    image: np.ndarray
    labels: np.ndarray
    depth: np.ndarray
    space: LabelSpace
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Study:
    """Translations of a frame at their working size, and what a judge still finds in them."""

    source: np.ndarray
    labels: np.ndarray
    translated: dict[str, np.ndarray]
    kept: dict[str, Retention]
    judge: str
    remarks: tuple[str, ...]


def read_triple(
    photo: str | None,
    labels: str | None,
    depth: str | None,
    space: LabelSpace,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
) -> Triple:
    """Read the three files of a frame.

    Raises:
        ValueError: one is missing, cannot be read, or is of another frame.
    """
    image = read_image(given(photo, "The rendered image"))
    read = read_labels(given(labels, "The label map of the image"), space, label_encoding)
    metres = read_depth(given(depth, "The depth map of the image"), depth_encoding)
    aligned = align(image.values, read.values, metres.values)
    assert aligned.labels is not None
    assert aligned.depth is not None
    return Triple(
        image=image.values,
        labels=aligned.labels,
        depth=aligned.depth,
        space=space,
        notes=(image.note, read.note, metres.note, aligned.note),
    )


def study(triple: Triple, names: list[str], long_side: int | None) -> Study:
    """Translate with each checkpoint and measure what a judge that took no part still sees."""
    depth = fill_missing(triple.depth)
    translated = {
        name: shelf.translation(name, triple.image, triple.labels, depth, long_side)
        for name in names
    }
    height, width = next(iter(translated.values())).shape[:2]
    source = shelf.resized(triple.image, height, width)
    labels = nearest(triple.labels, height, width)
    judge = find_judge(names, triple.space)
    kept, remarks = {}, ()
    if judge is None:
        remarks = (
            "Nothing is measured: that needs a checkpoint with a task network other than those "
            f"compared, with the classes {triple.space.name}.",
        )
    else:
        kept = {
            name: shelf.retained(judge, source, picture, labels, triple.space)
            for name, picture in translated.items()
        }
    return Study(
        source=source,
        labels=labels,
        translated=translated,
        kept=kept,
        judge=judge or "",
        remarks=remarks,
    )


def find_judge(tested: list[str], space: LabelSpace) -> str | None:
    """A checkpoint to read translations: best one that has seen none, never one under test."""
    found = [entry for entry in shelf.shelved("task") if entry.name not in tested]
    # joint and na learn from raw source frames; other presets have seen their own translations.
    order = {"joint": 0, "na": 1}
    for entry in sorted(found, key=lambda entry: order.get(entry.preset, 2)):
        with contextlib.suppress(ValueError):
            if entry.space == space.name and shelf.predictor(entry.name):
                return entry.name
    return None
