"""What painters share: the pixels of one stuff, patterns that know a pixel's size, hashes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gioada.street.noise import SIZE, fractal
from gioada.street.scene import Table
from gioada.street.town.meeting import Met

GRAIN = (32, 64, 128, 256)
PATCHES = (4, 8, 16, 32)


@dataclass(frozen=True, kw_only=True)
class Area:
    """The K pixels of one stuff, as arrays in the order of `chosen` (indices into M)."""

    met: Met
    table: Table
    chosen: np.ndarray

    @cached_property
    def row(self) -> np.ndarray:
        return self.met.row[self.chosen]

    @cached_property
    def point(self) -> np.ndarray:
        return self.met.point[:, self.chosen]

    @cached_property
    def local(self) -> np.ndarray:
        return self.met.local[:, self.chosen]

    @cached_property
    def normal(self) -> np.ndarray:
        return self.met.normal[:, self.chosen]

    @cached_property
    def foot(self) -> np.ndarray:
        return self.met.foot[self.chosen]

    @cached_property
    def half(self) -> np.ndarray:
        return self.table.half[self.row].T

    @cached_property
    def tones(self) -> np.ndarray:
        return self.table.tone[self.row].T

    @property
    def colour(self) -> np.ndarray:
        """The primitive's first colour, float32 3 K."""
        return self.tones[:3]

    @property
    def second(self) -> np.ndarray:
        """Its second colour, float32 3 K."""
        return self.tones[3:6]

    def trait(self, number: int) -> np.ndarray:
        """One of its traits, float32 K."""
        return self.tones[6 + number]

    @cached_property
    def facing(self) -> np.ndarray:
        """The normal in the primitive's own axes, float32 3 K."""
        assert self.table.turn is not None
        turn = self.table.turn[self.row]
        return np.einsum("nji,jn->in", turn, self.normal)


@dataclass(kw_only=True)
class Coat:
    """Colour float32 3 K, share of a mirror in [0, 1], and light of its own as a factor."""

    colour: np.ndarray
    gloss: np.ndarray | float = 0.0
    glow: np.ndarray | float = 0.0


def levels(name: tuple[int, ...], seed: int) -> tuple[np.ndarray, ...]:
    """A noise texture and its halves, each as float32; means stay one half."""
    key = (name, seed)
    if key not in _LEVELS:
        found = [fractal(name, seed)]
        while len(found[-1]) > 4:
            a = found[-1]
            found.append((a[::2, ::2] + a[1::2, ::2] + a[::2, 1::2] + a[1::2, 1::2]) / 4)
        _LEVELS[key] = tuple(found)
    return _LEVELS[key]


_LEVELS: dict[tuple[tuple[int, ...], int], tuple[np.ndarray, ...]] = {}


def noise(u, v, cell: float, foot, name: tuple[int, ...] = GRAIN, seed: int = 0) -> np.ndarray:
    """Noise about zero, in [-0.5, 0.5], at (u, v) metres; what is finer than `foot` is averaged."""
    texture = levels(name, seed)
    level = np.log2(np.maximum(foot / np.float32(cell), 1)).astype(np.int8)
    out = np.empty(u.shape, np.float32)
    u, v = u * np.float32(1 / cell), v * np.float32(1 / cell)
    top = int(level.max(initial=0))
    for n in range(top + 1):
        at = np.flatnonzero(level == n) if top else slice(None)
        values = texture[min(n, len(texture) - 1)]
        mask, shrink = len(values) - 1, np.float32(len(values) / SIZE)
        column = (u[at] * shrink).astype(np.int32) & mask
        row = (v[at] * shrink).astype(np.int32) & mask
        out[at] = values[row, column]
    return out - np.float32(0.5)


def inside(depth: np.ndarray, foot: np.ndarray) -> np.ndarray:
    """How much of a pixel lies inside an edge that is `depth` metres away."""
    return np.clip(depth / np.maximum(foot, 1e-4) + np.float32(0.5), 0, 1)


def stripes(u: np.ndarray, period, duty, foot: np.ndarray) -> np.ndarray:
    """Share of a pixel about u that is covered by stripes `duty` wide in every `period`."""

    def total(x):
        turns = np.floor(x / period)
        return turns * duty + np.minimum(x - turns * period, duty)

    half = np.maximum(foot, 1e-3) / 2
    return (total(u + half) - total(u - half)) / (2 * half)


def hashed(a, b, seed: float | np.ndarray = 0.0) -> np.ndarray:
    """A number in [0, 1) for whole numbers a and b and a seed in [0, 1)."""
    a, b = np.asarray(a).astype(np.int64), np.asarray(b).astype(np.int64)
    s = (np.asarray(seed) * 65536).astype(np.int64)
    mixed = (a * 73856093) ^ (b * 19349663) ^ (s * 83492791)
    mixed = (mixed ^ (mixed >> 13)) * 1274126177
    return (((mixed ^ (mixed >> 16)) & 0xFFFF) / np.float32(65536)).astype(np.float32)


def blend(base: np.ndarray, other, share: np.ndarray) -> np.ndarray:
    """Base 3 K mixed with another colour, 3 K or 3, by share K."""
    other = np.asarray(other, np.float32)
    if other.shape == (3,):
        other = other[:, None]
    return base + (other - base) * share


def masonry(
    u, v, course: float, brick: float, foot, seed: int = 5
) -> tuple[np.ndarray, np.ndarray]:
    """Joints' share of each pixel, and a tint about zero by brick, at (u, v) metres."""
    row = np.floor(v / course)
    along = u + np.where(np.mod(row, 2) > 0, brick / 2, 0).astype(np.float32)
    joint = np.maximum(
        stripes(v, course, 0.14 * course, foot), stripes(along, brick, 0.06 * brick, foot)
    )
    tint = hashed(np.floor(along / brick), row, seed / 64) - 0.5
    return joint, tint * np.minimum(1, course / np.maximum(foot, 1e-4) / 1.5)
