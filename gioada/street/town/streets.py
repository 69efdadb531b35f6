"""The grammar of a street: a road drawn from a style, its ground, and everything along it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from gioada.street.scene import Rng
from gioada.street.town import (
    plants,
    plots,
    roadside,
    signs,
    traffic,
    vehicles,
)
from gioada.street.town.carriageway import dashes, lay
from gioada.street.town.ground import FOOTWAY, KERBSTONE, Ground
from gioada.street.town.road import STYLES, Path, Road, Style, between
from gioada.street.town.stage import Stage, pick

Drawn = TypeVar("Drawn")


@dataclass(frozen=True, kw_only=True)
class Eye:
    """Where the camera is and how it looks; `wide` in [0, 1) places its field of view."""

    x: float
    y: float
    z: float
    heading: float
    pitch: float
    roll: float
    wide: float


@dataclass(frozen=True, kw_only=True)
class Street:
    """A street with everything in it, and the eye that looks at it."""

    stage: Stage
    ground: Ground
    eye: Eye


def street(rng: Rng) -> Street:
    """Draw a street."""
    names = tuple(STYLES)
    weights = np.array([STYLES[name].weight for name in names])
    style = STYLES[names[int(rng.choice(len(names), p=weights / weights.sum()))]]
    season = str(rng.choice(("winter", "summer", "autumn"), p=(0.46, 0.4, 0.14)))
    stage, ground = Stage(), Ground(kerb=rng.uniform(0.08, 0.16))
    road = road_of(rng, style, season)
    eye = look_out(rng, road)
    lay(ground, rng, road)
    side_streets(stage, ground, rng, road)
    if road.closed:
        facing_side(stage, ground, rng, road)
    if road.ring:
        on_island(stage, rng, road)
    furnish(stage, rng, road)
    plots.horizon(stage, rng, road)
    if rng.random() < 0.05:
        vehicles.bonnet(stage, rng, pick(rng, vehicles.PAINTS), eye.x, eye.y, eye.z, eye.heading)
    ground.shade(stage.footprints)
    return Street(stage=stage, ground=ground, eye=eye)


def both(draw: Callable[[], Drawn]) -> tuple[Drawn, Drawn]:
    """The same drawn for the left and for the right."""
    return draw(), draw()


def road_of(rng: Rng, style: Style, season: str) -> Road:
    """Draw what the parts of one street agree on."""
    lanes = 1 + int(rng.choice(3, p=style.lanes))
    lane = between(rng, style.lane)
    car_park = style is STYLES["car park"]
    parking = both(lambda: bool(rng.random() < style.parking) and not car_park)
    square = both(lambda: bool(rng.random() < 0.15))
    beside = [(4.9 if q else 2.1) if p else 0.0 for p, q in zip(parking, square, strict=True)]
    edge = (lanes * lane + 0.2 + beside[0], lanes * lane + 0.2 + beside[1])
    if car_park:
        edge = both(lambda: float(rng.uniform(14, 28)))
    bend = float(rng.normal(0, 1 / 140)) if rng.random() < style.bend else 0.0
    bend = float(np.clip(bend, -1 / 55, 1 / 55))
    path = Path(straight=rng.uniform(4, 50), bend=bend)
    gaps: list[tuple[float, float]] = []
    if rng.random() < style.junction:
        start = rng.uniform(6, 50) if not bend else min(path.straight, 40)
        gaps.append((start, start + rng.uniform(6, 13)))
        if rng.random() < 0.3:
            gaps.append((start + 55, start + 63))
    closed = ring = False
    if gaps and not bend:
        draw = rng.random()
        closed, ring = draw < 0.2, 0.2 < draw < 0.36 and not style.rural
    if closed:
        gaps = gaps[:1]
    radius = rng.uniform(9, 15) if ring else 0.0
    if ring:
        middle = gaps[0][0] + radius + 4
        gaps = [(middle - radius, middle + radius)]
    bare = rng.random() < 0.06
    return Road(
        path=path,
        style=style,
        hand=-1 if rng.random() < 0.5 else 1,
        lane=lane,
        lanes=lanes,
        parking=parking,
        square=square,
        edge=edge,
        gaps=tuple(gaps),
        season=season,
        walk=both(lambda: 0.0 if bare else between(rng, style.pavement)),
        verge=both(lambda: float(rng.uniform(0.8, 4.5)) if rng.random() < style.verge else 0.0),
        end=gaps[0][1] if closed else 125.0,
        closed=closed,
        ring=radius,
    )


def look_out(rng: Rng, road: Road) -> Eye:
    """Place the camera in a lane, roughly heading along it."""
    side = road.hand if rng.random() < 0.9 else -road.hand
    lane = int(rng.integers(road.lanes))
    d = side * (lane + 0.5) * road.lane + rng.normal(0, 0.35)
    if rng.random() < 0.06:
        d = side * (road.kerb(side) + 1.0)
    heading = float(np.clip(rng.standard_t(3) * 0.05, -0.6, 0.6))
    return Eye(
        x=float(d),
        y=float(rng.uniform(1.2, 2.0) if rng.random() < 0.9 else rng.uniform(2.0, 2.6)),
        z=0.0,
        heading=heading,
        pitch=float(rng.normal(0.005, 0.045)),
        roll=float(rng.normal(0, 0.012)),
        wide=float(rng.random()),
    )


def crossing(road: Road, path: Path, half: float, walk: float) -> Road:
    """A street of one lane each way along a path that crosses a road."""
    none, no = (0.0, 0.0), (False, False)
    plain = replace(road, path=path, lane=half - 0.2, lanes=1, parking=no, square=no, gaps=())
    plain = replace(plain, edge=(half, half), walk=(walk, walk), verge=none)
    return replace(plain, closed=False, ring=0.0)


def side_streets(stage: Stage, ground: Ground, rng: Rng, road: Road) -> None:
    """Pavements and plots along the streets that cross."""
    for low, high in road.gaps[:1]:
        half = 4.2 if road.ring else (high - low) / 2
        for side in (-1, 1):
            start = road.path.place((low + high) / 2, 0)
            path = Path(x=start.x, z=start.z, heading=start.yaw + side * np.pi / 2, straight=200)
            walk = rng.uniform(1.2, 2.5) if not road.style.rural else 0.0
            other = crossing(road, path, half, walk)
            other = replace(other, start=max(road.front(side), road.ring) + 11, end=70.0)
            inner = max(road.kerb(side), road.ring) + 3.5
            for way in (-1, 1):
                if walk:
                    for wide, surface in ((walk, FOOTWAY), (0.15, KERBSTONE)):
                        band = (way * half, way * (half + wide))
                        ground.fill(path.strip((inner, 140), band), surface)
                plots.plots(stage, rng, other, way)
            if rng.random() < 0.6:
                dashes(ground, other, 0, 0.12, 2, 3)
            if rng.random() < 0.6:
                s = road.kerb(side) + 1.5
                ground.mark(path.strip((s, s + 0.25), (-half + 0.2, half - 0.2)))


def facing_side(stage: Stage, ground: Ground, rng: Rng, road: Road) -> None:
    """What stands across the end of a road that ends at another."""
    low, high = road.gaps[0]
    half = (high - low) / 2
    start = road.path.place((low + high) / 2, 0)
    path = Path(x=start.x, z=start.z, heading=start.yaw + np.pi / 2, straight=400)
    walk = 0.0 if road.style.rural else rng.uniform(1.5, 4)
    other = replace(crossing(road, path, half, walk), start=-75.0, end=75.0)
    if walk:
        ground.fill(path.strip((-140, 140), (-half, -half - walk)), FOOTWAY)
        ground.fill(path.strip((-140, 140), (-half, -half - 0.15)), KERBSTONE)
    plots.plots(stage, rng, other, -1)
    roadside.sign_posts(stage, rng, other, -1, half + 0.5, half + max(walk, 1))
    roadside.walkers(stage, rng, other, -1)


def on_island(stage: Stage, rng: Rng, road: Road) -> None:
    """Bushes, chevrons and a lamp in the middle of a roundabout."""
    low, high = road.gaps[0]
    middle = road.path.place((low + high) / 2, 0)
    for _ in range(int(rng.integers(0, 6))):
        place = middle.shifted(*rng.normal(0, road.ring * 0.13, 2))
        plants.bush(stage, rng, place, rng.uniform(0.5, 1.6), road.season)
    for x in (-1.5, 1.5):
        signs.sign(stage, rng, middle.shifted(x, -road.ring * 0.3))
    if rng.random() < 0.5:
        signs.direction_board(stage, rng, middle.shifted(0, -road.ring * 0.25))
    if rng.random() < 0.4:
        plants.tree(stage, rng, middle, rng.uniform(4, 9), road.season)


def furnish(stage: Stage, rng: Rng, road: Road) -> None:
    """Everything along a road."""
    for side in (-1, 1):
        plots.plots(stage, rng, road, side)
        roadside.posts(stage, rng, road, side)
        roadside.walkers(stage, rng, road, side)
        roadside.racks(stage, rng, road, side)
        traffic.parked(stage, rng, road, side)
    if not road.ring:
        roadside.lights(stage, rng, road)
    roadside.crossings(stage, rng, road)
    if road.style is STYLES["car park"]:
        traffic.lot(stage, rng, road)
        return
    traffic.driving(stage, rng, road)
