"""How close translated images are to the target domain, without any foreign network.

The kernel distance of Binkowski et al. (Demystifying MMD GANs, ICLR 2018), which they take over
Inception's features, over those of a judge: a task network that was trained on neither the target
nor translations. Its unit is that of the judge's features, so only distances of one judge compare;
the raw source and another half of the target are the two ends of its scale.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from gioada.data.stream import image_tensor
from gioada.errors import Problem
from gioada.inference.predictor import Predictor
from gioada.inference.sizing import resize_image

HALVES = 50
"""Random halves that the deviation is taken over."""


@dataclass(frozen=True, kw_only=True)
class Distance:
    """Kernel distance of a set of images to the target's."""

    value: float
    """Unbiased estimate; around 0 for images of one domain, where it may be below."""
    deviation: float
    """Of the same over random halves of both sets."""


@torch.inference_mode()
def features(judge: Predictor, image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The judge's features of an image uint8 H W 3, averaged over its positions: F values."""
    size = judge.working_size(image.shape, None)
    batch = resize_image(image_tensor(image)[None].to(judge.device), size)
    return judge.network.features(batch).float().mean((0, 2, 3)).cpu().double().numpy()


def distance(
    judge: Predictor, images: Iterable[NDArray[np.uint8]], target: Iterable[NDArray[np.uint8]]
) -> Distance:
    """Kernel distance between images and those of the target, as a judge sees them.

    Args:
        judge: a task network; ``na`` has seen neither target images nor translations.
        images: uint8 H W 3, at least four.
        target: uint8 H W 3, at least four.

    Raises:
        Problem: there are fewer.
    """
    sets = [np.array([features(judge, image) for image in each]) for each in (images, target)]
    return between(*sets)


def between(images: NDArray[np.float64], target: NDArray[np.float64]) -> Distance:
    """Kernel distance between features N F of images and M F of the target.

    Raises:
        Problem: there are fewer than four of either.
    """
    if min(len(images), len(target)) < 4:
        what = "a distance between domains needs at least four images of each."
        raise Problem("evaluate.few_images", what)
    first, second = _scaled(images, target), _scaled(target, target)
    generator = np.random.default_rng(0)
    halves = [
        kernel_distance(_half(first, generator), _half(second, generator)) for _ in range(HALVES)
    ]
    return Distance(value=kernel_distance(first, second), deviation=float(np.std(halves, ddof=1)))


def floor(target: NDArray[np.float64]) -> Distance:
    """Kernel distance between random halves of the target's features M F, M at least 4.

    Raises:
        Problem: there are fewer.
    """
    if len(target) < 4:
        what = "a distance between two halves needs at least four images."
        raise Problem("evaluate.few_images", what)
    scaled, generator = _scaled(target, target), np.random.default_rng(0)
    values = []
    for _ in range(HALVES):
        order = generator.permutation(len(scaled))
        values.append(kernel_distance(scaled[order[::2]], scaled[order[1::2]]))
    return Distance(value=float(np.mean(values)), deviation=float(np.std(values, ddof=1)))


def _scaled(rows: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    # One scale for all features: by its own, one that is dead on the target would count most.
    return (rows - target.mean(0)) / max(float(np.sqrt(target.var(0).mean())), 1e-12)


def kernel_distance(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Unbiased squared maximum mean discrepancy with the kernel (x . y / F + 1)^3.

    Args:
        first, second: N F and M F features, N and M at least 2.
    """
    within = [_off_diagonal_mean(_kernel(each, each)) for each in (first, second)]
    return float(sum(within) - 2 * _kernel(first, second).mean())


def _kernel(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    return (first @ second.T / first.shape[1] + 1) ** 3


def _off_diagonal_mean(kernel: NDArray[np.float64]) -> float:
    count = len(kernel)
    return float((kernel.sum() - np.trace(kernel)) / (count * (count - 1)))


def _half(rows: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    return rows[generator.permutation(len(rows))[: len(rows) // 2]]
