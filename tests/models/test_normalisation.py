"""No normalisation keeps statistics of earlier images."""

from __future__ import annotations

import pytest
from torch import nn

from gioada.models.normalisation import normalisation


def test_none_is_no_layer() -> None:
    assert normalisation("none", 16) == []


@pytest.mark.parametrize(("channels", "groups"), [(4, 1), (8, 1), (16, 2), (128, 16)])
def test_groups_have_eight_channels(channels: int, groups: int) -> None:
    (layer,) = normalisation("group", channels)
    assert isinstance(layer, nn.GroupNorm) and layer.num_groups == groups


@pytest.mark.parametrize("kind", ["group", "instance"])
def test_nothing_is_remembered_between_images(kind: str) -> None:
    (layer,) = normalisation(kind, 8)  # type: ignore[arg-type]
    assert list(layer.buffers()) == []
