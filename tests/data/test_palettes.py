"""The other palette is easier to tell apart for people who see red and green alike."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from gioada.data.labels import CAMVID11, CITYSCAPES16, KITTI10, LabelSpace, colour_blind_safe

# Deuteranopia after Machado, Oliveira and Fernandes 2009, on linear RGB.
MACHADO = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def seen(colour: tuple[int, int, int]) -> np.ndarray:
    """CIE Lab of a colour as people without green cones see it."""
    share = np.array(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(MACHADO @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def closest(space: LabelSpace) -> float:
    """The least distance between two classes."""
    return min(float(np.linalg.norm(seen(a) - seen(b))) for a, b in combinations(space.colours, 2))


@pytest.mark.parametrize("space", [KITTI10, CITYSCAPES16, CAMVID11])
def test_classes_are_further_apart_than_in_the_standard_colours(space: LabelSpace) -> None:
    safe = colour_blind_safe(space)
    assert safe.classes == space.classes
    assert closest(safe) > 1.5 * closest(space)
    assert closest(safe) >= 22
