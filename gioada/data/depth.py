"""Depth in metres of planar z: its scaling to [0, 1] for the networks, and its one colour scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gioada.data.frame import SKY_DEPTH
from gioada.errors import Problem

FAR = 80.0
"""Metres from which on everything counts as equally far, in the networks and in the measures."""

DepthScale = Literal["clip80", "linear655", "log80", "inverse"]
_NEAR = 2.0  # metres at 1 on the inverse scale

_Map = Callable[[Any], Any]


def _of(function: str, values: Any) -> Any:
    own = getattr(values, function, None)  # a tensor's
    return own() if own else getattr(np, function)(values)


SCALES: dict[DepthScale, tuple[_Map, _Map]] = {
    "clip80": (
        lambda z: z.clip(0.0, FAR) / FAR,
        lambda d: d.clip(0.0, 1.0) * FAR,
    ),
    "linear655": (
        lambda z: z.clip(0.0, SKY_DEPTH) / SKY_DEPTH,
        lambda d: d.clip(0.0, 1.0) * SKY_DEPTH,
    ),
    "log80": (
        lambda z: _of("log1p", z.clip(0.0, FAR)) / np.log1p(FAR),
        lambda d: _of("expm1", d.clip(0.0, 1.0) * np.log1p(FAR)),
    ),
    "inverse": (
        lambda z: _NEAR / z.clip(_NEAR, SKY_DEPTH),
        lambda d: _NEAR / d.clip(_NEAR / SKY_DEPTH, 1.0),
    ),
}
"""Scale -> from metres, and back; of arrays, and of tensors where a network is exported."""


def normalise(metres: NDArray[np.floating], scale: DepthScale = "clip80") -> NDArray[np.float32]:
    """Metres of any shape (infinity allowed) -> float32 in [0, 1] on a named scale.

    The paper asks for [0, 1] without saying how. ``clip80`` is min(z, 80) / 80, the clip that is
    usual on KITTI; the sky becomes 1 and stays a valid pixel. ``linear655``, z / 655.35, is the
    most literal: it puts everything nearer than 65 m below 0.1, so that the l1 loss is ruled by
    the step between sky and the rest. ``log80`` is log(1 + min(z, 80)) / log(81), and ``inverse``
    is min(1, 2 / z), near things at 1, as DADA and CorDA scale depth. NaN (nothing measured)
    stays NaN; see ``fill_missing``.
    """
    return SCALES[scale][0](np.asarray(metres, np.float32)).astype(np.float32)


def metres(normalised: NDArray[np.floating], scale: DepthScale = "clip80") -> NDArray[np.float32]:
    """[0, 1] of any shape -> metres, float32; the farthest value of a scale means that or farther.

    At most 80 m on ``clip80`` and ``log80``, at most 655.35 m on the others.
    """
    return SCALES[scale][1](np.asarray(normalised, np.float32)).astype(np.float32)


def fill_missing(depth: NDArray[np.floating]) -> NDArray[np.float32]:
    """Give each NaN the depth of the nearest measured pixel of its row.

    Rows without any measurement take the nearest row that has one: on a street, what a sparse
    map lacks lies mostly above the lidar's upper beam.

    Args:
        depth: float H W, metres, NaN where nothing was measured.

    Returns:
        float32 H W without NaN.

    Raises:
        Problem: ``data.depth_empty``, nothing was measured at all.
    """
    filled = np.array(depth, np.float32)
    measured = ~np.isnan(filled)
    rows = np.flatnonzero(measured.any(axis=1))
    if rows.size == 0:
        what = "The depth map has no measured pixel; give one with values above zero."
        raise Problem("data.depth_empty", what)
    for row in rows:
        columns = np.flatnonzero(measured[row])
        filled[row] = filled[row, columns[_nearest(columns, filled.shape[1])]]
    return filled[rows[_nearest(rows, filled.shape[0])]]


def _nearest(known: NDArray[np.intp], length: int) -> NDArray[np.intp]:
    """For each position in 0..length-1 the number of the nearest of the sorted known ones."""
    return np.searchsorted((known[1:] + known[:-1]) / 2, np.arange(length))


UNMEASURED = (128, 128, 128)

# Matplotlib's magma at equal steps, from far (dark) to near (light), CC0. Its lightness rises
# evenly, so that it can be read in grey too.
_WORDS = "000004 1c1044 4f127b 812581 b5367a e55064 fb8761 fec287 fcfdbf"
_MAGMA = np.array([list(bytes.fromhex(word)) for word in _WORDS.split()], np.float32)
_STEPS = np.linspace(0, 1, 256)
_COLOURS = np.stack(
    [np.interp(_STEPS, np.linspace(0, 1, len(_MAGMA)), channel) for channel in _MAGMA.T], axis=-1
).astype(np.uint8)


def depth_colours(metres: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Metres float H W (infinity allowed) -> RGB uint8 H W 3, always on the scale 0 to 80 m.

    Light is near. The scale follows the square root, because half of a street scene lies within
    20 m. Unmeasured pixels (NaN) are grey.
    """
    share = 1 - np.sqrt(np.clip(np.nan_to_num(metres, nan=0.0, posinf=FAR), 0, FAR) / FAR)
    coloured = _COLOURS[np.rint(share * 255).astype(np.intp)]
    coloured[np.isnan(metres)] = UNMEASURED
    return coloured
