"""The one colour scale for depth: the same metres have the same colour in every picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gioada.data.depth import FAR

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
