"""A road: the line that it follows, the kind of street that it is, and what is drawn of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.street.scene import Place, Rng

Range = tuple[float, float]
FAR_END = 125.0


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


@dataclass(frozen=True, kw_only=True)
class Style:
    """Statistics of a kind of street. Pairs are ranges in metres, the rest are probabilities,
    counts per hundred metres (lamps, signs, trees, people, cyclists) or weights of lots.

    front: how likely a plot has a wall, a fence or a hedge at the pavement.
    lots: weights of terraces, offices, detached houses, greens, sheds, and walled or fenced plots.
    """

    weight: float
    lane: Range
    lanes: tuple[float, float, float]
    parking: float
    parked: float
    pavement: Range
    verge: float
    setback: Range
    storeys: tuple[int, int]
    shop: float
    lots: tuple[float, float, float, float, float, float]
    lamps: Range
    signs: Range
    trees: Range
    people: Range
    cyclists: Range
    traffic: Range
    junction: float
    railing: float
    bend: float
    front: float
    heavy: float
    rural: bool


_KINDS = ("old town", "high street", "suburb", "arterial", "country", "motorway", "car park")
_NUMBERS: dict[str, tuple] = {
    "weight": (0.25, 0.2, 0.19, 0.15, 0.05, 0.03, 0.06),
    "lane": ((2.6, 3.3), (3.0, 3.6), (2.7, 3.3), (3.1, 3.7), (2.8, 3.6), (3.5, 3.8), (3.0, 3.4)),
    "lanes": (
        (1, 0, 0),
        (0.8, 0.2, 0),
        (1, 0, 0),
        (0.35, 0.5, 0.15),
        (1, 0, 0),
        (0, 0.5, 0.5),
        (1, 0, 0),
    ),
    "parking": (0.36, 0.3, 0.5, 0.08, 0.0, 0, 1.0),
    "parked": (0.55, 0.6, 0.5, 0.5, 0, 0, 0.65),
    "pavement": ((1.8, 5.0), (3.2, 8.0), (1.8, 3.6), (2.0, 4.5), (0, 0), (0, 0), (1.5, 3)),
    "verge": (0.02, 0.03, 0.22, 0.32, 1.0, 1.0, 0.2),
    "setback": ((0, 0.5), (0, 0.8), (2, 7), (1.5, 10), (6, 25), (15, 40), (1, 6)),
    "storeys": ((2, 5), (3, 6), (1, 3), (2, 5), (1, 2), (2, 5), (1, 3)),
    "shop": (0.45, 0.75, 0.06, 0.2, 0, 0, 0.1),
    "lots": (
        (0.72, 0.08, 0, 0.12, 0, 0.08),
        (0.64, 0.19, 0, 0.11, 0.02, 0.04),
        (0.46, 0.06, 0.28, 0.06, 0.01, 0.13),
        (0.34, 0.24, 0.08, 0.14, 0.1, 0.1),
        (0.03, 0, 0.14, 0.62, 0.03, 0.18),
        (0.02, 0.08, 0.02, 0.7, 0.1, 0.08),
        (0.28, 0.16, 0.06, 0.16, 0.26, 0.08),
    ),
    "lamps": ((3, 8), (4, 9), (3, 7), (4, 9), (0, 1), (0, 4), (3, 8)),
    "signs": ((5, 14), (6, 16), (3, 9), (5, 14), (1, 5), (1, 5), (4, 10)),
    "trees": ((0, 2), (0, 6), (1, 9), (2, 10), (3, 14), (2, 12), (3, 10)),
    "people": ((4, 22), (8, 34), (1, 10), (1, 9), (0, 1.5), (0, 0), (2, 14)),
    "cyclists": ((2, 14), (2, 15), (0.5, 6), (0.6, 6), (0.2, 2.5), (0, 0), (0.2, 2)),
    "traffic": ((0, 5), (1, 6), (0, 4), (1, 8), (0, 4), (3, 12), (0, 3)),
    "junction": (0.35, 0.4, 0.35, 0.45, 0.15, 0, 0),
    "railing": (0.5, 0.55, 0.2, 0.45, 0.02, 0.1, 0.4),
    "bend": (0.5, 0.35, 0.6, 0.4, 0.8, 0.6, 0),
    "front": (0.1, 0.1, 0.75, 0.5, 0.5, 0.4, 0.4),
    "heavy": (0.06, 0.12, 0.06, 0.14, 0.06, 0.3, 0.06),
    "rural": (False, False, False, False, True, True, False),
}
"""Of each kind, in this order."""
STYLES: dict[str, Style] = {
    kind: Style(**{field: values[number] for field, values in _NUMBERS.items()})
    for number, kind in enumerate(_KINDS)
}


@dataclass(frozen=True, kw_only=True)
class Road:
    """What the parts of one street agree on.

    path: its middle line; hand: 1 where traffic keeps right, -1 left; lanes: per direction;
    square: whether cars park square to the kerb; edge: metres from the middle to the kerb, left
    and right; walk, verge: widths beside it; gaps: stretches of s that crossing streets take;
    season: winter, summer or autumn; start, end: s of what is furnished; closed: whether the road
    ends there, at a crossing street; ring: radius of a roundabout in the first gap, or 0.
    """

    path: Path
    style: Style
    hand: int
    lane: float
    lanes: int
    parking: tuple[bool, bool]
    square: tuple[bool, bool]
    edge: tuple[float, float]
    walk: tuple[float, float]
    verge: tuple[float, float]
    gaps: tuple[tuple[float, float], ...]
    season: str
    start: float = -14.0
    end: float = FAR_END
    closed: bool = False
    ring: float = 0.0

    def kerb(self, side: int) -> float:
        """Metres from the middle to the kerb of a side."""
        return self.edge[side > 0]

    def front(self, side: int) -> float:
        """Metres from the middle to where plots begin."""
        return self.edge[side > 0] + self.verge[side > 0] + self.walk[side > 0]

    def free(self, s: float, margin: float = 0.0) -> bool:
        """Whether s lies off the crossing streets."""
        return all(s < low - margin or s > high + margin for low, high in self.gaps)

    def spans(self) -> list[tuple[float, float]]:
        """Stretches of s between crossing streets."""
        ends = [self.start]
        for low, high in self.gaps:
            ends += [low, high]
        ends.append(self.end)
        return [(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True) if b - a > 2]


def between(rng: Rng, limits: Range) -> float:
    """A number drawn evenly from a range."""
    return float(rng.uniform(*limits))


def places(
    rng: Rng, road: Road, rate: Range, *, margin: float = 1.0, near: float = 4.0
) -> list[float]:
    """Places along a road, a drawn rate of them per hundred metres, denser close by."""
    per_metre = between(rng, rate) / 100
    found, s = [], max(road.start, near) + rng.exponential(1) / max(per_metre, 1e-4) * 0.5
    while s < road.end:
        if road.free(s, margin):
            found.append(float(s))
        s += max(1.0, rng.exponential(1 / max(per_metre, 1e-4)))
    return found
