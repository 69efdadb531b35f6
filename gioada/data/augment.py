"""What is done to a frame before the networks see it: resized, cropped and flipped as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from gioada.data.frame import Frame, nearest
from gioada.errors import Problem


@dataclass(frozen=True, kw_only=True)
class Augmentation:
    """The options; a frame's outcome follows from them and from a generator of its own."""

    size: tuple[int, int] | None = None
    """Height and width to which frames are resized first; None leaves them."""
    crop: tuple[int, int] | None = None
    """Height and width of a random part; None takes all."""
    flip: bool = True
    """Mirror half of the frames."""

    def __call__(self, frame: Frame, draw: np.random.Generator) -> Frame:
        """Image, ids and depth, changed alike; ids and depth keep values that occurred.

        Raises:
            Problem: the crop is larger than the frame.
        """
        # Both are drawn whatever is wished, so that one option does not move another's luck.
        mirrored, place = draw.random() < 0.5, draw.random(2)
        frame = self.resized(frame)
        if self.crop is not None:
            rows, columns = _part(self.crop, frame.image.shape[:2], place)
            frame = _each(frame, lambda values: values[rows, columns])
        if self.flip and mirrored:
            frame = _each(frame, lambda values: values[:, ::-1])
        return _each(frame, np.ascontiguousarray)

    def resized(self, frame: Frame) -> Frame:
        """The frame as it is, at the size only."""
        size = self.size
        if size is None or frame.image.shape[:2] == size:
            return frame
        image = _resized(frame.image, size)
        return _each(frame, lambda values: nearest(values, *size), image)


def _each(
    frame: Frame, change: Callable[[NDArray], NDArray], image: NDArray | None = None
) -> Frame:
    """A change of maps, as far as they are known, and of the image, unless that is given."""
    ids, depth = (None if maps is None else change(maps) for maps in (frame.ids, frame.depth))
    return Frame(image=change(frame.image) if image is None else image, ids=ids, depth=depth)


def _resized(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    planes = torch.from_numpy(image).permute(2, 0, 1)[None]
    # In bytes, as torchvision does it: it rounds only once.
    sized = F.interpolate(planes, size, mode="bilinear", antialias=True)
    return sized[0].permute(1, 2, 0).numpy()


def _part(crop: tuple[int, int], size: tuple[int, ...], place: np.ndarray) -> tuple[slice, slice]:
    """Rows and columns of the part."""
    if crop[0] > size[0] or crop[1] > size[1]:
        raise Problem(
            "data.crop",
            "a crop of {crop} does not fit into frames of {size}: make it smaller, or resize the "
            "frames first.",
            crop=f"{crop[0]} x {crop[1]}",
            size=f"{size[0]} x {size[1]}",
        )
    top = int(place[0] * (1 + size[0] - crop[0]))
    left = int(place[1] * (1 + size[1] - crop[1]))
    return slice(top, top + crop[0]), slice(left, left + crop[1])
