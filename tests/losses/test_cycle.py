"""CycleGAN's two absolute differences."""

from __future__ import annotations

import torch

from gioada.losses.cycle import cycle_loss, identity_loss


def test_cycle_and_identity_are_mean_absolute_differences() -> None:
    image = torch.tensor([0.5, -1.0, 0.0, 0.25]).view(1, 1, 2, 2)
    other = torch.tensor([0.0, 1.0, 0.0, 0.75]).view(1, 1, 2, 2)
    assert cycle_loss(image, other).item() == (0.5 + 2.0 + 0.0 + 0.5) / 4
    assert identity_loss(image, other).item() == cycle_loss(other, image).item()
    assert cycle_loss(image, image).item() == identity_loss(image, image).item() == 0.0
