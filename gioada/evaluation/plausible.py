"""Is depth plausible on photos of which only the labels are known?

A road comes nearer from row to row, and the sky is as far as depth goes. Neither is an error in
metres; a network that fails here cannot be right, and one that passes may still be wrong.
"""

from __future__ import annotations

import math

import numpy as np

from gioada.data.labels import LabelSpace

STEP = 0.05
"""Share of the height between the two pixels of a column that are compared."""
SKY_FAR = 0.75
"""Share of the far plane beyond which depth counts as far."""


class Plausibility:
    """Accumulates how much of the road's and the sky's depth is in order."""

    def __init__(self, space: LabelSpace, far: float) -> None:
        self.space = space
        self.far = far
        self.sums = np.zeros(4)
        """Over all images: pairs of road pixels of which the lower is nearer, all such pairs, sky
        pixels that are far, and all sky pixels."""

    def add(self, depth: np.ndarray, labels: np.ndarray) -> None:
        """Count one image: float H W metres as predicted, and uint8 H W true classes."""
        road, sky = (self._of(name, labels) for name in ("road", "sky"))
        step = max(1, round(STEP * len(depth)))
        both = road[:-step] & road[step:]
        nearer = depth[step:] < depth[:-step]
        distant = depth > SKY_FAR * self.far
        self.sums += [(nearer & both).sum(), both.sum(), (distant & sky).sum(), sky.sum()]

    def _of(self, name: str, labels: np.ndarray) -> np.ndarray:
        known = name in self.space.classes
        return labels == (self.space.classes.index(name) if known else -1)


def plausibility(sums: np.ndarray) -> dict[str, float]:
    """``road in order`` and ``sky far``, shares in [0, 1] of the sums of a ``Plausibility``; NaN
    where there is no such class."""
    order, pairs, far, sky = sums.tolist()
    return {
        "road in order": order / pairs if pairs else math.nan,
        "sky far": far / sky if sky else math.nan,
    }
