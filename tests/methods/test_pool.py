"""CycleGAN's history of translations."""

from __future__ import annotations

import torch

from gioada.methods.pool import ImagePool


def image(value: int) -> torch.Tensor:
    return torch.full((1, 3, 2, 2), float(value))


def test_size_0_changes_nothing() -> None:
    pool, images = ImagePool(0), image(1)
    assert pool.exchange(images) is images
    assert pool.images == []


def test_a_pool_that_fills_gives_every_image_back() -> None:
    pool = ImagePool(3)
    assert [pool.exchange(image(n)).mean().item() for n in range(3)] == [0, 1, 2]
    assert len(pool.images) == 3


def test_half_of_what_a_full_pool_gives_is_older() -> None:
    torch.manual_seed(0)
    pool = ImagePool(5)
    given = [int(pool.exchange(image(n)).mean().item()) for n in range(400)]
    older = sum(value != n for n, value in enumerate(given))
    assert 150 < older < 250
    assert len(pool.images) == 5
    # No older image is given twice: it leaves the pool when it is shown.
    shown = [value for n, value in enumerate(given[5:], 5) if value != n]
    assert len(set(shown)) == len(shown)
