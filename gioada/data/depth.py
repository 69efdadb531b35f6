"""Depth in metres of planar z, and its scaling to [0, 1] for the networks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FAR = 80.0
"""Metres from which on everything counts as equally far, in the networks and in the measures."""


def normalise(metres: NDArray[np.floating]) -> NDArray[np.float32]:
    """Metres of any shape (infinity allowed) -> min(z, 80) / 80, float32 in [0, 1].

    The paper asks for [0, 1] without saying how. Dividing by 655.35 would put everything nearer
    than 65 m below 0.1, so that the l1 loss is ruled by the step between sky and the rest; hence
    the clip at 80 m that is usual on KITTI. The sky becomes 1 and stays a valid pixel. NaN
    (nothing measured) stays NaN; see ``fill_missing``.
    """
    return (np.clip(np.asarray(metres, np.float32), 0.0, FAR) / np.float32(FAR)).astype(np.float32)


def metres(normalised: NDArray[np.floating]) -> NDArray[np.float32]:
    """[0, 1] of any shape -> metres, float32 in [0, 80]; 80 m means 80 m or farther."""
    return (np.asarray(normalised, np.float32) * np.float32(FAR)).astype(np.float32)


def fill_missing(depth: NDArray[np.floating]) -> NDArray[np.float32]:
    """Give each NaN the depth of the nearest measured pixel of its row.

    Rows without any measurement take the nearest row that has one: on a street, what a sparse
    map lacks lies mostly above the lidar's upper beam.

    Args:
        depth: float H W, metres, NaN where nothing was measured.

    Returns:
        float32 H W without NaN.

    Raises:
        ValueError: nothing was measured at all.
    """
    filled = np.array(depth, np.float32)
    measured = ~np.isnan(filled)
    rows = np.flatnonzero(measured.any(axis=1))
    if rows.size == 0:
        raise ValueError("The depth map has no measured pixel; give one with values above zero.")
    for row in rows:
        columns = np.flatnonzero(measured[row])
        filled[row] = filled[row, columns[_nearest(columns, filled.shape[1])]]
    return filled[rows[_nearest(rows, filled.shape[0])]]


def _nearest(known: NDArray[np.intp], length: int) -> NDArray[np.intp]:
    """For each position in 0..length-1 the number of the nearest of the sorted known ones."""
    return np.searchsorted((known[1:] + known[:-1]) / 2, np.arange(length))
