"""What the rays met, pixel by pixel, as painters need it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.street.raycast import GROUND_INDEX, SKY_INDEX, Hits
from gioada.street.scene import Kind
from gioada.street.surface import NORMALS
from gioada.street.town.ground import SURFACES, Ground
from gioada.street.town.stage import Stage, Stuff
from gioada.street.views import View

ROUNDNESS = 0.045
"""Metres over which the edges of hulls bend."""


@dataclass(frozen=True, kw_only=True)
class Met:
    """The M pixels that meet something.

    pixels: indices into H * W; point, normal: float32 3 M in the world; local: float32 3 M in
    the primitive's own axes; row: int32 M, the primitive's, -2 on the ground; stuff, label:
    uint8 M; distance: float32 M; foot: float32 M, metres that a pixel covers across the ray;
    edge: float32 M, metres below the second-nearest face of a hull.
    """

    shape: tuple[int, int]
    pixels: np.ndarray
    point: np.ndarray
    normal: np.ndarray
    local: np.ndarray
    row: np.ndarray
    stuff: np.ndarray
    label: np.ndarray
    distance: np.ndarray
    foot: np.ndarray
    edge: np.ndarray


def meeting(stage: Stage, ground: Ground, view: View, hits: Hits, spread: float) -> Met:
    """Describe what every ray met; spread: metres between rays at one metre."""
    flat = hits.index.reshape(-1)
    pixels = np.flatnonzero(flat != SKY_INDEX)
    row = flat[pixels]
    distance = hits.distance.reshape(-1)[pixels]
    point = np.stack(
        [
            view.origin[k].reshape(-1)[0] + distance * view.direction[k].reshape(-1)[pixels]
            for k in range(3)
        ]
    )
    count = len(pixels)
    normal = np.zeros((3, count), np.float32)
    normal[1] = 1
    local = point.copy()
    stuff, label = np.zeros(count, np.uint8), np.zeros(count, np.uint8)
    edge = np.ones(count, np.float32)
    soil = np.flatnonzero(row == GROUND_INDEX)
    on_ground(ground, soil, point, normal, stuff, label)
    solid = np.flatnonzero(row >= 0)
    rows = row[solid]
    table = stage.table
    assert table.turn is not None
    if len(solid):
        stuff[solid], label[solid] = table.material[rows], table.label[rows]
        turn = table.turn[rows]
        away = point[:, solid].T - table.centre[rows]
        local[:, solid] = np.einsum("nji,nj->in", turn, away)
        shapes(stage, rows, solid, local, normal, edge)
        mine = normal[:, solid]
        mine = mine / (np.sqrt((mine * mine).sum(0)) + 1e-9)
        normal[:, solid] = np.einsum("nij,jn->in", turn, mine)
    return Met(
        shape=hits.index.shape,
        pixels=pixels,
        point=point,
        normal=normal,
        local=local,
        row=row,
        stuff=stuff,
        label=label,
        distance=distance,
        foot=distance * np.float32(spread),
        edge=edge,
    )


def on_ground(ground: Ground, soil, point, normal, stuff, label) -> None:
    """Surfaces of the map; on a kerb's face the normal looks to the road."""
    x, y, z = point[:, soil]
    number = ground.look("surface", x, z)
    kinds = np.array([kind for kind, _, _ in SURFACES], np.uint8)
    classes = np.array([each for _, each, _ in SURFACES], np.uint8)
    stuff[soil], label[soil] = kinds[number], classes[number]
    face = soil[(y > 0.004) & (y < ground.kerb - 0.004)]
    if len(face):
        x, z = point[0, face], point[2, face]
        step = 0.15
        gx = ground.raised(x + step, z).astype(np.float32) - ground.raised(x - step, z)
        gz = ground.raised(x, z + step).astype(np.float32) - ground.raised(x, z - step)
        length = np.sqrt(gx * gx + gz * gz) + 1e-3
        normal[0, face], normal[1, face], normal[2, face] = -gx / length, 0.2, -gz / length
        stuff[face] = np.where(stuff[face] == Stuff.GRASS, Stuff.GRASS, Stuff.KERB)


def shapes(stage: Stage, rows, solid, local, normal, edge) -> None:
    """Normals in the primitives' own axes."""
    table = stage.table
    kind = table.kind[rows]
    for shape, outwards in NORMALS.items():
        chosen = np.flatnonzero(kind == shape)
        if len(chosen):
            row, pixel = rows[chosen], solid[chosen]
            normal[:, pixel] = outwards(local[:, pixel], table.half[row].T, table.taper[row].T)
    chosen = np.flatnonzero(kind == Kind.HULL)
    if not len(chosen):
        return
    order = chosen[np.argsort(rows[chosen], kind="stable")]
    values, starts = np.unique(rows[order], return_index=True)
    for value, mine in zip(values, np.split(order, starts[1:]), strict=True):
        faces = table.hulls[int(value)]
        pixel = solid[mine]
        below = faces[:, :3] @ local[:, pixel] - faces[:, 3:]
        weight = np.exp(np.maximum(below, -1) / ROUNDNESS)
        normal[:, pixel] = faces[:, :3].T @ weight
        edge[pixel] = -np.partition(below, -2, 0)[-2]
