"""Working sizes and resizing."""

from __future__ import annotations

import pytest
import torch

from gioada.inference.sizing import resize_image, resize_map, working_size


@pytest.mark.parametrize(
    ("size", "long_side", "expected"),
    [
        ((375, 1242), 320, (97, 320)),
        ((1024, 2048), 1024, (512, 1024)),
        ((10, 1000), 320, (32, 320)),
        ((1, 1), 64, (64, 64)),
    ],
)
def test_working_sizes_keep_proportions_and_are_at_least_32(
    size: tuple[int, int], long_side: int, expected: tuple[int, int]
) -> None:
    assert working_size(*size, long_side) == expected


def test_maps_keep_their_values_and_images_their_mean() -> None:
    values = torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]]).expand(1, 1, 4, 4)
    assert resize_map(values, (2, 2)).unique().tolist() == [2.0, 4.0]
    smaller = resize_image(values.expand(1, 3, 4, 4), (2, 2))
    assert smaller.mean().item() == pytest.approx(2.5)
    assert resize_image(values, (4, 4)) is values
