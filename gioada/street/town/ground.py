"""The ground: a painted map of two levels, road below and pavement above a kerb."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from gioada.street.raycast import GROUND_INDEX, Hits, nothing
from gioada.street.scene import Place
from gioada.street.town.stage import Stuff
from gioada.street.views import View

ROAD, SIDEWALK, TERRAIN = 7, 8, 22
SURFACES: tuple[tuple[Stuff, int, bool], ...] = (
    (Stuff.GRASS, TERRAIN, True),
    (Stuff.ASPHALT, ROAD, False),
    (Stuff.PAVING, SIDEWALK, True),
    (Stuff.GRASS, TERRAIN, True),
    (Stuff.SOIL, TERRAIN, True),
    (Stuff.KERB, SIDEWALK, True),
    (Stuff.PAVING, SIDEWALK, False),
)
"""Painter, class and whether it is raised, by the number that the map holds."""
VERGE, TARMAC, FOOTWAY, LAWN, EARTH, KERBSTONE, FLUSH = range(7)
FINE, COARSE = 0.06, 0.3
NEAR_BOX = (-26.0, -8.0, 26.0, 58.0)
FAR_BOX = (-170.0, -40.0, 170.0, 290.0)
"""Left, near, right and far end of the two maps, in metres."""


@dataclass
class Sheet:
    """One scale of the map: surfaces, paint (0 none to 255) and its hue, shade by what stands."""

    box: tuple[float, float, float, float]
    cell: float

    def __post_init__(self) -> None:
        columns = int((self.box[2] - self.box[0]) / self.cell)
        rows = int((self.box[3] - self.box[1]) / self.cell)
        self.images = {
            "surface": Image.new("L", (columns, rows), VERGE),
            "paint": Image.new("L", (columns, rows)),
            "yellow": Image.new("L", (columns, rows)),
            "red": Image.new("L", (columns, rows)),
            "patch": Image.new("L", (columns, rows), 128),
            "shade": Image.new("L", (columns, rows)),
        }
        self.pens = {name: ImageDraw.Draw(image) for name, image in self.images.items()}

    def at(self, points: np.ndarray) -> list[tuple[float, float]]:
        """Pixels of points (x, z) in metres."""
        place = (np.asarray(points) - self.box[:2]) / self.cell
        return [tuple(each) for each in place]

    def __getitem__(self, name: str) -> np.ndarray:
        return np.asarray(self.images[name])


class Ground:
    """The map of a street's ground, drawn at two scales at once."""

    def __init__(self, kerb: float = 0.12) -> None:
        self.kerb = kerb
        self.sheets = (Sheet(NEAR_BOX, FINE), Sheet(FAR_BOX, COARSE))
        self.drawn = {"surface", "shade"}
        """Layers that hold anything but their ground value."""

    def fill(self, points: np.ndarray, surface: int, layer: str = "surface") -> None:
        """A polygon (N 2, x and z in metres) of a surface, or of a value in another layer."""
        self.drawn.add(layer)
        for sheet in self.sheets:
            sheet.pens[layer].polygon(sheet.at(points), fill=surface)

    def disc(self, x: float, z: float, radius: float, surface: int, layer="surface") -> None:
        """A round of a surface."""
        angle = np.linspace(0, 2 * np.pi, 48)
        self.fill(
            np.stack([x + radius * np.sin(angle), z + radius * np.cos(angle)], 1), surface, layer
        )

    def line(self, points: np.ndarray, wide: float, layer="paint", strength=255) -> None:
        """A stroke along points, `wide` metres; thinner than a cell it is fainter instead."""
        self.drawn.add(layer)
        for sheet in self.sheets:
            pixels = wide / sheet.cell
            sheet.pens[layer].line(
                sheet.at(points),
                fill=int(strength * min(1.0, pixels)),
                width=max(1, round(pixels)),
                joint="curve",
            )

    def mark(self, points: np.ndarray, layer: str = "paint", strength: int = 255) -> None:
        """A painted polygon on the road."""
        self.fill(points, strength, layer)

    def shade(self, footprints: list[tuple[Place, float, float, float]]) -> None:
        """Darken what lies under and beside things, softly."""
        for place, wide, long, strength in footprints:
            corners = [(-wide, -long), (wide, -long), (wide, long), (-wide, long)]
            points = [place.at(x, 0, z)[::2] for x, z in corners]
            self.fill(np.array(points), int(255 * strength), "shade")
        for sheet, radius in zip(self.sheets, (7, 1.6), strict=True):
            # At half the size, as blurred edges need no more.
            image = sheet.images["shade"]
            small = image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX)
            small = small.filter(ImageFilter.BoxBlur(radius * 0.4))
            small = small.filter(ImageFilter.BoxBlur(radius * 0.4))
            sheet.images["shade"] = small.resize(image.size, Image.Resampling.BILINEAR)

    def look(self, name: str, x: np.ndarray, z: np.ndarray, *, soft: bool = False) -> np.ndarray:
        """Values of a layer at points: uint8, or float32 between cells if soft."""
        near, far = self.sheets
        if name not in self.drawn:
            return np.full(x.shape, near.images[name].getpixel((0, 0)), np.float32)
        inside = (x > near.box[0]) & (x < near.box[2] - 0.1)
        inside &= (z > near.box[1]) & (z < near.box[3] - 0.1)
        found = np.empty(x.shape, np.float32 if soft else np.uint8)
        for sheet, chosen in ((near, np.flatnonzero(inside)), (far, np.flatnonzero(~inside))):
            found[chosen] = sample(sheet, name, x[chosen], z[chosen], soft)
        return found

    def cast(self, view: View) -> Hits:
        """Where rays meet the ground: the pavement's level, a kerb's face, or the road."""
        hits = nothing(view)
        oy = float(view.origin[1][0, 0])
        dx, dy, dz = (np.broadcast_to(d, hits.distance.shape).reshape(-1) for d in view.direction)
        ox, oz = float(view.origin[0][0, 0]), float(view.origin[2][0, 0])
        down = np.flatnonzero((dy < 0) & (oy < 500 * -dy))
        dx, dy, dz = dx[down], dy[down], dz[down]
        upper, lower = (self.kerb - oy) / dy, -oy / dy
        high = self.raised(ox + upper * dx, oz + upper * dz)
        distance = np.where(high, upper, lower)
        face = np.flatnonzero(~high & self.raised(ox + lower * dx, oz + lower * dz))
        a, b = upper[face], lower[face]
        for _ in range(5):
            middle = (a + b) / 2
            inside = self.raised(ox + middle * dx[face], oz + middle * dz[face])
            a, b = np.where(inside, a, middle), np.where(inside, middle, b)
        distance[face] = b
        hits.distance.reshape(-1)[down] = distance
        hits.index.reshape(-1)[down] = GROUND_INDEX
        return hits

    def raised(self, x: np.ndarray, z: np.ndarray) -> np.ndarray:
        """Whether the ground is a kerb's height above the road at points."""
        return RAISED[self.look("surface", x, z)]


RAISED = np.array([raised for _, _, raised in SURFACES])


def sample(sheet: Sheet, name: str, x: np.ndarray, z: np.ndarray, soft: bool) -> np.ndarray:
    """A layer of a sheet at points in metres; beyond its edge the edge goes on."""
    values = sheet[name]
    rows, columns = values.shape
    scale = np.float32(1 / sheet.cell)
    u = x * scale - np.float32(sheet.box[0] / sheet.cell)
    v = z * scale - np.float32(sheet.box[1] / sheet.cell)
    flat = values.reshape(-1)
    if not soft:
        np.clip(u, 0, columns - 1, out=u)
        np.clip(v, 0, rows - 1, out=v)
        return flat[v.astype(np.int32) * columns + u.astype(np.int32)]
    u, v = np.clip(u - 0.5, 0, columns - 1.01), np.clip(v - 0.5, 0, rows - 1.01)
    left, low = u.astype(np.int32), v.astype(np.int32)
    across, along = u - left.astype(np.float32), v - low.astype(np.float32)
    at = low * columns + left
    first, second = flat[at].astype(np.float32), flat[at + columns].astype(np.float32)
    first += (flat[at + 1] - first) * across
    second += (flat[at + columns + 1] - second) * across
    return first + (second - first) * along
