"""What stands beyond the pavement: plots of buildings, gardens and greens along a road."""

from __future__ import annotations

import itertools

import numpy as np

from gioada.street.scene import Place, Rng
from gioada.street.town import buildings, faces, furniture, plants
from gioada.street.town.road import Road, between
from gioada.street.town.stage import Stage

LENGTHS = ((12, 38), (16, 40), (11, 19), (10, 36), (25, 50), (8, 26))
"""Metres of a plot, by its kind: the order of ``Style.lots``."""


def facing(road: Road, s: float, d: float, side: int) -> Place:
    """A place beside a road whose z points away from it."""
    return road.path.place(s, side * d, turn=side * np.pi / 2)


def along(road: Road, s: float, d: float, side: int) -> Place:
    """A place beside a road that heads along it."""
    return road.path.place(s, side * d)


def plots(stage: Stage, rng: Rng, road: Road, side: int) -> None:
    """All plots of one side."""
    style = road.style
    # Neighbours share a setback; a few step out of line.
    usual = between(rng, style.setback)
    for low, high in road.spans():
        s = low + rng.uniform(0, 1.5)
        while s < high - 4:
            kind = int(rng.choice(6, p=np.array(style.lots) / sum(style.lots)))
            length = min([rng.uniform(*limits) for limits in LENGTHS][kind], high - s)
            setback = usual if rng.random() < 0.75 else between(rng, style.setback)
            plot(stage, rng, road, side, s, length, kind, setback)
            s += length + (0.0 if rng.random() < 0.7 else rng.uniform(0.5, 5))


def plot(
    stage: Stage,
    rng: Rng,
    road: Road,
    side: int,
    s: float,
    length: float,
    kind: int,
    setback: float,
) -> None:
    """One plot from s to s + length."""
    style, front = road.style, road.front(side)
    middle = s + length / 2
    if kind == 0:
        terrace(stage, rng, road, side, s, length, setback)
    elif kind == 1:
        storeys, place = int(rng.integers(2, 7)), facing(road, middle, front + setback + 0.5, side)
        buildings.office(stage, rng, place, length - 0.5, storeys)
    elif kind == 2:
        look = faces.face(rng, storeys=(1, 2), shop=0, flat=0.05)
        place = facing(road, middle, front + max(setback, 3), side)
        buildings.row(stage, rng, place, length * rng.uniform(0.5, 0.75), look, rng.uniform(7, 10))
        greens(stage, rng, road, side, s, length, front + 0.8, 3)
    elif kind == 3:
        greens(stage, rng, road, side, s, length, front + 1.0, int(rng.integers(3, 9)))
        if rng.random() < 0.1:
            buildings.church(stage, rng, facing(road, middle, front + rng.uniform(8, 20), side))
    elif kind == 4:
        place = facing(road, middle, front + setback + rng.uniform(2, 20), side)
        buildings.shed(stage, rng, place, length)
    else:
        greens(stage, rng, road, side, s, length, front + 3.0, int(rng.integers(1, 5)))
        if rng.random() < 0.5:
            look = faces.face(rng, storeys=style.storeys, shop=0, flat=0.2)
            place = facing(road, middle, front + rng.uniform(6, 16), side)
            buildings.row(stage, rng, place, length * 0.8, look)
    # A green in a town is railed off, as a churchyard is.
    railed = kind == 3 and not style.rural
    likely = 0.85 if railed else style.front * (setback > 1.2 or kind == 3)
    if kind == 5 or rng.random() < likely:
        bound(stage, rng, road, side, s, length)
    backdrop(stage, rng, road, side, middle, length)


def terrace(
    stage: Stage, rng: Rng, road: Road, side: int, s: float, length: float, setback: float
) -> None:
    """Houses side by side, of one design or of many."""
    style, front = road.style, road.front(side)
    same = rng.random() < 0.45
    look = faces.face(rng, storeys=style.storeys, shop=style.shop, flat=0.2)
    unit = rng.uniform(4.5, 9) if same or rng.random() < 0.8 else length
    count = max(1, round(length / unit))
    for n in range(count):
        if n and not same:
            look = faces.face(rng, storeys=style.storeys, shop=style.shop, flat=0.2)
        elif n:
            look = faces.varied(rng, look)
        step = length / count
        out = setback + (0 if same else rng.uniform(0, 0.5))
        place = facing(road, s + (n + 0.5) * step, front + out, side)
        buildings.row(stage, rng, place, step, look, rng.uniform(8, 12))
    if rng.random() < 0.05:
        place = facing(road, s + length / 2, front + setback, side)
        buildings.scaffold(stage, rng, place, length * 0.6, look.storeys * 3)


def greens(
    stage: Stage, rng: Rng, road: Road, side: int, s: float, length: float, front: float, count: int
) -> None:
    """Trees and bushes on a plot."""
    for _ in range(count):
        place = along(road, s + rng.uniform(0, length), front + rng.exponential(5) + 0.5, side)
        draw = rng.random()
        if draw < 0.48:
            plants.tree(stage, rng, place, rng.uniform(5, 15), road.season)
        elif draw < 0.6:
            plants.conifer(stage, rng, place, rng.uniform(4, 13))
        else:
            plants.bush(stage, rng, place, rng.uniform(0.8, 2.8), road.season)


def bound(stage: Stage, rng: Rng, road: Road, side: int, s: float, length: float) -> None:
    """A wall, a fence, a railing or a hedge along the front of a plot."""
    d = road.front(side) + 0.35
    rural = (0.2, 0.13, 0.1, 0.12, 0.1, 0.12, 0.1, 0.13)
    town = (0.16, 0.14, 0.22, 0.27, 0.06, 0.05, 0.08, 0.02)
    kind = int(rng.choice(8, p=rural if road.style.rural else town))
    gap = rng.uniform(0, 3) if rng.random() < 0.5 else 0.0
    for a, b in cuts(s, s + length - gap, road):
        place, long = along(road, (a + b) / 2, d, side), b - a
        if kind == 0:
            plants.hedge(stage, rng, place, long, rng.uniform(0.8, 2.3))
        elif kind == 1:
            furniture.wall(stage, rng, place, long)
        elif kind == 2:
            furniture.wall(stage, rng, place, long, railed=True)
        elif kind == 6:
            furniture.boards(stage, rng, place, long)
        else:
            name = {3: "railing", 4: "mesh", 5: "picket", 7: "wire"}[kind]
            furniture.barrier(stage, rng, place, long, name)


def cuts(low: float, high: float, road: Road) -> list[tuple[float, float]]:
    """A stretch in pieces short enough to follow the bend."""
    step = 200.0 if not road.path.bend else 7.0
    count = max(1, int(np.ceil((high - low) / step)))
    ends = np.linspace(low, high, count + 1)
    return [(float(a), float(b)) for a, b in itertools.pairwise(ends)]


def backdrop(stage: Stage, rng: Rng, road: Road, side: int, s: float, length: float) -> None:
    """What is seen over the roofs and through the gaps: trees and other houses."""
    d = road.front(side) + rng.uniform(16, 40)
    draw = rng.random()
    if draw < 0.3:
        plants.tree(stage, rng, along(road, s, d, side), rng.uniform(8, 16), road.season)
    elif draw < (0.36 if road.style.rural else 0.7):
        look = faces.face(rng, storeys=(2, 4), shop=0, flat=0.3)
        buildings.row(stage, rng, facing(road, s, d + 4, side), length * rng.uniform(0.5, 1), look)


def horizon(stage: Stage, rng: Rng, road: Road) -> None:
    """Trees, houses and blocks that close the view."""
    for _ in range(int(rng.integers(3, 9))):
        d, s = rng.uniform(-130, 130), rng.uniform(130, 240)
        place = road.path.place(s, d)
        place = Place(x=place.x, z=place.z)
        draw = rng.random()
        if draw < (0.75 if road.style.rural else 0.45):
            plants.thicket(stage, rng, place, rng.uniform(20, 60), rng.uniform(8, 18), road.season)
        elif draw < 0.8:
            look = faces.face(rng, storeys=(2, 5), shop=0, flat=0.4)
            buildings.row(stage, rng, place, rng.uniform(10, 30), look)
        else:
            buildings.office(stage, rng, place, rng.uniform(12, 30), int(rng.integers(3, 12)))
    if rng.random() < 0.35 and not road.style.rural:
        place = road.path.place(rng.uniform(85, 125), rng.uniform(-3, 3))
        look = faces.face(rng, storeys=road.style.storeys, shop=0.3, flat=0.3)
        buildings.row(stage, rng, place, rng.uniform(18, 40), look)
