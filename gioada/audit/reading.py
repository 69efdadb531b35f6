"""The files of a frame as arrays of one size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from gioada.audit.pairing import FrameFiles
from gioada.data.files import Reading, align, read_depth, read_image, read_labels
from gioada.data.given import find_encoding
from gioada.data.labels import LabelSpace
from gioada.data.stream import image_array, image_tensor
from gioada.errors import Problem
from gioada.inference.sizing import resize_image

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
    """How the frames write labels and depth; what is named is taken.

    Raises:
        Problem: ``files.encoding``, it cannot be told.
    """

    def as_labels(path: Path, encoding: str) -> Reading:
        return read_labels(path, space, encoding)

    found = find_encoding("label", [each.labels for each in frames], labels, as_labels)
    maps = [each.depth for each in frames if each.depth is not None]
    return Encodings(
        labels=found, depth=find_encoding("depth", maps, depth, read_depth) if maps else ""
    )


def read_sample(files: FrameFiles, space: LabelSpace, encodings: Encodings) -> Sample:
    """Read a frame; a translation of another size is resized to its source's.

    Raises:
        ValueError: a file cannot be read, or its proportions are not the source's.
    """
    image = files.source.read(read_image).values
    translation = files.translated.read(read_image).values
    labels = files.labels.read(lambda path: read_labels(path, space, encodings.labels)).values
    depth = files.depth and files.depth.read(lambda path: read_depth(path, encodings.depth)).values
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
