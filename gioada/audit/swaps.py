"""Which source frame a translation shows: its own, or another's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BY_FAR = 0.2
"""Correlation of the small edge maps by which another source must fit better than the own:
neighbours of one film differ by less."""
AT_ONCE = 512


def shown_instead(
    sources: NDArray[np.float32], translations: NDArray[np.float32]
) -> list[int | None]:
    """For each translation the index of another source that it shows; None if it is its own.

    Args:
        sources, translations: N S edge maps of unit length (``measure.sketch``).
    """
    shown: list[int | None] = []
    for start in range(0, len(translations), AT_ONCE):
        alike = translations[start : start + AT_ONCE] @ sources.T
        rows = np.arange(len(alike))
        own, best = alike[rows, start + rows], alike.argmax(1)
        better = alike[rows, best] - own > BY_FAR
        shown += [int(index) if far else None for index, far in zip(best, better, strict=True)]
    return shown
