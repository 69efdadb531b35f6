"""From materials to colours."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gioada.street.scene import Material
from gioada.street.surface import Surface

Colours = Mapping[Material, tuple[tuple[int, int, int], ...]]


def linear(colour: np.ndarray | tuple[int, int, int]) -> np.ndarray:
    """Linear light in [0, 1] of an 8-bit display colour, float32."""
    return (np.asarray(colour, np.float32) / 255) ** np.float32(2.2)


def albedo(colours: Colours, surface: Surface, *, vary: float, lift: float) -> np.ndarray:
    """Linear colour of every pixel, float32 3 M.

    An object's first tone picks among its material's colours, the second scales it by up to
    1 +- vary, the third tints it from blue to red by up to lift.
    """
    width = max(len(options) for options in colours.values())
    table = np.zeros((len(Material), width, 3), np.float32)
    counts = np.ones(len(Material), np.float32)
    for material, options in colours.items():
        table[material, : len(options)] = linear(np.array(options))
        counts[material] = len(options)
    choice = (surface.tone[0] * counts[surface.material]).astype(np.int8)
    colour = table.reshape(-1, 3).T[:, surface.material.astype(np.int32) * width + choice]
    scale = 1 + vary * (2 * surface.tone[1] - 1)
    tint = lift * (2 * surface.tone[2] - 1)
    colour *= scale
    colour[0] *= 1 + tint
    colour[2] *= 1 - tint
    return colour


def glazing(surface: Surface, storey: float = 3.0) -> np.ndarray:
    """How deep in a window of a house or a shop front a pixel lies: float32 M.

    Metres from the window's edge, zero or less outside windows.
    """
    panes = np.zeros(surface.pixels.shape, np.float32)
    for material, wide, low, high in (
        (Material.FACADE, 0.22, 0.3, 0.76),
        (Material.SHOP, 0.42, 0.12, 0.8),
    ):
        chosen = np.flatnonzero((surface.material == material) & surface.side)
        cell = 2.3 + 0.9 * surface.tone[2, chosen]
        column = np.mod(surface.across[chosen] / cell, 1) - 0.5
        row = np.mod(surface.point[1, chosen] / storey, 1)
        # The highest storey has windows only where they fit under the eaves.
        fits = surface.point[1, chosen] < surface.tall[chosen] - 0.3
        depth = np.minimum((wide - np.abs(column)) * cell, (row - low) * storey)
        panes[chosen] = np.minimum(depth, (high - row) * storey) * fits
    return panes
