"""A network on pictures too large for it: overlapping tiles, blended where they overlap.

A tile's weight falls linearly to its neighbour, so that the weights of a pixel sum to one and what
two tiles say of it differently changes over the whole overlap. The answer comes in bands from top
to bottom, so that no more than a row of tiles lies in memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

_GRID = 8
"""Pixels on which tiles begin: the networks' stride, so that all tiles see the same grid."""
SMALLEST_OVERLAP = 2 * _GRID


@dataclass(frozen=True, kw_only=True)
class Tiles:
    """Into which tiles pictures are cut."""

    side: int
    """Pixels of a tile's sides at most."""
    overlap: int
    """Pixels that neighbours share at least."""

    def __post_init__(self) -> None:
        if self.side < 8 * _GRID or not SMALLEST_OVERLAP <= self.overlap <= self.side // 4:
            raise ValueError(
                f"tiles of {self.side} pixels that share {self.overlap} cannot be laid: let a tile "
                f"have at least {8 * _GRID}, and share {SMALLEST_OVERLAP} to a quarter of them."
            )


def cuts(length: int, tiles: Tiles) -> list[slice]:
    """The tiles along an axis: all of one length, evenly spread, from end to end.

    No pixel lies in more than two of them.
    """
    if length <= tiles.side:
        return [slice(0, length)]
    count = math.ceil((length - tiles.overlap) / (tiles.side - tiles.overlap))
    side = math.ceil((length + (count - 1) * tiles.overlap) / count / _GRID) * _GRID
    side = min(side, tiles.side)
    last = length - side
    starts = [round(last * index / (count - 1) / _GRID) * _GRID for index in range(count - 1)]
    return [slice(start, start + side) for start in (*starts, last)]


def blended(network: Callable[[Tensor], Tensor], planes: Tensor, tiles: Tiles) -> Iterator[Tensor]:
    """A network's answer to pictures, band by band.

    Args:
        network: B K h w -> B C h w, of any size.
        planes: B K H W.
        tiles: how they are cut.

    Yields:
        B C h W: bands that make up B C H W from top to bottom.
    """
    rows, columns = (cuts(length, tiles) for length in planes.shape[-2:])
    down, across = (weights(each, planes.device) for each in (rows, columns))
    carried: Tensor | None = None
    for index, row in enumerate(rows):
        band: Tensor | None = None
        for column, weight in zip(columns, across, strict=True):
            answer = network(planes[..., row, column])
            if band is None:
                band = answer.new_zeros((*answer.shape[:3], planes.shape[-1]))
            band[..., column] += answer * weight
        assert band is not None
        band *= down[index][:, None]
        if carried is not None:
            band[..., : carried.shape[-2], :] += carried
        finished = (rows[index + 1].start if index + 1 < len(rows) else row.stop) - row.start
        yield band[..., :finished, :]
        carried = band[..., finished:, :]


def weights(tiles: list[slice], device: torch.device | None = None) -> list[Tensor]:
    """The weight of each tile along an axis, in (0, 1]; those of a pixel sum to 1."""
    found = [torch.ones(tile.stop - tile.start, device=device) for tile in tiles]
    for index in range(len(tiles) - 1):
        shared = tiles[index].stop - tiles[index + 1].start
        if shared > 0:
            ramp = (torch.arange(shared, device=device) + 0.5) / shared
            found[index][-shared:] *= 1 - ramp
            found[index + 1][:shared] *= ramp
    return found
