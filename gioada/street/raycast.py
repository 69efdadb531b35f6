"""A ray caster with a depth buffer.

Every primitive is met only by the rays inside its projected bounding box, and primitives are
taken from near to far so that hidden ones cost one look at the depth buffer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.street.noise import LUMPS, fractal, look_up
from gioada.street.scene import LEAFY, Kind, Table
from gioada.street.views import NEAR, View

SKY_INDEX, GROUND_INDEX = -1, -2


@dataclass(frozen=True, kw_only=True)
class Hits:
    """What every ray meets first.

    distance: float32 H W, the ray parameter (planar depth in metres for a pinhole camera), inf
    for the sky; index: int32 H W, row of the primitive, or SKY_INDEX, or GROUND_INDEX.
    """

    distance: np.ndarray
    index: np.ndarray


def nothing(view: View) -> Hits:
    """Rays that meet nothing but the sky."""
    return Hits(
        distance=np.full((view.height, view.width), np.inf, np.float32),
        index=np.full((view.height, view.width), SKY_INDEX, np.int32),
    )


def plane(view: View) -> Hits:
    """Where rays meet the ground y = 0, up to 600 m."""
    hits = nothing(view)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        reach = np.broadcast_to(-view.origin[1] / view.direction[1], hits.distance.shape)
        below = (reach > 0) & (reach < 600)
    hits.distance[below] = reach[below]
    hits.index[below] = GROUND_INDEX
    return hits


def cast(table: Table, view: View, start: Hits | None = None, *, ragged: float = 0.0) -> Hits:
    """Meet the rays of a view with primitives.

    start: what they would meet without, which is written over; None for the ground y = 0.
    ragged: how far noise eats into the outline of leaves, 0 (smooth) to 1.
    """
    hits = plane(view) if start is None else start
    distance, index = hits.distance, hits.index
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for row in np.argsort(view.nearest, kind="stable"):
            top, bottom, left, right = view.windows[row]
            if bottom <= top or right <= left:
                continue
            window = (slice(top, bottom), slice(left, right))
            buffer = distance[window]
            if view.nearest[row] > buffer.max():
                continue
            rays = cut(view.origin, window), cut(view.direction, window)
            met = meet(table, int(row), *rays, ragged)
            closer = (met < buffer) & (met > NEAR)
            np.copyto(buffer, met, where=closer)
            index[window][closer] = row
    return hits


def cut(
    vectors: tuple[np.ndarray, np.ndarray, np.ndarray], window: tuple[slice, slice]
) -> list[np.ndarray]:
    """The window of each component; components shared by all rays stay as they are."""
    return [part if part.shape == (1, 1) else part[window] for part in vectors]


def meet(
    table: Table,
    row: int,
    origin: list[np.ndarray],
    direction: list[np.ndarray],
    ragged: float = 0.0,
) -> np.ndarray:
    """Distance along the rays to one primitive, NaN or inf where they miss."""
    cx, cy, cz = table.centre[row]
    px, py, pz = origin[0] - cx, origin[1] - cy, origin[2] - cz
    dx, dy, dz = direction
    yaw = float(table.yaw[row])
    if table.turn is not None and np.isnan(yaw):
        turn = table.turn[row]
        px, py, pz = (turn[0, k] * px + turn[1, k] * py + turn[2, k] * pz for k in range(3))
        dx, dy, dz = (turn[0, k] * dx + turn[1, k] * dy + turn[2, k] * dz for k in range(3))
    elif yaw:
        cos, sin = np.float32(np.cos(yaw)), np.float32(np.sin(yaw))
        px, pz = cos * px - sin * pz, sin * px + cos * pz
        dx, dz = cos * dx - sin * dz, sin * dx + cos * dz
    hx, hy, hz = table.half[row]
    kind = table.kind[row]
    if kind == Kind.BLOCK:
        return block(px, py, pz, dx, dy, dz, (hx, hy, hz), table.taper[row])
    if kind == Kind.HULL:
        return hull((px, py, pz), (dx, dy, dz), table.hulls[row])
    if kind == Kind.CONE:
        return cone(px, py, pz, dx, dy, dz, (hx, hy), table.taper[row, 0])
    met = ellipsoid(px / hx, py / hy, pz / hz, dx / hx, dy / hy, dz / hz)
    if ragged and table.material[row] in LEAFY:
        met = eaten(ragged, met, (px, py, pz), (dx, dy, dz), table.half[row], row)
    return met


def slab(p: np.ndarray, d: np.ndarray, half: float) -> tuple[np.ndarray, np.ndarray]:
    """Where rays enter and leave |p + t d| <= half."""
    inverse = 1 / d
    middle = -p * inverse
    reach = np.abs(half * inverse)
    return middle - reach, middle + reach


def slopes(p, q, d, e, half: float, high: float, taper: float):
    """Where rays enter and leave the two tilted faces |x| <= m + k y of a tapered block."""
    if taper == 1:
        return slab(p, d, half)
    m, k = half * (1 + taper) / 2, half * (taper - 1) / 2 / high
    enter, leave = np.float32(-np.inf), np.float32(np.inf)
    for sign in (1, -1):
        room = m - (sign * p - k * q)
        speed = sign * d - k * e
        reach = room / speed
        # A ray that runs parallel outside a face never meets the block.
        enter = np.maximum(enter, np.where(speed < 0, reach, -np.inf))
        leave = np.minimum(leave, np.where(speed > 0, reach, np.inf))
    return enter, leave


def block(px, py, pz, dx, dy, dz, half, taper) -> np.ndarray:
    """Distance to a block of half extents `half` at the bottom."""
    enter, leave = slab(py, dy, half[1])
    for p, d, extent, ratio in ((px, dx, half[0], taper[0]), (pz, dz, half[2], taper[1])):
        near, far = slopes(p, py, d, dy, extent, half[1], float(ratio))
        enter, leave = np.maximum(enter, near), np.minimum(leave, far)
    return np.where(enter <= leave, enter, np.float32(np.inf))


def hull(p, d, planes: np.ndarray) -> np.ndarray:
    """Distance to a convex solid: the last of the planes that a ray enters by."""
    enter, leave = np.float32(-np.inf), np.float32(np.inf)
    if p[0].size == 1:
        rays = np.stack([np.broadcast_to(part, d[1].shape).reshape(-1) for part in d])
        speed = planes[:, :3] @ rays
        rest = planes[:, 3] - planes[:, :3] @ np.array([part.flat[0] for part in p])
        reach = rest[:, None] / speed
        infinite = np.float32(np.inf)
        enter = np.where(speed < 0, reach, -infinite).max(0)
        leave = np.where(speed > 0, reach, infinite).min(0)
        return np.where(enter <= leave, enter, infinite).reshape(d[1].shape)
    for x, y, z, offset in planes:
        speed = x * d[0] + y * d[1] + z * d[2]
        reach = (offset - (x * p[0] + y * p[1] + z * p[2])) / speed
        enter = np.maximum(enter, np.where(speed < 0, reach, -np.inf))
        leave = np.minimum(leave, np.where(speed > 0, reach, np.inf))
    return np.where(enter <= leave, enter, np.float32(np.inf))


def ellipsoid(px, py, pz, dx, dy, dz) -> np.ndarray:
    """Distance to the unit sphere."""
    a = dx * dx + dy * dy + dz * dz
    b = px * dx + py * dy + pz * dz
    c = px * px + py * py + pz * pz - 1
    return (-b - np.sqrt(b * b - a * c)) / a


def cone(px, py, pz, dx, dy, dz, half, taper) -> np.ndarray:
    """Distance to the mantle of an upright cone or cylinder; its ends are open."""
    radius, high = half
    m, k = radius * (1 + taper) / 2, radius * (taper - 1) / 2 / high
    m = m + k * py
    e = k * dy
    a = dx * dx + dz * dz - e * e
    b = px * dx + pz * dz - m * e
    c = px * px + pz * pz - m * m
    met = (-b - np.sqrt(b * b - a * c)) / a
    return np.where(np.abs(py + met * dy) <= high, met, np.float32(np.inf))


def eaten(amount: float, met, p, d, half, row: int) -> np.ndarray:
    """Let rays through near the outline of leaves where noise is high."""
    x, y, z = (p[k] + met * d[k] for k in range(3))
    nx, ny, nz = x / half[0] ** 2, y / half[1] ** 2, z / half[2] ** 2
    length = np.sqrt((nx * nx + ny * ny + nz * nz) * (d[0] ** 2 + d[1] ** 2 + d[2] ** 2))
    facing = -(nx * d[0] + ny * d[1] + nz * d[2]) / length
    # Along the line of sight noise would be squeezed into streaks, so z is left out.
    bite = look_up(fractal(LUMPS), x + 7 * row, y, 0.03)
    return np.where(facing > amount * bite, met, np.float32(np.inf))
