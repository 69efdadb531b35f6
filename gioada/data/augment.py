"""What is done to a frame before the networks see it: resized, cropped and flipped as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import torch
from torchvision import tv_tensors
from torchvision.transforms.v2 import functional as v2

from gioada.data.frame import Frame, nearest
from gioada.errors import Problem


class Depth(tv_tensors.Mask):
    """Metres. As a mask, which is all that flips and crops need to know of it."""


Sample = dict[str, torch.Tensor]


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
        sample = self._sized(frame)
        if self.crop is not None:
            box = _box(self.crop, tuple(sample["image"].shape[-2:]), place)
            sample = _each(lambda values: v2.crop(values, *box), sample)
        if self.flip and mirrored:
            sample = _each(v2.horizontal_flip, sample)
        return _frame(sample)

    def resized(self, frame: Frame) -> Frame:
        """The frame as it is, at the size only."""
        return _frame(self._sized(frame))

    def _sized(self, frame: Frame) -> Sample:
        sample = _tensors(frame)
        if self.size is None or frame.image.shape[:2] == self.size:
            return sample
        return {name: _resized(values, self.size) for name, values in sample.items()}


def _tensors(frame: Frame) -> Sample:
    sample: Sample = {"image": tv_tensors.Image(torch.from_numpy(frame.image).permute(2, 0, 1))}
    if frame.ids is not None:
        sample["ids"] = tv_tensors.Mask(torch.from_numpy(frame.ids))
    if frame.depth is not None:
        sample["depth"] = Depth(torch.from_numpy(frame.depth))
    return sample


def _frame(sample: Sample) -> Frame:
    arrays = {name: values.numpy() for name, values in sample.items()}
    arrays["image"] = arrays["image"].transpose(1, 2, 0)
    return Frame(**{field.name: arrays.get(field.name) for field in fields(Frame)})  # type: ignore[arg-type]


def _each(change: Callable[[torch.Tensor], torch.Tensor], sample: Sample) -> Sample:
    return {name: change(values) for name, values in sample.items()}


def _resized(values: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    if isinstance(values, tv_tensors.Image):
        return v2.resize(values, list(size), antialias=True)
    # torchvision's own rule for masks takes the upper left one of the pixels that fall together,
    # half a pixel beside the image.
    return type(values)(torch.from_numpy(nearest(values.numpy(), *size)))


def _box(
    crop: tuple[int, int], size: tuple[int, ...], place: np.ndarray
) -> tuple[int, int, int, int]:
    """Top, left, height and width of the part."""
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
    return top, left, *crop
