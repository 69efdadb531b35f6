"""Predicted depth as coloured points in space, joined to a surface where that was seen.

Depth is planar z, so a pixel's point is z times its ray. Axes are (X, -Y, -Z) of the camera: x to
the right, y up, and the viewer looks along -z, as viewers of 3-D files expect. Metres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FIELD_OF_VIEW = 65.0
"""Degrees from left to right that a photo shows where nobody knows better: a phone's or CamVid's
camera; KITTI's sees 81."""
STEEP = 0.05
"""Relative difference of depth between neighbouring pixels from which they lie on two things."""
EDGE_ON = 2.5
"""Degrees between ray and surface below which nobody can have seen that surface: a network's depth
is enlarged, which smears a step over many pixels. A road is seen at 2.5 degrees in 37 m."""
MOST_POINTS = 200_000
_VERTEX = np.dtype([("at", "<f4", 3), ("colour", "u1", 3)])
_FACE = np.dtype([("count", "u1"), ("corners", "<i4", 3)])


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """Points with colours, and the triangles between them."""

    points: np.ndarray
    """float32 N 3, metres: right, up, and away from the viewer along -z."""
    colours: np.ndarray
    """uint8 N 3."""
    faces: np.ndarray
    """int32 M 3: numbers of the points of each triangle."""
    far: int
    """Pixels left out because they are sky, or too far."""
    flying: int
    """Pixels left out because they float between a thing and what is behind it."""
    step: int
    """Every so many-th pixel of a row and column is a point."""

    @property
    def note(self) -> str:
        """What was left out, in a sentence."""
        thinned = f", every {self.step}. pixel" if self.step > 1 else ""
        return (
            f"{len(self.points):,} points{thinned}; left out: {self.far:,} pixels of sky or too "
            f"far, {self.flying:,} between a thing and what is behind it."
        )


def focal_length(width: int, field_of_view: float = FIELD_OF_VIEW) -> float:
    """Focal length in pixels of a picture of that width.

    Args:
        width: pixels.
        field_of_view: degrees from the left edge to the right one, above 0 and below 180.
    """
    return width / 2 / math.tan(math.radians(field_of_view) / 2)


def make_cloud(
    depth: np.ndarray,
    colours: np.ndarray,
    *,
    focal: float,
    sky: np.ndarray | None = None,
    far: float = 80.0,
    cut: bool = True,
    most: int = MOST_POINTS,
) -> Cloud:
    """Back-project a depth map, the optical axis through the middle of the picture.

    Args:
        depth: float H W, metres of planar z; NaN and what is not above 0 is left out.
        colours: uint8 H W 3.
        focal: focal length in pixels of this picture.
        sky: bool H W, pixels to leave out, or None.
        far: metres from which on pixels are left out; a prediction says no more than "far" there.
        cut: leave out the pixels that fly between a thing and what is behind it: those where
            depth is STEEP, or the surface EDGE_ON.
        most: points at most; pixels are skipped evenly.

    Raises:
        ValueError: the focal length is not above 0, or sizes differ.
    """
    if not focal > 0:
        raise ValueError(f"the focal length is {focal} pixels: give a number above 0.")
    if depth.shape != colours.shape[:2]:
        raise ValueError(
            f"depth {depth.shape} and colours {colours.shape[:2]} differ in size: give both of "
            "one picture."
        )
    near = np.nan_to_num(depth, nan=0.0) > 0
    near &= depth < far
    if sky is not None:
        near &= ~sky
    flying = near & cut & _flying(depth, focal)
    kept = near & ~flying
    step = max(1, math.ceil(math.sqrt(np.count_nonzero(kept) / most)))
    sparse = kept[step // 2 :: step, step // 2 :: step]
    return Cloud(
        points=_points(depth, focal, step)[sparse],
        colours=np.ascontiguousarray(colours[step // 2 :: step, step // 2 :: step][sparse]),
        faces=_faces(sparse),
        far=int(near.size - np.count_nonzero(near)),
        flying=int(np.count_nonzero(flying)),
        step=step,
    )


def _points(depth: np.ndarray, focal: float, step: int) -> np.ndarray:
    """float32 h w 3 of every step-th pixel; a pixel's ray goes through its middle."""
    height, width = depth.shape
    rows = np.arange(step // 2, height, step)[:, None] + 0.5 - height / 2
    columns = np.arange(step // 2, width, step)[None] + 0.5 - width / 2
    z = depth[step // 2 :: step, step // 2 :: step].astype(np.float32)
    away = z / np.float32(focal)
    return np.stack([columns * away, -rows * away, -z], axis=-1).astype(np.float32)


def _flying(depth: np.ndarray, focal: float) -> np.ndarray:
    """bool H W: the surface that a pixel's neighbours span is too steep, or seen edge-on.

    With relative slopes a, b of the depth along columns and rows, and the ray (x, y, f), the
    normal is (f a, f b, -(1 + x a + y b)) and its product with the ray is -f.
    """
    height, width = depth.shape
    y = np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5 - height / 2)
    x = np.arange(width, dtype=np.float32)[None] + np.float32(0.5 - width / 2)
    logarithm = np.log(np.maximum(depth, 1e-6), dtype=np.float32)
    b, a = _slope(logarithm, 0), _slope(logarithm, 1)
    normal = np.sqrt(np.square(focal * a) + np.square(focal * b) + np.square(1 + x * a + y * b))
    ray = np.sqrt(np.square(x) + np.square(y) + np.float32(focal) ** 2)
    edge_on = focal < normal * ray * np.float32(math.sin(math.radians(EDGE_ON)))
    return edge_on | (np.maximum(np.abs(a), np.abs(b)) > STEEP)


def _slope(values: np.ndarray, axis: int) -> np.ndarray:
    """Central differences; along an axis of one pixel there is none."""
    return np.gradient(values, axis=axis) if values.shape[axis] > 1 else np.zeros_like(values)


def _faces(kept: np.ndarray) -> np.ndarray:
    """int32 M 3: two triangles for each square of four kept pixels."""
    number = np.cumsum(kept).reshape(kept.shape).astype(np.int32) - 1
    corners = [(slice(-1), slice(-1)), (slice(-1), slice(1, None)),
               (slice(1, None), slice(-1)), (slice(1, None), slice(1, None))]  # fmt: skip
    whole = np.logical_and.reduce([kept[corner] for corner in corners])
    left, right, below, beyond = (number[corner][whole] for corner in corners)
    first = np.stack([left, below, right], axis=-1)
    return np.concatenate([first, np.stack([right, below, beyond], axis=-1)])


def write_ply(cloud: Cloud, path: Path) -> None:
    """Write points and triangles as a binary PLY file, which every 3-D program reads."""
    header = (
        "ply\nformat binary_little_endian 1.0\n"
        f"element vertex {len(cloud.points)}\n"
        "property float x\nproperty float y\nproperty float z\n"
        "property uchar red\nproperty uchar green\nproperty uchar blue\n"
    )
    if len(cloud.faces):
        header += f"element face {len(cloud.faces)}\nproperty list uchar int vertex_indices\n"
    vertices = np.empty(len(cloud.points), _VERTEX)
    vertices["at"], vertices["colour"] = cloud.points, cloud.colours
    faces = np.empty(len(cloud.faces), _FACE)
    faces["count"], faces["corners"] = 3, cloud.faces
    path.write_bytes((header + "end_header\n").encode() + vertices.tobytes() + faces.tobytes())
