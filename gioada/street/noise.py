"""Tileable value noise, looked up by coordinate."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

SIZE = 512


@lru_cache(maxsize=32)
def fractal(octaves: tuple[int, ...], seed: int = 0) -> np.ndarray:
    """Sum of value noise octaves, float32 SIZE SIZE in [0, 1], periodic in both directions.

    octaves: cells per side of each octave (divisors of SIZE), amplitude falling as the square
    root of the cell width.
    """
    rng = np.random.default_rng(seed)
    total = np.zeros((SIZE, SIZE), np.float32)
    for cells in octaves:
        lattice = rng.random((cells, cells), np.float32)
        place = np.arange(SIZE, dtype=np.float32) * (cells / SIZE)
        low = place.astype(np.int64)
        weight = place - low
        weight = weight * weight * (3 - 2 * weight)
        rows = lattice[low] * (1 - weight)[:, None] + lattice[(low + 1) % cells] * weight[:, None]
        total += (rows[:, low] * (1 - weight) + rows[:, (low + 1) % cells] * weight) / cells**0.5
    total -= total.mean()
    # Two standard deviations fill the range: values beyond are rare and are clipped.
    return np.clip(0.5 + total / (4 * total.std()), 0, 1).astype(np.float32)


def look_up(texture: np.ndarray, u: np.ndarray, v: np.ndarray, cell: float) -> np.ndarray:
    """Value of a texture at (u, v) in metres when one texel is `cell` metres wide."""
    column = (u * np.float32(1 / cell)).astype(np.int32) & (SIZE - 1)
    row = (v * np.float32(1 / cell)).astype(np.int32) & (SIZE - 1)
    return texture[row, column]


def smooth(texture: np.ndarray, u: np.ndarray, v: np.ndarray, cell: float) -> np.ndarray:
    """The same, bilinear between texels: for surfaces nearer than the texels are fine."""
    u, v = u * np.float32(1 / cell), v * np.float32(1 / cell)
    column, row = np.floor(u), np.floor(v)
    across, down = u - column, v - row
    left, top = column.astype(np.int32) & (SIZE - 1), row.astype(np.int32) & (SIZE - 1)
    right, bottom = (left + 1) & (SIZE - 1), (top + 1) & (SIZE - 1)
    upper = texture[top, left] * (1 - across) + texture[top, right] * across
    lower = texture[bottom, left] * (1 - across) + texture[bottom, right] * across
    return upper * (1 - down) + lower * down


FINE = (64, 128, 256, 512)
BROAD = (4, 8, 16, 32, 64, 128)
LUMPS = (16, 32, 64, 128)
