"""From where rays start: a pinhole camera, and the sun as an orthographic one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gioada.street.scene import Camera, Table

Vector = tuple[np.ndarray, np.ndarray, np.ndarray]
"""x, y and z as arrays of one shape."""
NEAR = 0.25
EDGES = np.array(
    [(a, a | bit) for bit in (1, 2, 4) for a in range(8) if not a & bit]
)  # pairs of corners, numbered by the bits of their signs


@dataclass(frozen=True, kw_only=True)
class View:
    """Rays of a picture and the window of every primitive in it.

    origin, direction: three float32 arrays each, H W or 1 1; a point at distance t of a ray is
    origin + t * direction. For a pinhole camera t is planar depth in metres.
    windows: int N 4, rows top:bottom and columns left:right that hold the primitive.
    nearest: float N, smallest t that its bounding box can have.
    """

    height: int
    width: int
    origin: Vector
    direction: Vector
    windows: np.ndarray
    nearest: np.ndarray


def corners(table: Table) -> np.ndarray:
    """Corners of the turned bounding boxes: float32 N 8 3."""
    signs = np.array([[1 if n & bit else -1 for bit in (1, 2, 4)] for n in range(8)], np.float32)
    # Blocks that widen upwards have a taper above one.
    grow = np.maximum(1, table.taper)
    half = table.half * np.stack([grow[:, 0], np.ones(len(grow)), grow[:, 1]], 1)
    local = signs[None] * half[:, None].astype(np.float32)
    cos, sin = np.cos(table.yaw)[:, None], np.sin(table.yaw)[:, None]
    if table.turn is not None:
        return np.einsum("nij,nkj->nki", table.turn, local) + table.centre[:, None]
    x = cos * local[..., 0] + sin * local[..., 2]
    z = cos * local[..., 2] - sin * local[..., 0]
    return np.stack([x, local[..., 1], z], -1) + table.centre[:, None]


def pinhole(camera: Camera, table: Table, height: int, width: int, *, double: bool = False) -> View:
    """Rays through the pixel centres of a height x width picture.

    double: rays at half-pixel steps instead, (2 height + 1) x (2 width + 1), of which those at
    odd rows and columns are the pixel centres.
    """
    focal = camera.focal * width
    step, offset = (0.5, 0.0) if double else (1.0, 0.5)
    rows, columns = (2 * height + 1, 2 * width + 1) if double else (height, width)
    right = ((np.arange(columns) * step + offset - width / 2) / focal).astype(np.float32)
    up = ((camera.horizon * height - np.arange(rows) * step - offset) / focal).astype(np.float32)
    cos_p, sin_p = np.float32(np.cos(camera.pitch)), np.float32(np.sin(camera.pitch))
    cos_h, sin_h = np.float32(np.cos(camera.heading)), np.float32(np.sin(camera.heading))
    shape = (rows, columns)
    cos_r, sin_r = np.float32(np.cos(camera.roll)), np.float32(np.sin(camera.roll))
    right, up = right[None], up[:, None]
    if camera.roll:
        right, up = cos_r * right - sin_r * up, sin_r * right + cos_r * up
    y = np.ascontiguousarray(np.broadcast_to(up * cos_p - sin_p, shape))
    forward = up * sin_p + cos_p
    x = cos_h * right + sin_h * forward
    z = cos_h * forward - sin_h * right

    place = corners(table) - np.array([camera.x, camera.y, camera.z], np.float32)
    side = cos_h * place[..., 0] - sin_h * place[..., 2]
    ahead = sin_h * place[..., 0] + cos_h * place[..., 2]
    high = cos_p * place[..., 1] + sin_p * ahead
    deep = cos_p * ahead - sin_p * place[..., 1]
    side, high, deep = clip_near(side, high, deep)
    if camera.roll:
        side, high = cos_r * side + sin_r * high, cos_r * high - sin_r * side
    u = (focal * side / deep + width / 2 - offset) / step
    v = (camera.horizon * height - focal * high / deep - offset) / step
    origin = constant(camera.x, camera.y, camera.z)
    return View(
        height=rows,
        width=columns,
        origin=origin,
        direction=(x, y, z),
        windows=windows(u, v, rows, columns),
        nearest=np.where(np.isnan(deep), np.inf, deep).min(1),
    )


def clip_near(side: np.ndarray, high: np.ndarray, deep: np.ndarray) -> Vector:
    """Corners before the near plane and the crossings of edges with it; the others NaN."""
    first, second = deep[:, EDGES[:, 0]], deep[:, EDGES[:, 1]]
    crossing = (first < NEAR) != (second < NEAR)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(crossing, (NEAR - first) / (second - first), np.nan)
    hidden = deep < NEAR
    joined = []
    for values in (side, high, deep):
        start, end = values[:, EDGES[:, 0]], values[:, EDGES[:, 1]]
        at_plane = start + part * (end - start)
        joined.append(np.concatenate([np.where(hidden, np.nan, values), at_plane], 1))
    return joined[0], joined[1], joined[2]


def constant(x: float, y: float, z: float) -> Vector:
    """A vector that is the same for every ray."""
    return (
        np.full((1, 1), x, np.float32),
        np.full((1, 1), y, np.float32),
        np.full((1, 1), z, np.float32),
    )


def windows(u: np.ndarray, v: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Pixel rectangles around projected points, cut to the picture: int N 4."""
    lost = np.asarray(np.isnan(u).all(axis=1))
    u, v = np.where(lost[:, None], -9, u), np.where(lost[:, None], -9, v)
    edges = [np.nanmin(v, 1), np.nanmax(v, 1) + 1, np.nanmin(u, 1), np.nanmax(u, 1) + 1]
    limits = (rows, rows, columns, columns)
    cut = [np.clip(edge, -1, limit + 1) for edge, limit in zip(edges, limits, strict=True)]
    cut = [
        np.clip(np.floor(edge) + (n % 2), 0, limit).astype(np.int64)
        for n, (edge, limit) in enumerate(zip(cut, limits, strict=True))
    ]
    return np.stack(cut, 1)


@dataclass(frozen=True, kw_only=True)
class SunFrame:
    """Axes of the sun's picture: a point p lies at pixel ((p - centre) @ axis - low) * scale."""

    right: np.ndarray
    up: np.ndarray
    sun: np.ndarray
    low: tuple[float, float]
    scale: float
    start: float


def orthographic(
    sun: np.ndarray, table: Table, region: np.ndarray, scale: float
) -> tuple[View, SunFrame]:
    """Parallel rays from the sun over a region.

    region: float 2 3, two opposite corners of the box of which shadows are wanted;
    scale: rays per metre.
    """
    right = np.cross((0.0, 1.0, 0.0), sun)
    right /= np.linalg.norm(right)
    up = np.cross(sun, right)
    box = np.array([[region[(n >> k) & 1, k] for k in range(3)] for n in range(8)])
    across, along = box @ right, box @ up
    low = (float(across.min()), float(along.min()))
    columns = int(np.ceil((across.max() - low[0]) * scale))
    rows = int(np.ceil((along.max() - low[1]) * scale))
    points = corners(table)
    start = float(max((points @ sun).max(initial=0), (box @ sun).max()) + 1)
    a = (low[0] + (np.arange(columns) + 0.5) / scale).astype(np.float32)[None]
    b = (low[1] + (np.arange(rows) + 0.5) / scale).astype(np.float32)[:, None]
    origin = tuple((a * right[k] + b * up[k] + start * sun[k]).astype(np.float32) for k in range(3))
    direction = constant(-sun[0], -sun[1], -sun[2])
    u = (points @ right - low[0]) * scale - 0.5
    v = (points @ up - low[1]) * scale - 0.5
    view = View(
        height=rows,
        width=columns,
        origin=origin,
        direction=direction,
        windows=windows(u, v, rows, columns),
        nearest=start - (points @ sun).max(1),
    )
    return view, SunFrame(right=right, up=up, sun=sun, low=low, scale=scale, start=start)


def share_of_sun(
    frame: SunFrame,
    view: View,
    point: np.ndarray,
    passes: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
) -> np.ndarray:
    """Share of the sun that reaches K points, float32 K, from the picture that it takes.

    point: float32 3 K; passes: what gets through at rows and columns of the picture to as far as
    the points lie. Beyond the picture everything is taken as lit.
    """
    across, along = (
        (axis.astype(np.float32) @ point - np.float32(low)) * np.float32(frame.scale)
        for axis, low in zip((frame.right, frame.up), frame.low, strict=True)
    )
    reach = np.float32(frame.start) - frame.sun.astype(np.float32) @ point
    share = np.zeros(point.shape[1], np.float32)
    left, top = np.floor(across - np.float32(0.5)), np.floor(along - np.float32(0.5))
    right, down = across - np.float32(0.5) - left, along - np.float32(0.5) - top
    # Comparing first and blending the four answers afterwards gives shadows soft edges.
    for dx, dy, weight in (
        (0, 0, (1 - right) * (1 - down)),
        (1, 0, right * (1 - down)),
        (0, 1, (1 - right) * down),
        (1, 1, right * down),
    ):
        column = np.clip(left + dx, 0, view.width - 1).astype(np.int32)
        row = np.clip(top + dy, 0, view.height - 1).astype(np.int32)
        share += weight * passes(row, column, reach)
    outside = (across < 1) | (along < 1) | (across > view.width - 1) | (along > view.height - 1)
    share[outside] = 1
    return share


def halved(picture: np.ndarray) -> np.ndarray:
    """From rays at half-pixel steps to pixels: weights 1 2 1 around the centre, 3 H W."""
    rows = 0.25 * (picture[:, :-2:2] + picture[:, 2::2]) + 0.5 * picture[:, 1::2]
    return 0.25 * (rows[:, :, :-2:2] + rows[:, :, 2::2]) + 0.5 * rows[:, :, 1::2]
