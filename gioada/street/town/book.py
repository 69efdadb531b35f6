"""The sprite book: drawn pictures of trees, fences and bicycles that let light through.

A picture has six channels, uint8: coverage; shade (128 is one); share of the second colour; the
normal's x and y (128 is zero); and the outline within which everything counts as the object.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gioada.street.town.crowns import bare, bush, conifer, leafy
from gioada.street.town.lattices import bicycle, lattice, wires

COUNTS = {
    "bare": 10,
    "twigs": 4,
    "leafy": 10,
    "conifer": 4,
    "bush": 5,
    "railing": 3,
    "mesh": 1,
    "picket": 2,
    "guard": 1,
    "wire": 1,
    "scaffold": 1,
    "bicycle": 3,
    "wires": 2,
}
"""How many pictures there are of each name."""


@lru_cache(maxsize=128)
def picture(name: str, number: int) -> tuple[np.ndarray, ...]:
    """A picture at SIZE and at every half of it down to 1: uint8 S S 6, row 0 on top."""
    rng = np.random.default_rng([77, sorted(COUNTS).index(name), number])
    draw = {
        "bare": bare,
        "twigs": bare,
        "leafy": leafy,
        "conifer": conifer,
        "bush": bush,
        "bicycle": bicycle,
        "wires": wires,
    }.get(name, lattice)
    full = draw(rng, name, number)
    levels = [full]
    while len(levels[-1]) > 1:
        a = levels[-1]
        # Colours count by how much they cover.
        weight = a[..., :1] + 0.5
        half = fours(a * weight) / fours(weight)
        half[..., [0, 5]] = fours(a[..., [0, 5]]) / 4
        levels.append(half)
    return tuple(np.clip(level + 0.5, 0, 255).astype(np.uint8) for level in levels)


def fours(values: np.ndarray) -> np.ndarray:
    """Sums of the squares of two by two texels of S S C."""
    pairs = values[::2] + values[1::2]
    return pairs[:, ::2] + pairs[:, 1::2]
