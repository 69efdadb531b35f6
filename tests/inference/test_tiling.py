"""Tiles: every pixel answered once, without seams, in bands."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gioada.inference.tiling import Tiles, blended, cuts, weights


@settings(max_examples=200, deadline=None)
@given(
    length=st.integers(1, 3000),
    side=st.integers(64, 1024),
    share=st.sampled_from([0.0, 0.125, 0.25]),
)
def test_tiles_cover_a_length_and_no_three_meet(length: int, side: int, share: float) -> None:
    tiles = Tiles(side=side, overlap=max(16, int(side * share)))
    found = cuts(length, tiles)
    assert found[0].start == 0 and found[-1].stop == length
    assert len({tile.stop - tile.start for tile in found}) == 1
    assert found[0].stop <= max(side, 1)
    assert all(b.start <= a.stop for a, b in pairwise(found))
    assert all(c.start >= a.stop for a, c in zip(found, found[2:], strict=False))
    total = torch.zeros(length)
    for tile, weight in zip(found, weights(found), strict=True):
        assert (weight > 0).all()
        total[tile] += weight
    torch.testing.assert_close(total, torch.ones(length))


def gradient(height: int, width: int) -> torch.Tensor:
    across, down = torch.linspace(-1, 1, width), torch.linspace(0, 1, height)
    return torch.stack([across.expand(height, width), down[:, None].expand(height, width)])[None]


def test_a_gradient_comes_back_as_it_was() -> None:
    image = gradient(300, 500)
    bands = list(blended(lambda tile: tile, image, Tiles(side=128, overlap=32)))
    assert len(bands) > 2
    torch.testing.assert_close(torch.cat(bands, dim=2), image)


def test_what_tiles_say_differently_changes_without_a_seam() -> None:
    """A network that adds another number to each tile: 1 and 0 in turn, the worst there can be."""
    calls = 0

    def moody(tile: torch.Tensor) -> torch.Tensor:
        nonlocal calls
        calls += 1
        return tile + calls % 2

    image = torch.zeros(1, 1, 300, 500)
    answer = torch.cat(list(blended(moody, image, Tiles(side=128, overlap=32))), dim=2)
    assert answer.min() < 0.01 and answer.max() > 0.99
    # A step of 1 spread over at least 32 pixels less what the grid takes.
    for axis in (2, 3):
        assert answer.diff(dim=axis).abs().max() <= 1 / 24


def test_a_picture_within_a_tile_is_answered_at_once() -> None:
    seen = []

    def network(tile: torch.Tensor) -> torch.Tensor:
        seen.append(tuple(tile.shape))
        return tile

    (band,) = blended(network, torch.zeros(2, 3, 50, 60), Tiles(side=64, overlap=16))
    assert seen == [(2, 3, 50, 60)] and band.shape == (2, 3, 50, 60)


def test_impossible_tiles_are_refused() -> None:
    with pytest.raises(ValueError, match="to a quarter"):
        Tiles(side=128, overlap=64)
