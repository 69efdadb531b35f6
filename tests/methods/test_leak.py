"""What is read of false labels, counted by hand."""

from __future__ import annotations

import torch

from gioada.methods.leak import false_reads


def test_only_pixels_whose_false_class_is_not_the_true_one_count() -> None:
    true = torch.tensor([[[0, 0, 1, 1, 255, 2]]], dtype=torch.uint8)
    false = torch.tensor([[[0, 1, 0, 2, 1, 255]]], dtype=torch.uint8)
    read = torch.tensor([[[0, 1, 1, 2, 1, 255]]])
    hits, pixels = false_reads(read, false, true)
    # The second to the fourth pixel differ and have classes; the second and the fourth are read.
    assert (hits.item(), pixels.item()) == (2, 3)
