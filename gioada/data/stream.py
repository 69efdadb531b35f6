"""The endless pairing of source triples and target images: a pure function of seed and position."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from gioada.data.depth import normalise
from gioada.data.frame import Frame, Frames
from gioada.data.labels import LabelSpace


class PairStream(Dataset):
    """Position n holds the n-th source triple and the n-th target image of the run.

    Each domain is passed over in epochs of its own, in an order drawn from (seed, domain, epoch);
    the flip of a sample is drawn from (seed, domain, epoch, index). So a run that starts at
    position k sees exactly what a run that came to position k sees.
    """

    def __init__(
        self, source: Frames, target: Frames, space: LabelSpace, *, seed: int, flip: bool
    ) -> None:
        self.source, self.target, self.space = source, target, space
        self.seed, self.flip = seed, flip

    def __getitem__(self, position: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Image 3 H W, labels H W, depth 1 H W of the source; image 3 H W of the target."""
        source = self._frame(self.source, 0, position)
        target = self._frame(self.target, 1, position)
        return (*source_tensors(source, self.space), image_tensor(target.image))

    def _frame(self, frames: Frames, domain: int, position: int) -> Frame:
        epoch, place = divmod(position, len(frames))
        index = int(_order(self.seed, domain, epoch, len(frames))[place])
        frame = frames[index]
        draw = np.random.default_rng((self.seed, domain, epoch, index)).random()
        return flipped(frame) if self.flip and draw < 0.5 else frame

    def batches(self, start: int, count: int, *, batch: int, workers: int) -> Iterator:
        """Batches ``start`` to ``start + count`` as tuples of tensors with a batch axis."""
        positions = range(start * batch, (start + count) * batch)
        # With a generator of its own, the loader takes no number from the global random state.
        loader = DataLoader(
            self,
            batch_size=batch,
            sampler=positions,
            num_workers=workers,
            generator=torch.Generator(),
            persistent_workers=workers > 0,
        )
        return iter(loader)


@lru_cache(maxsize=4)
def _order(seed: int, domain: int, epoch: int, length: int) -> np.ndarray:
    return np.random.default_rng((seed, domain, epoch)).permutation(length)


def flipped(frame: Frame) -> Frame:
    """The frame seen in a mirror: image, ids and depth alike."""
    return Frame(
        image=frame.image[:, ::-1],
        ids=None if frame.ids is None else frame.ids[:, ::-1],
        depth=None if frame.depth is None else frame.depth[:, ::-1],
    )


def image_tensor(image: np.ndarray) -> Tensor:
    """uint8 H W 3 -> float 3 H W in [-1, 1]."""
    values = torch.from_numpy(np.ascontiguousarray(image))
    return values.permute(2, 0, 1).float().div_(127.5).sub_(1.0)


def image_array(image: Tensor) -> np.ndarray:
    """float 3 H W in [-1, 1] -> uint8 H W 3."""
    values = image.float().add(1.0).mul(127.5).round().clamp(0, 255)
    return values.byte().permute(1, 2, 0).cpu().numpy()


def source_tensors(frame: Frame, space: LabelSpace) -> tuple[Tensor, Tensor, Tensor]:
    """Image 3 H W, labels H W (class indices, 255 void), depth 1 H W in [0, 1].

    Raises:
        ValueError: if the frame has no labels or no depth.
    """
    if frame.ids is None or frame.depth is None:
        raise ValueError("a source frame needs labels and depth, and this one lacks them.")
    labels = torch.from_numpy(np.ascontiguousarray(space.from_ids(frame.ids)))
    depth = torch.from_numpy(np.ascontiguousarray(normalise(frame.depth)))
    return image_tensor(frame.image), labels, depth[None]
