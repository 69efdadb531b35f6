"""Street objects built from primitives; sizes in metres.

Every builder stands its object at a Place: x to the object's right, z ahead of it, y up.
"""

from __future__ import annotations

from dataclasses import dataclass

from gioada.street import scene as ids
from gioada.street.scene import Kind, Material, Place, Primitive, Rng

M = Material


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Makes the primitives of one object: they share its place, class and colours."""

    place: Place
    label: int
    tone: tuple[float, float, float]

    def block(self, x, y, z, size, material: Material, taper=(1.0, 1.0), yaw=0.0) -> Primitive:
        """A block of width, height, length `size` whose bottom centre is (x, y, z)."""
        width, high, length = size
        centre, half = (x, y + high / 2, z), (width / 2, high / 2, length / 2)
        return self.solid(Kind.BLOCK, centre, half, material, taper, yaw)

    def ball(self, x, y, z, half, material: Material, yaw=0.0) -> Primitive:
        """An ellipsoid centred at (x, y, z)."""
        return self.solid(Kind.ELLIPSOID, (x, y, z), half, material, (1.0, 1.0), yaw)

    def post(self, x, y, z, radius, high, material: Material, taper=1.0) -> Primitive:
        """An upright cone or cylinder whose bottom centre is (x, y, z)."""
        centre, half = (x, y + high / 2, z), (radius, high / 2, radius)
        return self.solid(Kind.CONE, centre, half, material, (taper, taper), 0.0)

    def solid(self, kind, centre, half, material, taper, yaw) -> Primitive:
        """Any primitive in the object's axes."""
        return Primitive(
            kind=kind,
            centre=self.place.at(*centre),
            half=half,
            material=material,
            label=self.label,
            yaw=self.place.yaw + yaw,
            taper=taper,
            tone=self.tone,
        )


def maker(rng: Rng, place: Place, label: int) -> Maker:
    """A maker with colours drawn for one object."""
    return Maker(place=place, label=label, tone=tuple(rng.random(3).tolist()))


def wheels(make: Maker, width: float, radius: float, axles: tuple[float, ...]) -> list[Primitive]:
    """A pair of wheels at every axle."""
    return [
        make.ball(side * (width / 2 - 0.1), radius, z, (0.13, radius, radius), M.TYRE)
        for z in axles
        for side in (-1, 1)
    ]


def car(rng: Rng, place: Place) -> list[Primitive]:
    """A car: hatchback, saloon, estate or van."""
    make = maker(rng, place, ids.CAR)
    van = rng.random() < 0.15
    width, length = rng.uniform(1.7, 1.85), rng.uniform(3.9, 4.7)
    waist = rng.uniform(0.82, 0.92) + 0.15 * van
    cabin = rng.uniform(0.5, 0.6) + 0.4 * van
    long = length * (rng.uniform(0.5, 0.68) + 0.1 * van)
    back = -(length - long) * rng.uniform(0.15, 0.42)
    end, roof = length / 2, (width * 0.77, 0.09, long * 0.69)
    parts = [
        make.block(0, 0.12, 0, (width * 0.9, 0.3, length * 0.94), M.DARK),
        make.block(0, 0.28, 0, (width, waist - 0.28, length), M.CAR_PAINT, (0.95, 0.96)),
        make.block(0, waist, back, (width * 0.93, cabin, long), M.GLASS, (0.8, 0.66)),
        make.block(0, waist + cabin - 0.07, back, roof, M.CAR_PAINT, (0.95, 0.95)),
        make.block(0, 0.45, -end + 0.01, (0.5, 0.12, 0.06), M.PLATE),
        make.block(0, 0.3, end - 0.02, (width * 0.6, 0.18, 0.08), M.DARK),
    ]
    # The pillar behind the front doors keeps the cabin from being one sheet of glass.
    parts += [
        make.block(0, waist, back - 0.05, (width * 0.935, cabin, 0.12), M.CAR_PAINT, (0.8, 1.0))
    ]
    for side in (-1, 1):
        x = side * width * 0.39
        parts += [
            make.block(x, 0.62, -end + 0.05, (0.28, 0.16, 0.1), M.TAIL_LAMP),
            make.block(x, 0.58, end - 0.05, (0.3, 0.16, 0.1), M.HEAD_LAMP),
        ]
    return parts + wheels(make, width, 0.32, (-0.31 * length, 0.31 * length))


def truck(rng: Rng, place: Place) -> list[Primitive]:
    """A truck with a box or a tarpaulin."""
    make = maker(rng, place, ids.TRUCK)
    width, length, high = rng.uniform(2.3, 2.5), rng.uniform(4.5, 8.0), rng.uniform(2.2, 2.8)
    front = length / 2 + 1.0
    end = front + 0.9
    parts = [
        make.block(0, 0.5, 0.3, (width * 0.85, 0.4, length + 2.0), M.DARK),
        make.block(0, 0.9, -0.2, (width, high, length), M.CARGO),
        make.block(0, 0.45, front, (width * 0.97, 2.2, 1.8), M.TRUCK_CAB, (0.97, 0.88)),
        make.block(0, 1.55, end - 0.14, (width * 0.85, 0.8, 0.2), M.GLASS, (0.98, 0.6)),
        make.block(0, 1.6, front + 0.2, (width * 0.985, 0.65, 0.9), M.GLASS),
        make.block(0, 0.95, -length / 2 - 0.21, (0.07, high - 0.1, 0.05), M.DARK),
        make.block(0, 0.55, -length / 2 - 0.2, (width * 0.95, 0.16, 0.1), M.TRIM),
        make.block(0, 0.5, end - 0.02, (width * 0.7, 0.35, 0.1), M.DARK),
    ]
    for side in (-1, 1):
        x = side * width * 0.4
        parts += [
            make.block(x, 0.62, -length / 2 - 0.24, (0.3, 0.16, 0.1), M.TAIL_LAMP),
            make.block(x, 0.7, end, (0.3, 0.2, 0.08), M.HEAD_LAMP),
        ]
    axles = (-0.36 * length, -0.36 * length + 1.1, front)
    return parts + wheels(make, width, 0.48, axles)


def bus(rng: Rng, place: Place) -> list[Primitive]:
    """A city bus."""
    make = maker(rng, place, ids.BUS)
    parts = [
        make.block(0, 0.3, 0, (2.5, 2.7, 10.5), M.BUS_PAINT, (0.97, 0.99)),
        make.block(0, 1.4, 0, (2.53, 0.95, 9.6), M.GLASS),
        make.block(0, 1.25, 0, (2.2, 1.3, 10.54), M.GLASS),
    ]
    for side in (-1, 1):
        parts += [
            make.block(side, 0.7, -5.25, (0.3, 0.25, 0.1), M.TAIL_LAMP),
            make.block(side, 0.6, 5.25, (0.35, 0.25, 0.1), M.HEAD_LAMP),
        ]
    return parts + wheels(make, 2.5, 0.48, (-3.2, 3.4))


def person(rng: Rng, place: Place, label: int = ids.PERSON) -> list[Primitive]:
    """A person who walks."""
    make = maker(rng, place, label)
    tall = rng.uniform(0.9, 1.08)
    stride = rng.uniform(0.02, 0.2)
    return [
        make.post(-0.1, 0, stride, 0.1, 0.9 * tall, M.TROUSERS, 1.1),
        make.post(0.1, 0, -stride, 0.1, 0.9 * tall, M.TROUSERS, 1.1),
        make.ball(0, 1.14 * tall, 0, (0.21, 0.36 * tall, 0.14), M.CLOTH),
        make.ball(-0.22, 1.1 * tall, -stride, (0.06, 0.32 * tall, 0.07), M.CLOTH),
        make.ball(0.22, 1.1 * tall, stride, (0.06, 0.32 * tall, 0.07), M.CLOTH),
        make.ball(0, 1.62 * tall, 0, (0.11, 0.14, 0.12), M.SKIN),
    ]


def cycle(rng: Rng, place: Place, *, motor: bool = False) -> list[Primitive]:
    """A bicycle, or a motorcycle."""
    make = maker(rng, place, ids.MOTORCYCLE if motor else ids.BICYCLE)
    radius, thick = (0.31, 0.09) if motor else (0.34, 0.035)
    parts = [make.ball(0, radius, z, (thick, radius, radius), M.TYRE) for z in (-0.55, 0.55)]
    if motor:
        parts += [
            make.ball(0, 0.6, 0, (0.2, 0.25, 0.6), M.FRAME),
            make.block(0, 0.85, 0.4, (0.6, 0.08, 0.1), M.DARK),
        ]
    else:
        parts += [
            make.block(0, 0.5, 0, (0.05, 0.35, 0.8), M.FRAME, (1.0, 0.5)),
            make.block(0, 0.95, 0.4, (0.5, 0.05, 0.06), M.DARK),
        ]
    return parts


def rider(rng: Rng, place: Place) -> list[Primitive]:
    """Somebody on a bicycle or a motorcycle."""
    make = maker(rng, place, ids.RIDER)
    return [
        *cycle(rng, place, motor=bool(rng.random() < 0.4)),
        make.post(-0.13, 0.35, 0.08, 0.09, 0.6, M.TROUSERS, 1.2),
        make.post(0.13, 0.35, 0.08, 0.09, 0.6, M.TROUSERS, 1.2),
        make.ball(0, 1.25, 0.02, (0.24, 0.38, 0.22), M.CLOTH),
        make.ball(0, 1.72, 0.12, (0.12, 0.15, 0.14), M.SKIN),
    ]


def building(
    rng: Rng, place: Place, size: tuple[float, float, float], *, roof: float, shop: bool
) -> list[Primitive]:
    """A house of width, height, depth `size`; the roof is a gable `roof` metres high or flat."""
    make = maker(rng, place, ids.BUILDING)
    width, high, depth = size
    parts = [make.block(0, 0, 0, size, M.FACADE)]
    if roof:
        along = (0.02, 1.0) if rng.random() < 0.7 else (1.0, 0.02)
        parts.append(make.block(0, high, 0, (width + 0.8, roof, depth + 0.6), M.ROOF, along))
        if rng.random() < 0.6:
            parts.append(
                make.block(width * 0.2, high + 0.2, depth * 0.2, (0.7, roof + 0.5, 0.7), M.TRIM)
            )
    else:
        parts.append(make.block(0, high, 0, (width + 0.3, 0.4, depth + 0.3), M.TRIM))
    if shop:
        parts += [
            make.block(0, 0, 0, (width + 0.06, 2.7, depth - 0.6), M.SHOP),
            make.block(0, 2.7, 0, (width + 0.5, 0.5, depth - 0.3), M.TRIM),
        ]
    return parts
