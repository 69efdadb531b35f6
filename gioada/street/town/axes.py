"""The directions in which things stand."""

from __future__ import annotations

import numpy as np


def upright_yaw(turn: np.ndarray) -> np.ndarray:
    """Yaw of each of N axes, float32; NaN for those that lean."""
    upright = turn[:, 1, 1] > 1 - 1e-9
    return np.where(upright, np.arctan2(turn[:, 0, 2], turn[:, 2, 2]), np.nan).astype(np.float32)


def yawed(yaw: float) -> np.ndarray:
    """Axes of something that heads along yaw."""
    cos, sin = np.cos(yaw), np.sin(yaw)
    return np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])


def pointed(direction: np.ndarray) -> np.ndarray:
    """Axes of which y runs along a direction."""
    # In plain numbers: thousands of limbs are pointed, and numpy is slow on three of them.
    x, y, z = (float(part) for part in direction)
    length = (x * x + y * y + z * z) ** 0.5
    x, y, z = x / length, y / length, z / length
    a, b, c = (y, -x, 0.0) if abs(z) < 0.9 else (0.0, z, -y)
    length = (a * a + b * b + c * c) ** 0.5
    a, b, c = a / length, b / length, c / length
    third = (b * z - c * y, c * x - a * z, a * y - b * x)
    return np.array([(a, x, third[0]), (b, y, third[1]), (c, z, third[2])])
