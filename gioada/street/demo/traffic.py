"""What drives and parks on a road."""

from __future__ import annotations

import numpy as np

from gioada.street.demo import objects
from gioada.street.demo.objects import Place, Rng
from gioada.street.demo.styles import Plan, Style, between, free
from gioada.street.scene import Primitive


def traffic(rng: Rng, style: Style, plan: Plan) -> list[Primitive]:
    """Parked and driving vehicles and riders; no two stand in one another."""
    parts: list[Primitive] = []
    big = None
    draw = rng.random()
    if draw < style.truck + style.bus:
        big = objects.truck if draw < style.truck else objects.bus
    for side in (-1, 1):
        if plan.parking[side > 0]:
            x = plan.kerb[side > 0] - side * 1.1
            for z in np.arange(rng.uniform(3, 8), 80, 6.2):
                if free(plan, z, 5.0) and rng.random() < style.parked:
                    turn = 0.0 if side > 0 or rng.random() < 0.3 else np.pi
                    parts += objects.car(
                        rng, Place(x=x, z=float(z), yaw=turn + rng.normal(0, 0.02))
                    )
    count = int(rng.integers(style.driving[0], style.driving[1] + 1))
    turn = (0.0, np.pi)
    ahead = {1: rng.uniform(9, 24), -1: rng.uniform(6, 20)}
    vehicles = [big] if big else []
    vehicles += [objects.car] * count
    for build in vehicles:
        side = 1 if rng.random() < 0.5 else -1
        space = 0.0 if build is objects.car else 5.0
        z = ahead[side] + space
        ahead[side] = z + space + between(rng, (7, 18))
        place = Place(x=side * plan.lane / 2 + rng.normal(0, 0.15), z=z, yaw=turn[side < 0])
        parts += build(rng, place)
    for _ in range(int(rng.integers(style.riders[0], style.riders[1] + 1))):
        side = 1 if rng.random() < 0.5 else -1
        place = Place(x=side * (plan.lane - 0.35), z=between(rng, (8, 35)), yaw=turn[side < 0])
        parts += objects.rider(rng, place)
    return parts
