"""The grammar of a street: what stands where."""

from __future__ import annotations

import numpy as np

from gioada.street.demo import furniture, objects
from gioada.street.demo.styles import Plan, Style, between, free, spans
from gioada.street.scene import (
    ROAD,
    SIDEWALK,
    TERRAIN,
    VEGETATION,
    Camera,
    Kind,
    Material,
    Patch,
    Place,
    Primitive,
    Rng,
    Scene,
)


def sidewalk(rng: Rng, style: Style) -> float:
    """Width of one side's pavement in metres; 0 where there is none."""
    return between(rng, style.sidewalk_width) if rng.random() < style.sidewalk else 0.0


def layout(rng: Rng, style: Style) -> Scene:
    """Draw a street, its sun and its camera."""
    lane = between(rng, style.lane)
    parking = (bool(rng.random() < style.parking), bool(rng.random() < style.parking))
    edge = [lane + 0.3 + (2.2 if parked else 0.0) for parked in parking]
    walks = (sidewalk(rng, style), sidewalk(rng, style))
    start = between(rng, (14, 45))
    junction = (start, start + 8.0) if rng.random() < style.junction else None
    plan = Plan(
        lane=lane, kerb=(-edge[0], edge[1]), parking=parking, sidewalk=walks, junction=junction
    )
    parts: list[Primitive] = []
    for side in (-1, 1):
        parts += frontage(rng, style, plan, side)
        parts += roadside(rng, style, plan, side)
    parts += traffic(rng, style, plan)
    parts += horizon(rng)
    elevation, azimuth = between(rng, style.elevation), rng.uniform(0, 2 * np.pi)
    camera = Camera(
        x=lane / 2 + rng.uniform(-0.3, 0.3),
        y=1.65 + rng.uniform(-0.08, 0.08),
        heading=float(np.clip(rng.normal(0, 0.035), -0.1, 0.1)),
        pitch=float(rng.normal(0, 0.008)),
    )
    sun = (
        np.cos(elevation) * np.sin(azimuth),
        np.sin(elevation),
        np.cos(elevation) * np.cos(azimuth),
    )
    return Scene(
        primitives=tuple(parts),
        patches=tuple(ground(rng, plan)),
        sun=sun,
        camera=camera,
        ragged=style.ragged,
    )


def ground(rng: Rng, plan: Plan) -> list[Patch]:
    """Road, crossing street and lane markings."""
    left, right = plan.kerb
    far = (-20.0, 600.0)

    def road(x, z, material=Material.ASPHALT, **dash) -> Patch:
        return Patch(x=x, z=z, material=material, label=ROAD, **dash)

    patches = [road((left, right), far)]
    lines = [((-0.07, 0.07), {"period": 9.0, "duty": 4.0})]
    lines += [((x - 0.06, x + 0.06), {}) for x in (left + 0.25, right - 0.25)]
    patches += [road(x, far, Material.MARKING, **dash) for x, dash in lines]
    if plan.junction:
        (near, end), across = plan.junction, (left + 0.3, right - 0.3)
        zebra = {"period": 1.0, "duty": 0.5, "axis": 0}
        patches += [
            road((-300.0, 300.0), plan.junction),
            road(across, (near - 4.0, near - 1.0), Material.MARKING, **zebra),
            road((0.1, right - 0.3), (near - 5.4, near - 5.0), Material.MARKING),
            road(across, (end + 1.0, end + 4.0), Material.MARKING, **zebra),
        ]
    return patches


def frontage(rng: Rng, style: Style, plan: Plan, side: int) -> list[Primitive]:
    """Sidewalk and lots of one side."""
    parts: list[Primitive] = []
    walk, kerb = plan.sidewalk[side > 0], abs(plan.kerb[side > 0])
    front = kerb + max(walk, 1.2)
    for low, high in spans(plan, 0.5):
        if walk:
            make = objects.maker(
                rng, Place(x=side * (kerb + walk / 2), z=(low + high) / 2), SIDEWALK
            )
            parts += [
                make.block(0, 0, 0, (walk, 0.13, high - low), Material.PAVING),
                make.block(
                    -side * (walk / 2 - 0.08), 0, 0, (0.2, 0.145, high - low), Material.KERB
                ),
            ]
        z = low + rng.uniform(0, 2)
        while z < high - 5:
            length = min(between(rng, (7, 17)), high - z)
            parts += lot(rng, style, side, front, z, length)
            z += length + (0.0 if rng.random() < 0.45 else between(rng, (1, 5)))
    return parts


def lot(
    rng: Rng, style: Style, side: int, front: float, z: float, length: float
) -> list[Primitive]:
    """One lot from z to z + length behind the line x = front."""
    kind = rng.choice(3, p=style.lots)
    middle = z + length / 2
    if kind == 0:
        return house(rng, style, side, front, middle, length)
    parts: list[Primitive] = []
    if kind == 1:
        bound = rng.choice(3, p=(0.35, 0.4, 0.25))
        build = (furniture.wall, furniture.fence, furniture.hedge)[bound]
        parts += build(rng, Place(x=side * (front + 0.4), z=middle), length)
        if rng.random() < 0.5:
            parts += house(rng, style, side, front + 6, middle, length * 0.8)
    for _ in range(int(rng.integers(1, 4))):
        x = side * (front + between(rng, (2.5, 14)))
        parts += plant(rng, style, Place(x=x, z=z + rng.uniform(0, length)))
    if rng.random() < 0.6:
        parts += furniture.bush(
            rng, Place(x=side * (front + between(rng, (1, 6))), z=middle), between(rng, (0.8, 1.8))
        )
    return parts


def plant(rng: Rng, style: Style, place: Place) -> list[Primitive]:
    """A tree of the style."""
    grow = furniture.conifer if rng.random() < style.conifer else furniture.tree
    return grow(rng, place, between(rng, style.tree_height))


def house(
    rng: Rng, style: Style, side: int, front: float, z: float, length: float
) -> list[Primitive]:
    """A house along the street."""
    depth = between(rng, (7, 12))
    tall = rng.random() < style.tall
    high = between(rng, style.house_height) * (1.8 if tall else 1.0)
    roof = between(rng, (1.8, 3.5)) if rng.random() < style.gable and not tall else 0.0
    place = Place(x=side * (front + between(rng, style.setback) + depth / 2), z=z)
    return objects.building(
        rng, place, (depth, high, length), roof=roof, shop=bool(rng.random() < 0.25)
    )


def roadside(rng: Rng, style: Style, plan: Plan, side: int) -> list[Primitive]:
    """Lamps, signs, trees, lights and people of one side."""
    kerb, walk = plan.kerb[side > 0], plan.sidewalk[side > 0]
    x, y = kerb + side * 0.6, 0.13 if walk else 0.0
    parts: list[Primitive] = []
    wired = rng.random() < 0.3
    for z in along(rng, style.lamp_gap):
        place = Place(x=x, z=z, y=y)
        if free(plan, z, 1.0):
            parts += furniture.line_pole(rng, place) if wired else furniture.lamp(rng, place, side)
    for z in along(rng, style.sign_gap):
        if free(plan, z, 1.0) and rng.random() < (0.95 if side > 0 else 0.6):
            place = Place(x=x + side * 0.1, z=z, y=y, yaw=rng.uniform(-0.2, 0.2))
            parts += (
                furniture.direction_board(rng, place, side)
                if rng.random() < 0.15
                else furniture.sign(rng, place)
            )
    if rng.random() < style.street_tree:
        offset = side * (0.9 if walk < 2.4 else 1.2)
        for z in along(rng, (7, 14)):
            if free(plan, z, 3.0) and z > 8:
                high = between(rng, style.tree_height)
                parts += furniture.tree(rng, Place(x=x + offset, z=z, y=y), high)
    if plan.junction and rng.random() < 0.85:
        z, yaw = plan.junction[0] - 1.5, 0.0
        reach = -side * between(rng, (2.5, 4.0)) if rng.random() < 0.6 else 0.0
        parts += furniture.traffic_light(rng, Place(x=x, z=z, y=y, yaw=yaw), reach)
        if rng.random() < 0.5:
            far = Place(x=x, z=plan.junction[1] + 1.5, y=y)
            parts += furniture.traffic_light(rng, far)
    for _ in range(int(rng.integers(style.people[0], style.people[1] + 1))):
        at, z = kerb + side * rng.uniform(0.9, max(walk, 1.3)), between(rng, (6, 45))
        parts += objects.person(rng, Place(x=at, z=z, y=y, yaw=rng.uniform(0, 6.28)))
    if rng.random() < 0.3:
        parts += objects.cycle(
            rng,
            Place(x=x + side * 0.4, z=between(rng, (6, 30)), y=y, yaw=rng.uniform(0, 6.28)),
            motor=rng.random() < 0.3,
        )
    return parts


def along(rng: Rng, gap: tuple[float, float]) -> list[float]:
    """Places at random gaps along the street."""
    places, z = [], rng.uniform(4, gap[1])
    while z < 90:
        places.append(float(z))
        z += rng.uniform(*gap)
    return places


def horizon(rng: Rng) -> list[Primitive]:
    """Woods and hills that close the view."""
    parts = []
    for _ in range(int(rng.integers(6, 12))):
        make = objects.maker(
            rng, Place(x=between(rng, (-160, 160)), z=between(rng, (150, 260))), VEGETATION
        )
        half = (between(rng, (15, 45)), between(rng, (5, 13)), between(rng, (8, 20)))
        parts.append(make.ball(0, 0, 0, half, Material.BUSH))
    if rng.random() < 0.5:
        make = objects.maker(rng, Place(x=between(rng, (-250, 250)), z=480.0), TERRAIN)
        half = (between(rng, (150, 350)), between(rng, (25, 60)), 60.0)
        parts.append(make.solid(Kind.ELLIPSOID, (0, 0, 0), half, Material.HILL, (1.0, 1.0), 0.0))
    return parts


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
