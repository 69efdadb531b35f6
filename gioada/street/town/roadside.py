"""What stands and goes between the plots: lamps, signs, trees, people, vehicles."""

from __future__ import annotations

import numpy as np

from gioada.street.town import furniture, people, plants, vehicles
from gioada.street.town.plots import along, cuts
from gioada.street.town.stage import Maker, Rng, Stage, Stuff, pick, rgb
from gioada.street.town.style import Road, places


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
    signs(stage, rng, road, side, near, front)
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
                furniture.barrier(
                    stage, rng, along(road, (a + b) / 2, kerb + 0.35, side), b - a, kind
                )


def signs(stage: Stage, rng: Rng, road: Road, side: int, near: float, front: float) -> None:
    """Signs of all sizes; those of the other direction show their backs."""
    for s in places(rng, road, road.style.signs, near=5):
        turn = rng.normal(0, 0.25)
        back = (side != road.hand) and rng.random() < 0.5
        draw = rng.random()
        d = near if rng.random() < 0.7 else front - 0.3
        if draw < 0.8:
            furniture.sign(stage, rng, road.path.place(s, side * d, turn=turn), back=back)
        elif draw < 0.91:
            furniture.direction_board(
                stage, rng, road.path.place(s, side * (front + 0.4), turn=turn)
            )
        else:
            furniture.totem(stage, rng, road.path.place(s, side * (front - 0.2), turn=turn))
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
            furniture.traffic_light(stage, rng, road.path.place(low - 1.0, d), reach)
            if rng.random() < 0.7:
                furniture.traffic_light(stage, rng, road.path.place(high + 1.0, d))
            if rng.random() < 0.4:
                furniture.traffic_light(stage, rng, road.path.place(high + 1.6, d + side * 1.0,
                                        turn=np.pi / 2 * side))  # fmt: skip


def crossings(stage: Stage, rng: Rng, road: Road) -> None:
    """Lights at a crossing for people on foot, between the junctions."""
    if road.style.rural or rng.random() > 0.2:
        return
    s = rng.uniform(7, 50)
    if not road.free(s, 3):
        return
    for side in (-1, 1):
        place = road.path.place(
            s, side * (road.kerb(side) + 0.4), turn=0.0 if side == road.hand else np.pi
        )
        furniture.traffic_light(stage, rng, place)
        if rng.random() < 0.6:
            furniture.barrier(
                stage, rng, along(road, s + 5, road.kerb(side) + 0.35, side), 8.0, "guard"
            )


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
            place = road.path.place(s + rng.normal(0, 0.35) * (n > 0), side * (d + 0.55 * n * (-1) ** n * 0.8),
                                    y=base, turn=turn)  # fmt: skip
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
            people.bicycle(stage, rng, road.path.place(s + n * step, side * d, y=0.12,
                           turn=turn + rng.normal(0, 0.1)))  # fmt: skip


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
            place = road.path.place(s, side * (edge - inwards + rng.normal(0, 0.08)),
                                    turn=turn + rng.normal(0, 0.025))  # fmt: skip
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
            count = int(
                rng.integers(road.style.traffic[0], road.style.traffic[1] + 1) / road.lanes
                + rng.random()
            )
            jam = rng.random() < 0.2
            for _ in range(count):
                turn = (0.0 if ahead else np.pi) + rng.normal(0, 0.03)
                if rng.random() < 0.05:
                    turn += rng.uniform(-0.6, 0.6)
                lateral = d + rng.normal(0, 0.2)
                if rng.random() < 0.04:
                    people.motorcycle(
                        stage, rng, road.path.place(s, lateral, turn=turn), ridden=True
                    )
                    s += 2
                else:
                    half = vehicles.vehicle(stage, rng, road.path.place(s + 2, lateral, turn=turn),
                                            heavy=road.style.heavy)  # fmt: skip
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
            place = road.path.place((low + high) / 2 - way * 1.6, rng.uniform(7, 30) * (1 if rng.random() < 0.5 else -1),
                                    turn=way * np.pi / 2 + rng.normal(0, 0.1))  # fmt: skip
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
        for n in range(1 + int(rng.random() < 0.2)):
            people.cyclist(
                stage, rng, road.path.place(s + 2 * n, d + 0.1 * n, turn=turn + rng.normal(0, 0.08))
            )


def island(stage: Stage, rng: Rng, road: Road, s: float) -> None:
    """A refuge in the middle of the road with lit bollards."""
    for way in (-1.6, 1.6):
        furniture.island_bollard(
            stage, rng, road.path.place(s + way, 0, y=0.12, turn=rng.normal(0, 0.1))
        )
    if rng.random() < 0.4:
        furniture.lamp(stage, rng, road.path.place(s, 0, y=0.1), 1, True)


def works(stage: Stage, rng: Rng, road: Road) -> None:
    """Road works: red and white barriers, cones and yellow signs."""
    side = road.hand if rng.random() < 0.5 else -road.hand
    s, d = rng.uniform(6, 35), side * (road.kerb(side) - rng.uniform(-1.5, 1.2))
    red, white = rgb(190, 40, 30), rgb(220, 220, 214)
    for n in range(int(rng.integers(2, 7))):
        fence = Maker(stage=stage, place=road.path.place(s + 2.1 * n, d, turn=rng.normal(0, 0.1)),
                      label=furniture.FENCE)  # fmt: skip
        for y in (0.35, 0.75):
            fence.block(0, y, 0, (0.05, 0.22, 2.0), Stuff.STRIPES, red, white)
        for z in (-0.9, 0.9):
            fence.block(0, 0, z, (0.4, 1.0, 0.05), Stuff.PLAIN, rgb(60, 60, 60))
    for n in range(int(rng.integers(0, 8))):
        cone = Maker(stage=stage, place=road.path.place(s - 3 + 2.5 * n, d - side * 1.2), label=4)
        cone.post(0, 0, 0, 0.17, 0.7, Stuff.STRIPES, rgb(220, 70, 20), white, taper=0.15)
    if rng.random() < 0.7:
        board = Maker(stage=stage, place=road.path.place(s - 4, d), label=furniture.SIGN)
        board.block(0, 0.25, 0, (0.9, 0.9, 0.04), Stuff.SIGN_PLATE, rgb(220, 180, 30),
                    rgb(20, 20, 20), traits=(rng.random(),))  # fmt: skip


def gantry(stage: Stage, rng: Rng, road: Road) -> None:
    """Boards that hang over the road on a frame."""
    s = rng.uniform(25, 80)
    for side in (-1, 1):
        post = Maker(
            stage=stage, place=along(road, s, road.kerb(side) + 0.8, side), label=furniture.POLE
        )
        post.post(0, 0, 0, 0.18, 6.6, Stuff.METAL, rgb(130, 132, 132))
    beam = Maker(stage=stage, place=road.path.place(s, 0), label=furniture.POLE)
    left, right = -road.kerb(-1) - 0.8, road.kerb(1) + 0.8
    beam.block(
        (left + right) / 2, 6.3, 0, (right - left, 0.4, 0.3), Stuff.METAL, rgb(130, 132, 132)
    )
    board = Maker(stage=stage, place=beam.place, label=furniture.SIGN)
    colour = pick(rng, furniture.PLATES[:2])
    for n in range(road.lanes):
        d = road.hand * (n + 0.5) * road.lane
        board.block(d, 5.2, -0.25, (road.lane * 0.9, rng.uniform(1.2, 2.2), 0.1), Stuff.SIGN_PLATE,
                    colour, rgb(230, 230, 226), traits=(rng.random(),))  # fmt: skip


def lot(stage: Stage, rng: Rng, road: Road) -> None:
    """Rows of parked cars on both sides of an aisle, and rows behind them."""
    for side in (-1, 1):
        for rank in range(int(rng.integers(1, 4))):
            d = side * (road.lane + 2.6 + rank * (5.2 if rank % 2 else 5.0) + 6 * (rank // 2))
            for s in np.arange(2.5, 75, 2.6):
                if rng.random() < road.style.parked and abs(s - 40) > 4:
                    turn = (
                        side * np.pi / 2
                        + (np.pi if rng.random() < 0.6 else 0)
                        + rng.normal(0, 0.03)
                    )
                    vehicles.vehicle(
                        stage, rng, road.path.place(s, d + rng.normal(0, 0.2), turn=turn), heavy=0.0
                    )
    for s in np.arange(8, 80, 16):
        if rng.random() < 0.6:
            plants.tree(stage, rng, road.path.place(s, rng.choice((-1, 1)) * rng.uniform(9, 22)),
                        rng.uniform(5, 11), road.season)  # fmt: skip
