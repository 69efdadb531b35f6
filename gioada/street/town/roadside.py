"""What stands and goes between the plots: lamps, signs, trees, people, vehicles."""

from __future__ import annotations

import numpy as np

from gioada.street.scene import Rng
from gioada.street.town import furniture, people, plants, signs
from gioada.street.town.plots import along, cuts
from gioada.street.town.road import Road, places
from gioada.street.town.stage import Stage


def posts(stage: Stage, rng: Rng, road: Road, side: int) -> None:
    """Lamps, signs, bollards, cabinets and trees of one side."""
    style = road.style
    kerb, front = road.kerb(side), road.front(side)
    near = kerb + 0.45 if rng.random() < 0.7 else max(front - 0.4, kerb + 0.45)
    wired, grown = rng.random() < 0.18, rng.random() < 0.7
    for s in places(rng, road, style.lamps):
        place = along(road, s, near, side)
        if wired:
            furniture.telegraph(stage, rng, place, 40.0)
        else:
            furniture.lamp(stage, rng, place, side, grown)
    sign_posts(stage, rng, road, side, near, front)
    if rng.random() < 0.75:
        d = kerb + max(0.7, road.verge[side > 0] / 2)
        for s in places(rng, road, style.trees, margin=3.0, near=7.0):
            plants.tree(stage, rng, along(road, s, d, side), rng.uniform(5, 13), road.season)
    if rng.random() < 0.2 and not style.rural:
        s = rng.uniform(3, 40)
        for n in range(int(rng.integers(3, 14))):
            if road.free(s + 1.6 * n, 0.5):
                furniture.bollard(stage, rng, along(road, s + 1.6 * n, kerb + 0.4, side))
    if not style.rural:
        for s in places(rng, road, (0, 3)):
            furniture.cabinet(stage, rng, along(road, s, front - 0.4, side))
    if rng.random() < style.railing:
        kind = "guard" if rng.random() < 0.75 else "railing"
        s = rng.uniform(0, 40)
        for a, b in cuts(s, s + rng.uniform(6, 30), road):
            if road.free(a, 1) and road.free(b, 1):
                place = along(road, (a + b) / 2, kerb + 0.35, side)
                furniture.barrier(stage, rng, place, b - a, kind)


def sign_posts(stage: Stage, rng: Rng, road: Road, side: int, near: float, front: float) -> None:
    """Signs of all sizes; those of the other direction show their backs."""
    for s in places(rng, road, road.style.signs, near=5):
        turn = rng.normal(0, 0.25)
        back = (side != road.hand) and rng.random() < 0.5
        draw = rng.random()
        d = near if rng.random() < 0.7 else front - 0.3
        if draw < 0.8:
            signs.sign(stage, rng, road.path.place(s, side * d, turn=turn), back=back)
        elif draw < 0.91:
            signs.direction_board(stage, rng, road.path.place(s, side * (front + 0.4), turn=turn))
        else:
            signs.totem(stage, rng, road.path.place(s, side * (front - 0.2), turn=turn))
    if rng.random() < 0.12 and not road.style.rural and road.walk[side > 0] > 1.5:
        s = rng.uniform(10, 60)
        furniture.shelter(stage, rng, along(road, s, road.kerb(side) + 0.8, side), side)


def lights(stage: Stage, rng: Rng, road: Road) -> None:
    """Traffic lights before and behind every crossing street."""
    for low, high in road.gaps:
        if rng.random() > 0.7:
            continue
        for side in (-1, 1):
            d = side * (road.kerb(side) + 0.4)
            reach = -side * rng.uniform(2.5, 4.5) if rng.random() < 0.2 else 0.0
            signs.traffic_light(stage, rng, road.path.place(low - 1.0, d), reach)
            if rng.random() < 0.7:
                signs.traffic_light(stage, rng, road.path.place(high + 1.0, d))
            if rng.random() < 0.4:
                place = road.path.place(high + 1.6, d + side * 1.0, turn=np.pi / 2 * side)
                signs.traffic_light(stage, rng, place)


def crossings(stage: Stage, rng: Rng, road: Road) -> None:
    """Lights at a crossing for people on foot, between the junctions."""
    if road.style.rural or rng.random() > 0.35:
        return
    s = rng.uniform(7, 50)
    if not road.free(s, 3):
        return
    for side in (-1, 1):
        turn = 0.0 if side == road.hand else np.pi
        place = road.path.place(s, side * (road.kerb(side) + 0.4), turn=turn)
        signs.traffic_light(stage, rng, place)
        if rng.random() < 0.6:
            place = along(road, s + 5, road.kerb(side) + 0.35, side)
            furniture.barrier(stage, rng, place, 8.0, "guard")


def walkers(stage: Stage, rng: Rng, road: Road, side: int) -> None:
    """People on one pavement, alone and in groups, and some who cross the road."""
    walk, kerb = road.walk[side > 0], road.kerb(side)
    level = 0.12
    for s in places(rng, road, road.style.people, near=4.0):
        if s > 75:
            break
        wide = max(walk, 1.0)
        d = kerb + road.verge[side > 0] + rng.uniform(0.3, max(wide - 0.3, 0.5))
        heading = 0.0 if rng.random() < 0.5 else np.pi
        draw = rng.random()
        if draw < 0.07:
            d, heading, base = rng.uniform(-kerb, kerb) * 0.9, side * np.pi / 2, 0.0
        else:
            base = level
        if draw > 0.95:
            people.pram(stage, rng, road.path.place(s, side * d, y=base, turn=heading))
            continue
        if draw > 0.9:
            people.bicycle(stage, rng, road.path.place(s, side * d, y=base, turn=rng.uniform(0, 6)))
            continue
        group = int(rng.choice((1, 2, 3, 5), p=(0.6, 0.25, 0.1, 0.05)))
        standing = rng.random() < 0.25
        for n in range(group):
            turn = rng.uniform(0, 2 * np.pi) if standing else heading + rng.normal(0, 0.2)
            on, aside = s + rng.normal(0, 0.35) * (n > 0), d + 0.55 * n * (-1) ** n * 0.8
            place = road.path.place(on, side * aside, y=base, turn=turn)
            people.person(stage, rng, place, walking=not standing)


def racks(stage: Stage, rng: Rng, road: Road, side: int) -> None:
    """Bicycles parked in a row or leaning at walls."""
    if rng.random() > 0.45 or road.style.rural:
        return
    s, d = rng.uniform(4, 40), road.front(side) - rng.uniform(0.4, 0.9)
    turn = rng.choice((0.0, np.pi / 2)) + rng.normal(0, 0.1)
    for n in range(int(rng.integers(1, 9))):
        step = 0.6 if abs(turn) > 0.8 else 1.9
        if road.free(s + n * step, 0.5):
            lean = turn + rng.normal(0, 0.1)
            place = road.path.place(s + n * step, side * d, y=0.12, turn=lean)
            people.bicycle(stage, rng, place)
