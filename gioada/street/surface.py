"""What the rays met, pixel by pixel: place, normal, material and class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.street.raycast import GROUND_INDEX, SKY_INDEX, Hits
from gioada.street.scene import SKY, TERRAIN, Kind, Material, Scene, Table
from gioada.street.views import View


@dataclass(frozen=True, kw_only=True)
class Surface:
    """The M pixels that meet something, in the order of `pixels` (indices into H * W).

    point: float32 3 M, metres in the world; normal: float32 3 M, unit length, outwards; across,
    up: float32 M, metres along the face (for texture); side: bool M, true where an upright face
    is met; material, label: uint8 M; tone: float32 3 M; tall: float32 M, height of the primitive
    in metres; distance: float32 M.
    """

    shape: tuple[int, int]
    pixels: np.ndarray
    point: np.ndarray
    normal: np.ndarray
    across: np.ndarray
    up: np.ndarray
    side: np.ndarray
    material: np.ndarray
    label: np.ndarray
    tone: np.ndarray
    tall: np.ndarray
    distance: np.ndarray

    def labels(self) -> np.ndarray:
        """Cityscapes ids of the picture, uint8 H W."""
        ids = np.full(self.shape, SKY, np.uint8)
        ids.reshape(-1)[self.pixels] = self.label
        return ids


def surface(scene: Scene, view: View, hits: Hits) -> Surface:
    """Describe what every ray of a view met."""
    table = scene.table
    flat = hits.index.reshape(-1)
    pixels = np.flatnonzero(flat != SKY_INDEX)
    index = flat[pixels]
    distance = hits.distance.reshape(-1)[pixels]
    point = np.stack(
        [
            take(view.origin[k], pixels) + distance * take(view.direction[k], pixels)
            for k in range(3)
        ]
    )
    count = len(pixels)
    normal = np.zeros((3, count), np.float32)
    normal[1] = 1
    material = np.full(count, Material.GRASS, np.uint8)
    label = np.full(count, TERRAIN, np.uint8)
    tone = np.full((3, count), 0.5, np.float32)
    tall = np.zeros(count, np.float32)

    on_ground = np.flatnonzero(index == GROUND_INDEX)
    material[on_ground], label[on_ground] = paint(scene, point[0, on_ground], point[2, on_ground])
    solid = np.flatnonzero(index >= 0)
    rows = index[solid]
    if len(solid):
        material[solid], label[solid] = table.material[rows], table.label[rows]
        tall[solid] = 2 * table.half[rows, 1]
        for k in range(3):
            tone[k, solid] = table.tone[rows, k]
        orient(table, rows, solid, point, normal)
    across = np.where(np.abs(normal[0]) > np.abs(normal[2]), point[2], point[0])
    flat_face = np.abs(normal[1]) > 0.7
    return Surface(
        shape=hits.index.shape,
        pixels=pixels,
        point=point,
        normal=normal,
        across=across,
        up=np.where(flat_face, point[2], point[1]),
        side=~flat_face,
        material=material,
        label=label,
        tone=tone,
        tall=tall,
        distance=distance,
    )


def take(part: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """One component at the pixels."""
    return part.reshape(-1)[0] if part.shape == (1, 1) else part.reshape(-1)[pixels]


def paint(scene: Scene, x: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Material and class of the ground at (x, z): the last patch that covers it."""
    material = np.full(x.shape, Material.GRASS, np.uint8)
    label = np.full(x.shape, TERRAIN, np.uint8)
    for patch in scene.patches:
        inside = (x > patch.x[0]) & (x < patch.x[1]) & (z > patch.z[0]) & (z < patch.z[1])
        if patch.period:
            inside &= np.mod(z if patch.axis else x, patch.period) < patch.duty
        material[inside], label[inside] = patch.material, patch.label
    return material, label


def orient(
    table: Table, rows: np.ndarray, solid: np.ndarray, point: np.ndarray, normal: np.ndarray
) -> None:
    """Write the normals of the pixels `solid`, which met the primitives `rows`, into `normal`.

    point, normal: float32 3 M, of all pixels.
    """
    kind = table.kind[rows]
    for shape, outwards in NORMALS.items():
        chosen = np.flatnonzero(kind == shape)
        if not len(chosen):
            continue
        row, pixel = rows[chosen], solid[chosen]
        cos, sin = np.cos(table.yaw)[row], np.sin(table.yaw)[row]
        x, y, z = (point[k, pixel] - table.centre[row, k] for k in range(3))
        local = np.stack([cos * x - sin * z, y, sin * x + cos * z])
        x, y, z = outwards(local, table.half[row].T, table.taper[row].T)
        scale = 1 / (np.sqrt(x * x + y * y + z * z) + np.float32(1e-9))
        normal[0, pixel] = (cos * x + sin * z) * scale
        normal[1, pixel] = y * scale
        normal[2, pixel] = (cos * z - sin * x) * scale


def block_normal(local: np.ndarray, half: np.ndarray, taper: np.ndarray) -> np.ndarray:
    """Normal of the face that the point is nearest to."""
    k = half[[0, 2]] * (taper - 1) / 2 / half[1]
    m = half[[0, 2]] * (1 + taper) / 2
    length = np.sqrt(1 + k * k)
    depth = np.stack(
        [
            (np.abs(local[0]) - k[0] * local[1] - m[0]) / length[0],
            np.abs(local[1]) - half[1],
            (np.abs(local[2]) - k[1] * local[1] - m[1]) / length[1],
        ]
    )
    face = depth.argmax(0)
    zero = np.zeros_like(k[0])
    tilt = np.where(face == 0, -k[0], np.where(face == 2, -k[1], np.sign(local[1])))
    return np.stack(
        [
            np.where(face == 0, np.sign(local[0]), zero),
            tilt,
            np.where(face == 2, np.sign(local[2]), zero),
        ]
    )


def ellipsoid_normal(local: np.ndarray, half: np.ndarray, taper: np.ndarray) -> np.ndarray:
    """Gradient of the ellipsoid's equation."""
    return local / (half * half)


def cone_normal(local: np.ndarray, half: np.ndarray, taper: np.ndarray) -> np.ndarray:
    """Gradient of the cone's equation."""
    k = half[0] * (taper[0] - 1) / 2 / half[1]
    radius = np.sqrt(local[0] ** 2 + local[2] ** 2)
    return np.stack([local[0], -k * radius, local[2]])


NORMALS = {Kind.BLOCK: block_normal, Kind.ELLIPSOID: ellipsoid_normal, Kind.CONE: cone_normal}
"""Of each shape but a hull, what gives normals, of any length, at points in its own axes."""
