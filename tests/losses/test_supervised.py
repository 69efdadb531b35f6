"""Equations (2) and (3) on pixels that can be counted on one hand."""

from __future__ import annotations

from math import log

import pytest
import torch

from gioada.data.labels import VOID
from gioada.losses.supervised import balanced, depth_loss, segmentation_loss


def logits() -> torch.Tensor:
    """Two pixels and three classes with probabilities 1/2, 1/4, 1/4 and 1/10, 1/10, 8/10."""
    values = torch.tensor([[[[0.5, 0.1]], [[0.25, 0.1]], [[0.25, 0.8]]]]).log()
    return values.requires_grad_()


def test_cross_entropy_is_the_mean_over_labelled_pixels() -> None:
    both = segmentation_loss(logits(), torch.tensor([[[0, 2]]], dtype=torch.uint8))
    assert both.item() == pytest.approx(-(log(0.5) + log(0.8)) / 2, rel=1e-5)
    one = segmentation_loss(logits(), torch.tensor([[[1, VOID]]], dtype=torch.uint8))
    assert one.item() == pytest.approx(-log(0.25), rel=1e-5)


def test_balance_gives_a_rare_class_more_and_leaves_the_mean_at_one() -> None:
    labels = torch.tensor([[[0, 0, 0, 1, VOID]], [[2, 2, 2, 2, 2]]], dtype=torch.uint8)
    # Shares 3/4 and 1/4: to the power of -1/2 they are 2/sqrt(3) and 2, with mean (sqrt(3) + 1)/2.
    common, rare = 4 / (3 + 3**0.5), 4 / (1 + 3**0.5)
    expected = torch.tensor([[[common] * 3 + [rare, 0.0]], [[1.0] * 5]])
    torch.testing.assert_close(balanced(labels, 0.5), expected)
    whole = balanced(labels, 1.0)[0, 0]
    assert whole[:3].sum() == pytest.approx(whole[3].item()) == pytest.approx(2.0)
    torch.testing.assert_close(balanced(labels, 0.0), (labels != VOID).float())
    nothing = balanced(torch.full((1, 2, 2), VOID, dtype=torch.uint8), 0.5)
    assert not nothing.any() and nothing.isfinite().all()


def test_a_void_pixel_gets_no_gradient() -> None:
    values = logits()
    segmentation_loss(values, torch.tensor([[[1, VOID]]], dtype=torch.uint8)).backward()
    assert values.grad[..., 0].abs().sum() > 0
    assert values.grad[..., 1].abs().sum() == 0


def test_an_image_without_labels_costs_nothing_and_still_has_a_graph() -> None:
    values = logits()
    loss = segmentation_loss(values, torch.full((1, 1, 2), VOID, dtype=torch.uint8))
    assert loss.item() == 0.0
    loss.backward()
    assert values.grad.abs().sum() == 0


def test_pixels_keep_their_classes_in_a_batch_of_maps() -> None:
    labels = torch.randint(0, 4, (2, 3, 5), dtype=torch.uint8)
    right = 20.0 * torch.nn.functional.one_hot(labels.long(), 4).permute(0, 3, 1, 2)
    assert segmentation_loss(right, labels).item() < 1e-6


def test_every_image_counts_the_same_however_many_pixels_have_a_class() -> None:
    values = torch.randn(3, 4, 2, 5)
    labels = torch.randint(0, 4, (3, 2, 5), dtype=torch.uint8)
    labels[1, 0] = VOID
    labels[2] = VOID
    alone = [segmentation_loss(values[i : i + 1], labels[i : i + 1]) for i in range(3)]
    together = segmentation_loss(values, labels)
    torch.testing.assert_close(together, torch.stack(alone).mean())
    assert alone[2] == 0
    flat = torch.nn.functional.cross_entropy(values, labels.long(), ignore_index=VOID)
    assert not torch.isclose(together, flat)


def test_cross_entropy_and_its_gradient_are_pytorchs() -> None:
    values = torch.randn(1, 10, 6, 8, requires_grad=True)
    labels = torch.randint(0, 10, (1, 6, 8), dtype=torch.uint8)
    labels[:, 0] = VOID
    ours = segmentation_loss(values, labels)
    theirs = torch.nn.functional.cross_entropy(values, labels.long(), ignore_index=VOID)
    torch.testing.assert_close(ours, theirs)
    gradients = [torch.autograd.grad(loss, values)[0] for loss in (ours, theirs)]
    torch.testing.assert_close(*gradients)


def test_the_class_is_picked_by_a_kernel_that_is_deterministic_on_cuda() -> None:
    with torch.profiler.profile() as seen:
        values = torch.randn(1, 3, 4, 4, requires_grad=True)
        segmentation_loss(values, torch.zeros(1, 4, 4, dtype=torch.uint8)).backward()
    assert not any("nll_loss2d" in event.key for event in seen.key_averages())


PREDICTED = torch.tensor([[[[0.5, 0.25, 1.0]]]])
DEPTH = torch.tensor([[[[0.25, 0.75, 0.0]]]])


def test_depth_error_is_the_mean_absolute_difference() -> None:
    assert depth_loss(PREDICTED, DEPTH).item() == pytest.approx((0.25 + 0.5 + 1.0) / 3)


def test_invalid_depth_is_left_out() -> None:
    valid = torch.tensor([[[[True, True, False]]]])
    assert depth_loss(PREDICTED, DEPTH, valid).item() == (0.25 + 0.5) / 2
    assert depth_loss(PREDICTED, DEPTH, torch.zeros_like(valid)).item() == 0.0


def test_missing_depth_may_be_nan() -> None:
    predicted = PREDICTED.clone().requires_grad_()
    depth = torch.tensor([[[[0.25, 0.75, float("nan")]]]])
    loss = depth_loss(predicted, depth, ~depth.isnan())
    loss.backward()
    assert loss.item() == (0.25 + 0.5) / 2
    assert torch.isfinite(predicted.grad).all()


def test_depth_counts_every_image_the_same_however_much_of_it_is_valid() -> None:
    predicted, depth = torch.rand(3, 1, 2, 5), torch.rand(3, 1, 2, 5)
    valid = torch.ones(3, 1, 2, 5, dtype=torch.bool)
    valid[1, :, 0] = False
    valid[2] = False
    rows = [(predicted[i : i + 1], depth[i : i + 1], valid[i : i + 1]) for i in range(3)]
    alone = [depth_loss(*row) for row in rows]
    torch.testing.assert_close(depth_loss(predicted, depth, valid), torch.stack(alone).mean())
    assert alone[2] == 0
    whole = depth_loss(predicted, depth)
    torch.testing.assert_close(whole, depth_loss(predicted, depth, torch.ones_like(valid)))
