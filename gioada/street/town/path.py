"""The line that a road follows, and places given along and beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.street.town.stage import Place


@dataclass(frozen=True, kw_only=True)
class Path:
    """A straight of `straight` metres from (x, z), then an arc of constant bend to the right.

    heading: radians from z towards x; bend: one over metres.
    """

    x: float = 0.0
    z: float = 0.0
    heading: float = 0.0
    straight: float = 10.0
    bend: float = 0.0

    def points(self, s: np.ndarray, d: np.ndarray | float) -> np.ndarray:
        """Points (x, z) at s metres along and d metres to the right: N 2."""
        s = np.asarray(s, float)
        arc = np.maximum(s - self.straight, 0)
        before = np.minimum(s, self.straight)
        turn = arc * self.bend
        if abs(self.bend) > 1e-6:
            side, ahead = (1 - np.cos(turn)) / self.bend, np.sin(turn) / self.bend
        else:
            side, ahead = 0 * arc, arc
        side = side + d * np.cos(turn)
        ahead = before + ahead - d * np.sin(turn)
        cos, sin = np.cos(self.heading), np.sin(self.heading)
        return np.stack([self.x + cos * side + sin * ahead, self.z + cos * ahead - sin * side], -1)

    def place(self, s: float, d: float, *, y: float = 0.0, turn: float = 0.0) -> Place:
        """A place on the road that heads along it, turned by `turn`."""
        x, z = self.points(np.array([s]), d)[0]
        yaw = self.heading + max(s - self.straight, 0) * self.bend
        return Place(x=float(x), z=float(z), y=y, yaw=float(yaw + turn))

    def strip(self, s: tuple[float, float], d: tuple[float, float]) -> np.ndarray:
        """Outline of the band between two offsets and two lengths: N 2."""
        along = np.linspace(s[0], s[1], max(2, int(abs(s[1] - s[0]) / 2.5) + 1))
        if abs(self.bend) < 1e-6:
            along = np.array(s, float)
        return np.concatenate([self.points(along, d[0]), self.points(along[::-1], d[1])])

    def curve(self, s: tuple[float, float], d: float) -> np.ndarray:
        """Points along the road at one offset: N 2."""
        along = np.linspace(s[0], s[1], max(2, int(abs(s[1] - s[0]) / 2.5) + 1))
        return self.points(along, d)
