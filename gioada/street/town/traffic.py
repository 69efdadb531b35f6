"""What drives, rides and parks on a road, and what stands in its way."""

from __future__ import annotations

import numpy as np

from gioada.street.scene import FENCE, POLE, SIGN, Rng
from gioada.street.town import furniture, people, plants, signs, vehicles
from gioada.street.town.plots import along
from gioada.street.town.road import Road, places
from gioada.street.town.stage import Maker, Stage, Stuff, pick, rgb


def parked(stage: Stage, rng: Rng, road: Road, side: int) -> None:
    """A row of parked vehicles, along the kerb or square to it."""
    if not road.parking[side > 0]:
        return
    edge, square = road.kerb(side), road.square[side > 0]
    s = rng.uniform(2, 8)
    heading = 0.0 if side == road.hand or rng.random() < 0.3 else np.pi
    while s < min(85, road.end - 6):
        if road.free(s, 4.5) and rng.random() < road.style.parked:
            turn, inwards, step = heading, 1.05, 2.3
            if square:
                turn = side * np.pi / 2 + (np.pi if rng.random() < 0.4 else 0.0)
                inwards, step = 2.45, 0.3
            place = road.path.place(
                s, side * (edge - inwards + rng.normal(0, 0.08)), turn=turn + rng.normal(0, 0.025)
            )
            half = vehicles.vehicle(stage, rng, place, heavy=0.0 if square else 0.01)
            s += step + (0.0 if square else half)
        s += rng.uniform(0.8, 1.6) + (4 if rng.random() < 0.12 else 0) + 1.6 * (not square)


def driving(stage: Stage, rng: Rng, road: Road) -> None:
    """Vehicles ahead and oncoming, and cyclists; no two stand in one another."""
    for side in (-1, 1):
        ahead = side == road.hand
        for lane in range(road.lanes):
            d = side * (lane + 0.5) * road.lane
            s = rng.uniform(7, 38) if ahead else rng.uniform(6, 28)
            low, high = road.style.traffic
            count = int(rng.integers(int(low), int(high) + 1) / road.lanes + rng.random())
            jam = rng.random() < 0.2
            for _ in range(count):
                turn = (0.0 if ahead else np.pi) + rng.normal(0, 0.03)
                if rng.random() < 0.05:
                    turn += rng.uniform(-0.6, 0.6)
                lateral = d + rng.normal(0, 0.2)
                if rng.random() < 0.04:
                    place = road.path.place(s, lateral, turn=turn)
                    people.motorcycle(stage, rng, place, ridden=True)
                    s += 2
                else:
                    place = road.path.place(s + 2, lateral, turn=turn)
                    half = vehicles.vehicle(stage, rng, place, heavy=road.style.heavy)
                    s += 2 + half + (4 if half > 4 else 0)
                s += rng.uniform(3, 6) if jam else rng.uniform(6, 22)
                if s > road.end - 8:
                    break
    cyclists(stage, rng, road)
    if rng.random() < 0.16 and not road.style.rural:
        s = rng.uniform(8, 40)
        if road.free(s, 3):
            island(stage, rng, road, s)
    if rng.random() < 0.1:
        works(stage, rng, road)
    if (road.style.rural or road.lanes > 1) and rng.random() < 0.15:
        gantry(stage, rng, road)
    for low, high in road.gaps:
        for _ in range(int(rng.integers(0, 3))):
            way = 1 if rng.random() < 0.5 else -1
            d = rng.uniform(7, 30) * (1 if rng.random() < 0.5 else -1)
            turn = way * np.pi / 2 + rng.normal(0, 0.1)
            place = road.path.place((low + high) / 2 - way * 1.6, d, turn=turn)
            vehicles.vehicle(stage, rng, place, heavy=0.06)


def cyclists(stage: Stage, rng: Rng, road: Road) -> None:
    """People on bicycles near the kerbs, and some in the middle or crossing."""
    for s in places(rng, road, road.style.cyclists, near=5.0):
        if s > 70:
            break
        side = road.hand if rng.random() < 0.65 else -road.hand
        out = 2.4 if road.parking[side > 0] else 0.7
        d = side * (road.kerb(side) - out - abs(rng.normal(0, 0.3)))
        turn = 0.0 if side == road.hand else np.pi
        if rng.random() < 0.12:
            turn, d = rng.uniform(0, 6.28), rng.uniform(-road.edge[0], road.edge[1]) * 0.8
        elif rng.random() < 0.25:
            d = side * (rng.integers(road.lanes) + rng.uniform(0.3, 0.8)) * road.lane
        # Friends ride behind one another, or side by side.
        aside = rng.uniform(0.7, 1.0) if rng.random() < 0.5 else 0.1
        for n in range(1 + int(rng.random() < 0.3)):
            on, lateral = s + (2 if aside < 0.5 else 0.3) * n, float(d - side * aside * n)
            place = road.path.place(on, lateral, turn=turn + rng.normal(0, 0.08))
            people.cyclist(stage, rng, place)


def island(stage: Stage, rng: Rng, road: Road, s: float) -> None:
    """A refuge in the middle of the road with lit bollards."""
    for way in (-1.6, 1.6):
        place = road.path.place(s + way, 0, y=0.12, turn=rng.normal(0, 0.1))
        signs.island_bollard(stage, rng, place)
    if rng.random() < 0.4:
        furniture.lamp(stage, rng, road.path.place(s, 0, y=0.1), 1, True)


def works(stage: Stage, rng: Rng, road: Road) -> None:
    """Road works: red and white barriers, cones and yellow signs."""
    side = road.hand if rng.random() < 0.5 else -road.hand
    s, d = rng.uniform(6, 35), side * (road.kerb(side) - rng.uniform(-1.5, 1.2))
    red, white = rgb(190, 40, 30), rgb(220, 220, 214)
    for n in range(int(rng.integers(2, 7))):
        place = road.path.place(s + 2.1 * n, d, turn=rng.normal(0, 0.1))
        fence = Maker(stage=stage, place=place, label=FENCE)
        for y in (0.35, 0.75):
            fence.block(0, y, 0, (0.05, 0.22, 2.0), Stuff.STRIPES, red, white)
        for z in (-0.9, 0.9):
            fence.block(0, 0, z, (0.4, 1.0, 0.05), Stuff.PLAIN, rgb(60, 60, 60))
    for n in range(int(rng.integers(0, 8))):
        cone = Maker(stage=stage, place=road.path.place(s - 3 + 2.5 * n, d - side * 1.2), label=4)
        cone.post(0, 0, 0, 0.17, 0.7, Stuff.STRIPES, rgb(220, 70, 20), white, taper=0.15)
    if rng.random() < 0.7:
        board = Maker(stage=stage, place=road.path.place(s - 4, d), label=SIGN)
        size, yellow, black = (0.9, 0.9, 0.04), rgb(220, 180, 30), rgb(20, 20, 20)
        board.block(0, 0.25, 0, size, Stuff.SIGN_PLATE, yellow, black, traits=(rng.random(),))


def gantry(stage: Stage, rng: Rng, road: Road) -> None:
    """Boards that hang over the road on a frame."""
    s, grey, white = rng.uniform(25, 80), rgb(130, 132, 132), rgb(230, 230, 226)
    for side in (-1, 1):
        place = along(road, s, road.kerb(side) + 0.8, side)
        Maker(stage=stage, place=place, label=POLE).post(0, 0, 0, 0.18, 6.6, Stuff.METAL, grey)
    beam = Maker(stage=stage, place=road.path.place(s, 0), label=POLE)
    left, right = -road.kerb(-1) - 0.8, road.kerb(1) + 0.8
    beam.block((left + right) / 2, 6.3, 0, (right - left, 0.4, 0.3), Stuff.METAL, grey)
    board = Maker(stage=stage, place=beam.place, label=SIGN)
    colour = pick(rng, signs.PLATES[:2])
    for n in range(road.lanes):
        d = road.hand * (n + 0.5) * road.lane
        size, traits = (road.lane * 0.9, rng.uniform(1.2, 2.2), 0.1), (rng.random(),)
        board.block(d, 5.2, -0.25, size, Stuff.SIGN_PLATE, colour, white, traits=traits)


def lot(stage: Stage, rng: Rng, road: Road) -> None:
    """Rows of parked cars on both sides of an aisle, and rows behind them."""
    for side in (-1, 1):
        for rank in range(int(rng.integers(1, 4))):
            d = side * (road.lane + 2.6 + rank * (5.2 if rank % 2 else 5.0) + 6 * (rank // 2))
            for s in np.arange(2.5, 75, 2.6):
                if rng.random() < road.style.parked and abs(s - 40) > 4:
                    turn = side * np.pi / 2 + (np.pi if rng.random() < 0.6 else 0)
                    turn += rng.normal(0, 0.03)
                    place = road.path.place(s, d + rng.normal(0, 0.2), turn=turn)
                    vehicles.vehicle(stage, rng, place, heavy=0.0)
    for s in range(8, 80, 16):
        if rng.random() < 0.6:
            place = road.path.place(s, float(rng.choice((-1, 1)) * rng.uniform(9, 22)))
            plants.tree(stage, rng, place, rng.uniform(5, 11), road.season)
