"""Kinds of streets, and the numbers that one street is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from gioada.street.town.path import Path
from gioada.street.town.stage import Rng

Range = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Style:
    """Statistics of a kind of street. Pairs are ranges in metres, the rest are probabilities,
    counts per hundred metres (lamps, signs, trees, people, cyclists) or weights of lots.

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
    """How likely a plot has a wall, a fence or a hedge at the pavement."""
    heavy: float = 0.06
    rural: bool = False


STYLES: dict[str, Style] = {
    "old town": Style(
        weight=0.25,
        lane=(2.6, 3.3),
        lanes=(1, 0, 0),
        parking=0.36,
        parked=0.55,
        pavement=(1.8, 5.0),
        verge=0.02,
        setback=(0, 0.5),
        storeys=(2, 5),
        shop=0.45,
        lots=(0.72, 0.08, 0, 0.12, 0, 0.08),
        lamps=(3, 8),
        signs=(5, 14),
        trees=(0, 2),
        people=(4, 22),
        cyclists=(2, 14),
        traffic=(0, 5),
        junction=0.35,
        railing=0.5,
        bend=0.5,
        front=0.1,
    ),
    "high street": Style(
        weight=0.2,
        lane=(3.0, 3.6),
        lanes=(0.8, 0.2, 0),
        parking=0.3,
        parked=0.6,
        pavement=(3.2, 8.0),
        verge=0.03,
        setback=(0, 0.8),
        storeys=(3, 6),
        shop=0.75,
        lots=(0.64, 0.19, 0, 0.11, 0.02, 0.04),
        lamps=(4, 9),
        signs=(6, 16),
        trees=(0, 6),
        people=(8, 34),
        cyclists=(2, 15),
        traffic=(1, 6),
        junction=0.4,
        railing=0.55,
        bend=0.35,
        front=0.1,
        heavy=0.12,
    ),
    "suburb": Style(
        weight=0.19,
        lane=(2.7, 3.3),
        lanes=(1, 0, 0),
        parking=0.5,
        parked=0.5,
        pavement=(1.8, 3.6),
        verge=0.22,
        setback=(2, 7),
        storeys=(1, 3),
        shop=0.06,
        lots=(0.46, 0.06, 0.28, 0.06, 0.01, 0.13),
        lamps=(3, 7),
        signs=(3, 9),
        trees=(1, 9),
        people=(1, 10),
        cyclists=(0.5, 6),
        traffic=(0, 4),
        junction=0.35,
        railing=0.2,
        bend=0.6,
        front=0.75,
    ),
    "arterial": Style(
        weight=0.15,
        lane=(3.1, 3.7),
        lanes=(0.35, 0.5, 0.15),
        parking=0.08,
        parked=0.5,
        pavement=(2.0, 4.5),
        verge=0.32,
        setback=(1.5, 10),
        storeys=(2, 5),
        shop=0.2,
        lots=(0.34, 0.24, 0.08, 0.14, 0.1, 0.1),
        lamps=(4, 9),
        signs=(5, 14),
        trees=(2, 10),
        people=(1, 9),
        cyclists=(0.6, 6),
        traffic=(1, 8),
        junction=0.45,
        railing=0.45,
        bend=0.4,
        front=0.5,
        heavy=0.14,
    ),
    "country": Style(
        weight=0.05,
        lane=(2.8, 3.6),
        lanes=(1, 0, 0),
        parking=0.0,
        parked=0,
        pavement=(0, 0),
        verge=1.0,
        setback=(6, 25),
        storeys=(1, 2),
        shop=0,
        lots=(0.03, 0, 0.14, 0.62, 0.03, 0.18),
        lamps=(0, 1),
        signs=(1, 5),
        trees=(3, 14),
        people=(0, 1.5),
        cyclists=(0.2, 2.5),
        traffic=(0, 4),
        junction=0.15,
        railing=0.02,
        bend=0.8,
        front=0.5,
        rural=True,
    ),
    "motorway": Style(
        weight=0.03,
        lane=(3.5, 3.8),
        lanes=(0, 0.5, 0.5),
        parking=0,
        parked=0,
        pavement=(0, 0),
        verge=1.0,
        setback=(15, 40),
        storeys=(2, 5),
        shop=0,
        lots=(0.02, 0.08, 0.02, 0.7, 0.1, 0.08),
        lamps=(0, 4),
        signs=(1, 5),
        trees=(2, 12),
        people=(0, 0),
        cyclists=(0, 0),
        traffic=(3, 12),
        junction=0,
        railing=0.1,
        bend=0.6,
        front=0.4,
        heavy=0.3,
        rural=True,
    ),
    "car park": Style(
        weight=0.06,
        lane=(3.0, 3.4),
        lanes=(1, 0, 0),
        parking=1.0,
        parked=0.65,
        pavement=(1.5, 3),
        verge=0.2,
        setback=(1, 6),
        storeys=(1, 3),
        shop=0.1,
        lots=(0.28, 0.16, 0.06, 0.16, 0.26, 0.08),
        lamps=(3, 8),
        signs=(4, 10),
        trees=(3, 10),
        people=(2, 14),
        cyclists=(0.2, 2),
        traffic=(0, 3),
        junction=0,
        railing=0.4,
        bend=0,
        front=0.4,
    ),
}
FAR_END = 125.0


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
