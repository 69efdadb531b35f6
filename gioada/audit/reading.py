"""The files of a frame as arrays of one size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from gioada.audit.pairing import FrameFiles
from gioada.data.files import align, read_depth, read_image, read_labels
from gioada.data.labels import LabelSpace
from gioada.data.stream import image_array, image_tensor
from gioada.errors import Problem
from gioada.inference.sizing import resize_image

TRIED = 20
"""Frames that are looked at to find out how labels or depth are written."""
RATIO_TOLERANCE = 0.01


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A frame at its source's size."""

    image: NDArray[np.uint8]
    translation: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    """H W class indices of the judge's space, 255 void."""
    depth: NDArray[np.float32] | None
    """H W metres, NaN where nothing was measured."""
    size: tuple[int, int]
    """Height and width of the translation's file."""


@dataclass(frozen=True, kw_only=True)
class Encodings:
    """How labels and depth are written, found out once for all frames."""

    labels: str
    depth: str = ""


def find_encodings(
    frames: Sequence[FrameFiles], space: LabelSpace, *, labels: str = "auto", depth: str = "auto"
) -> Encodings:
    """How the first frames that show it write labels and depth; what is named is taken.

    Raises:
        ValueError: the first 20 do not show it.
    """
    first = frames[:TRIED]
    label_files = [each.labels for each in first]
    found = _first(label_files, lambda path: read_labels(path, space).encoding, labels)
    depth_files = [each.depth for each in first if each.depth is not None]
    if not depth_files:
        return Encodings(labels=found)
    return Encodings(
        labels=found, depth=_first(depth_files, lambda path: read_depth(path).encoding, depth)
    )


def _first(paths: Sequence[Path], encoding_of: Callable[[Path], str], named: str) -> str:
    if named != "auto":
        return named
    problem: ValueError | None = None
    for path in paths:
        try:
            return encoding_of(path)
        except ValueError as error:
            problem = problem or error
    assert problem is not None
    raise problem


def read_sample(files: FrameFiles, space: LabelSpace, encodings: Encodings) -> Sample:
    """Read a frame; a translation of another size is resized to its source's.

    Raises:
        ValueError: a file cannot be read, or its proportions are not the source's.
    """
    image = read_image(files.source).values
    translation = read_image(files.translated).values
    labels = read_labels(files.labels, space, encodings.labels).values
    depth = read_depth(files.depth, encodings.depth).values if files.depth else None
    aligned = align(image, labels, depth)
    assert aligned.labels is not None
    return Sample(
        image=image,
        translation=_to_size(translation, image),
        labels=aligned.labels,
        depth=aligned.depth,
        size=(translation.shape[0], translation.shape[1]),
    )


def _to_size(translation: NDArray[np.uint8], image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    (height, width), (rows, columns) = translation.shape[:2], image.shape[:2]
    if (height, width) == (rows, columns):
        return translation
    if abs((width / height) / (columns / rows) - 1) > RATIO_TOLERANCE:
        raise Problem(
            "audit.proportions",
            "the translation ({width}x{height}) and its source ({columns}x{rows}) have different "
            "proportions, so that the labels do not fit it; cut the source and its labels alike.",
            width=width,
            height=height,
            columns=columns,
            rows=rows,
        )
    with torch.inference_mode():
        return image_array(resize_image(image_tensor(translation)[None], (rows, columns))[0])
