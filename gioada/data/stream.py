"""The endless pairing of source triples and target images: a pure function of seed and position."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler, default_collate

from gioada.data.augment import Augmentation
from gioada.data.depth import DepthScale, fill_missing, normalise
from gioada.data.frame import Frame, Frames
from gioada.data.labels import LabelSpace
from gioada.data.rare import find_rare
from gioada.errors import Advice, Problem


class PairStream(Dataset):
    """Position n holds the n-th source triple and the n-th target image of the run.

    Each domain is passed over in epochs of its own, in an order drawn from seed, domain and epoch;
    what is drawn for a sample, its flip and its crop, has a stream of its own besides, from its
    index. A share of the source's positions, drawn for each, is given to rare classes instead.
    So a run that starts at position k sees exactly what a run that came to position k sees.
    """

    def __init__(
        self,
        source: Frames,
        target: Frames,
        space: LabelSpace,
        *,
        seed: int,
        source_change: Augmentation,
        target_change: Augmentation,
        scale: DepthScale = "clip80",
        rare_share: float = 0.0,
        needs_depth: bool = True,
    ) -> None:
        self.source, self.target, self.space = source, target, space
        self.seed, self.changes = seed, (source_change, target_change)
        self.scale: DepthScale = scale
        self.rare_share, self.needs_depth = rare_share, needs_depth
        self.rare = find_rare(source, space) if rare_share else None

    def __getitem__(self, position: int) -> tuple[Tensor, ...]:
        """See ``source_tensors`` for the source's four; then image 3 H W of the target."""
        source = self._frame(self.source, 0, position)
        target = self._frame(self.target, 1, position)
        return (*self._tensors(source), image_tensor(target.image))

    def __getitems__(self, positions: list[int]) -> list[tuple[Tensor, ...]] | Problem:
        """Several positions, or what is wrong with one; see ``batches``."""
        try:
            return [self[position] for position in positions]
        except Problem as problem:
            return problem

    def fixed(self, index: int) -> tuple[Tensor, ...]:
        """As ``[position]``, of the index-th frames of either domain, resized and nothing else."""
        source = self.changes[0].resized(self.source[index])
        target = self.changes[1].resized(self.target[index])
        return (*self._tensors(source), image_tensor(target.image))

    def _tensors(self, source: Frame) -> tuple[Tensor, ...]:
        if self.needs_depth and source.depth is None:
            what = "this preset conditions or aligns on depth, and the source has none."
            raise Problem("data.no_depth", what)
        return source_tensors(source, self.space, self.scale)

    def _frame(self, frames: Frames, domain: int, position: int) -> Frame:
        epoch, place = divmod(position, len(frames))
        index = self._rare(position) if domain == 0 else None
        if index is None:
            index = int(_order(self.seed, domain, epoch, len(frames))[place])
        draw = _generator(self.seed, _SAMPLE, domain, epoch, index)
        return self.changes[domain](frames[index], draw)

    def _rare(self, position: int) -> int | None:
        """The source frame of a position that is given to a rare class; None for the others."""
        if self.rare is None:
            return None
        draw = _generator(self.seed, _RARE, position)
        return self.rare.draw(draw) if draw.random() < self.rare_share else None

    def batches(self, shares: MicroBatches, *, workers: int, pinned: bool = False) -> Iterator:
        """Micro-batches as tuples of tensors with a batch axis.

        Args:
            shares: whose positions, and from which step on.
            workers: loader processes; 0 loads in this one.
            pinned: deliver in page-locked memory, from which a GPU copies without waiting.

        Raises:
            Problem: a frame cannot be read; from a loader process as from this one.
        """
        # With a generator of its own, the loader takes no number from the global random state.
        loader = DataLoader(
            self,
            batch_sampler=shares,
            num_workers=workers,
            generator=torch.Generator(),
            persistent_workers=workers > 0,
            worker_init_fn=_outlive_signals,
            pin_memory=pinned,
            collate_fn=_collated,
        )
        return _without_problems(iter(loader))


def _collated(items: list[tuple[Tensor, ...]] | Problem) -> list[Tensor] | Problem:
    return items if isinstance(items, Problem) else default_collate(items)


def _without_problems(batches: Iterator) -> Iterator:
    # A loader process can hand over a value, but of an exception only its text.
    try:
        for batch in batches:
            if isinstance(batch, Problem):
                raise batch
            yield batch
    finally:
        # The traceback of the problem would keep the loader's processes alive.
        del batches


@dataclass(frozen=True, kw_only=True)
class MicroBatches(Sampler[list[int]]):
    """The positions that one of several processes takes, step by step.

    Step n of a run is positions n * batch to (n + 1) * batch, whoever computes them: the ranks
    take consecutive shares of a step, and each takes its share in ``accumulate`` parts.

    Raises Problem if the processes and parts do not divide the batch.
    """

    first: int
    """The first step."""
    count: int
    """Number of steps."""
    batch: int = 1
    """Positions in a step."""
    accumulate: int = 1
    """Parts of a process's share."""
    rank: int = 0
    processes: int = 1

    def __post_init__(self) -> None:
        if self.batch % (self.processes * self.accumulate):
            raise Problem(
                "data.batch_shares",
                "a batch of {batch} cannot be shared equally by {processes} processes in {parts} "
                "parts each: let their product divide the batch.",
                advice=[Advice("training.batch", str(self.processes * self.accumulate))],
                batch=self.batch,
                processes=self.processes,
                parts=self.accumulate,
            )

    @property
    def size(self) -> int:
        """Positions in a micro-batch."""
        return self.batch // (self.processes * self.accumulate)

    def __len__(self) -> int:
        return self.count * self.accumulate

    def __iter__(self) -> Iterator[list[int]]:
        for step in range(self.first, self.first + self.count):
            start = step * self.batch + self.rank * self.size * self.accumulate
            for part in range(self.accumulate):
                begin = start + part * self.size
                yield list(range(begin, begin + self.size))


def _outlive_signals(_: int) -> None:
    # Ctrl-C and a scheduler's SIGTERM go to the whole group. The trainer then finishes its step,
    # for which it needs its loaders; they end when it does.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


@lru_cache(maxsize=4)
def _order(seed: int, domain: int, epoch: int, length: int) -> np.ndarray:
    return _generator(seed, _ORDER, domain, epoch).permutation(length)


_ORDER, _SAMPLE, _RARE = 0, 1, 2


def _generator(seed: int, *key: int) -> np.random.Generator:
    # Not default_rng((seed, *key)): NumPy pads a short seed with zeros, so the order of an epoch
    # would come from the same numbers as the flip of index 0.
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def image_tensor(image: np.ndarray) -> Tensor:
    """uint8 H W 3 -> float 3 H W in [-1, 1]."""
    values = torch.from_numpy(np.ascontiguousarray(image))
    return values.permute(2, 0, 1).float().div_(127.5).sub_(1.0)


def image_array(image: Tensor) -> np.ndarray:
    """float 3 H W in [-1, 1] -> uint8 H W 3."""
    values = image.float().add(1.0).mul(127.5).round().clamp(0, 255)
    return values.byte().permute(1, 2, 0).cpu().numpy()


def source_tensors(
    frame: Frame, space: LabelSpace, scale: DepthScale = "clip80"
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A source frame as the networks take it.

    Returns:
        image 3 H W in [-1, 1]; labels H W, class indices and 255 for void; depth 1 H W in [0, 1],
        where nothing was measured that of the nearest pixel of the row; and 1 H W whether it was
        measured. Of a frame without depth, depth is 0 and measured nowhere.

    Raises:
        Problem: ``data.kind_missing``, the frame has no labels.
    """
    if frame.ids is None:
        raise Problem("data.kind_missing", "a source frame needs labels, and this one has none.")
    labels = torch.from_numpy(np.ascontiguousarray(space.from_ids(frame.ids)))
    if frame.depth is None:
        nothing = torch.zeros((1, *labels.shape))
        return image_tensor(frame.image), labels, nothing, nothing.bool()
    measured = ~np.isnan(frame.depth)
    known = frame.depth if measured.all() else fill_missing(frame.depth)
    depth = torch.from_numpy(np.ascontiguousarray(normalise(known, scale)))
    valid = torch.from_numpy(np.ascontiguousarray(measured))
    return image_tensor(frame.image), labels, depth[None], valid[None]
