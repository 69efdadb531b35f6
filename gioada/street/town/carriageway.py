"""The ground of a street: carriageway, kerbs, footways, verges, paint, and what is worn into it."""

from __future__ import annotations

import numpy as np

from gioada.street.scene import Rng
from gioada.street.town.ground import EARTH, FLUSH, FOOTWAY, KERBSTONE, LAWN, TARMAC, Ground
from gioada.street.town.road import STYLES, Road


def lay(ground: Ground, rng: Rng, road: Road) -> None:
    """Carriageway, kerbs, pavements, verges and paint."""
    path, far = road.path, (-16.0, road.end if road.closed else 270.0)
    for side in (-1, 1):
        kerb, verge, walk = road.kerb(side), road.verge[side > 0], road.walk[side > 0]
        out = kerb + verge + walk
        if not road.style.rural:
            plot = FLUSH
            if rng.random() >= 0.25:
                plot = (LAWN, FOOTWAY, EARTH)[int(rng.choice(3, p=(0.45, 0.4, 0.15)))]
            ground.fill(path.strip(far, (side * out, side * (out + 14))), plot)
        if walk:
            ground.fill(path.strip(far, (side * kerb, side * out)), FOOTWAY)
        if verge:
            ground.fill(path.strip(far, (side * kerb, side * (kerb + verge))), LAWN)
        if not road.style.rural or rng.random() < 0.3:
            wide = rng.uniform(0.12, 0.25)
            ground.fill(path.strip(far, (side * kerb, side * (kerb + wide))), KERBSTONE)
    ground.fill(path.strip(far, (-road.edge[0], road.edge[1])), TARMAC)
    for low, high in road.gaps:
        if road.ring:
            roundabout(ground, rng, road)
        else:
            crossing_street(ground, rng, road, low, high, 140.0)
    surfaces(ground, rng, road)
    if road.style is STYLES["car park"]:
        bays(ground, rng, road)
        return
    if rng.random() < (0.75 if road.style.storeys[1] > 3 or road.lanes > 1 else 0.5):
        lines(ground, rng, road)
        arrows(ground, rng, road)
    if rng.random() < 0.14 and not road.style.rural:
        zebra(ground, road, rng.uniform(6, 45))
    for low, high in road.gaps:
        stop_line(ground, road, low - 1.2, broken=bool(rng.random() < 0.4))
        if rng.random() < 0.3:
            zebra(ground, road, low - 5)
        if rng.random() < 0.25 and not road.ring:
            box(ground, rng, road, low, high)


def roundabout(ground: Ground, rng: Rng, road: Road) -> None:
    """A ring of carriageway about an island, with a street on either side."""
    low, high = road.gaps[0]
    middle = (low + high) / 2
    x, z = road.path.points(np.array([middle]), 0.0)[0]
    half = rng.uniform(3.5, 5)
    across, reach = (middle - half, middle + half), road.ring + 9
    ground.fill(road.path.strip(across, (-140, 140)), TARMAC)
    ground.disc(x, z, road.ring + 3.2, FOOTWAY)
    ground.disc(x, z, road.ring + 0.2, KERBSTONE)
    ground.disc(x, z, road.ring, TARMAC)
    ground.fill(road.path.strip(across, (-reach, reach)), TARMAC)
    ground.fill(road.path.strip((low - 9, high + 9), (-road.edge[0], road.edge[1])), TARMAC)
    island = road.ring * rng.uniform(0.3, 0.5)
    ground.disc(x, z, island + 0.2, KERBSTONE)
    ground.disc(x, z, island, LAWN if rng.random() < 0.7 else FOOTWAY)


def bays(ground: Ground, rng: Rng, road: Road) -> None:
    """Lines between the places of a car park."""
    for side in (-1, 1):
        for s in np.arange(1.2, 80, 2.6):
            ground.mark(road.path.strip((s, s + 0.1), (side * road.lane, side * (road.lane + 4.9))))
    if rng.random() < 0.6:
        arrow(ground, road, rng.uniform(5, 20), rng.uniform(-1, 1), 0)
    if rng.random() < 0.4:
        zebra(ground, road, rng.uniform(8, 30))
    if rng.random() < 0.5:
        dashes(ground, road, 0, 0.12, 2, 3)


def surfaces(ground: Ground, rng: Rng, road: Road) -> None:
    """Patches, seams, manholes and tracks."""
    path, left, right = road.path, -road.edge[0], road.edge[1]
    for _ in range(int(rng.integers(0, 9))):
        s, d = rng.uniform(0, 60), rng.uniform(left, right - 1)
        long, wide = rng.uniform(0.8, 14), rng.uniform(0.5, 2.6)
        band = (d, min(d + wide, right))
        ground.fill(path.strip((s, s + long), band), int(rng.uniform(84, 176)), "patch")
    if rng.random() < 0.4:
        side = rng.uniform(left, right)
        ground.line(path.curve((-5, 90), side), 0.09, "patch", int(rng.uniform(60, 100)))
    for _ in range(int(rng.integers(0, 5))):
        x, z = path.points(np.array([rng.uniform(3, 40)]), rng.uniform(left + 0.5, right - 0.5))[0]
        ground.disc(x, z, 0.33, int(rng.uniform(50, 90)), "patch")
    if rng.random() < 0.12:
        s = rng.uniform(0, 40)
        band = path.strip((s, s + rng.uniform(10, 80)), (left, right))
        ground.fill(band, int(rng.uniform(90, 165)), "patch")
    for _ in range(int(rng.integers(0, 3))):
        s = rng.uniform(4, 50)
        seam = path.points(np.array([s, s + rng.normal(0, 1)]), np.array([left, right]))
        ground.line(seam, 0.07, "patch", 60)


def dashes(
    ground: Ground, road: Road, d: float, wide: float, dash: float, gap: float, layer: str = "paint"
) -> None:
    """A broken line along the road."""
    for s in np.arange(road.start, 120, dash + gap):
        if road.free(s + dash / 2, 1.0):
            ground.mark(road.path.strip((s, s + dash), (d - wide / 2, d + wide / 2)), layer)


def solid(ground: Ground, road: Road, d: float, wide: float, layer: str = "paint") -> None:
    """A line along the road, open at crossing streets."""
    for low, high in road.spans():
        ground.line(road.path.curve((low, high), d), wide, layer)


def lines(ground: Ground, rng: Rng, road: Road) -> None:
    """Centre, lane and edge lines, yellow lines, cycle lanes."""
    style = rng.random()
    wide = rng.uniform(0.09, 0.16)
    if style < 0.55:
        dashes(ground, road, 0, wide, *((2, 4), (4, 2), (6, 3), (3, 6))[int(rng.integers(4))])
    elif style < 0.65:
        for d in (-0.14, 0.14):
            solid(ground, road, d, wide)
    elif style < 0.75:
        solid(ground, road, 0, wide)
    elif style < 0.82 and road.lane > 3:
        hatched(ground, rng, road)
    for lane in range(1, road.lanes):
        for side in (-1, 1):
            dashes(ground, road, side * lane * road.lane, wide, 3, 5)
    red = rng.random() < 0.12
    cycle = rng.random() < 0.2
    for side in (-1, 1):
        edge = side * road.kerb(side)
        draw = rng.random()
        if road.parking[side > 0]:
            if draw < 0.5:
                dashes(ground, road, edge - side * 2.1, 0.1, 1.0, 0.8)
            continue
        if cycle and not road.style.rural:
            d = edge - side * rng.uniform(1.2, 1.6)
            if rng.random() < 0.5:
                dashes(ground, road, d, 0.14, 4, 2)
            else:
                solid(ground, road, d, 0.14)
            if red:
                for low, high in road.spans():
                    ground.mark(road.path.strip((low, high), (d, edge)), "red")
        if road.style.rural or draw < 0.25:
            solid(ground, road, edge - side * 0.25, wide)
        elif draw < 0.7:
            for d in (0.25, 0.42)[: 1 + int(draw < 0.55)]:
                solid(ground, road, edge - side * d, 0.07, "yellow" if road.hand < 0 else "paint")


def hatched(ground: Ground, rng: Rng, road: Road) -> None:
    """A middle strip with slanted bars."""
    half = rng.uniform(0.5, 1.0)
    for d in (-half, half):
        dashes(ground, road, d, 0.12, 4, 1.5)
    for s in np.arange(0, 110, 2.2):
        if road.free(s, 1.0):
            ground.line(road.path.points(np.array([s, s + 0.9]), np.array([-half, half])), 0.3)


def zebra(ground: Ground, road: Road, s: float, wide: float = 3.0) -> None:
    """A crossing of broad stripes."""
    for d in np.arange(-road.edge[0] + 0.3, road.edge[1] - 0.4, 1.1):
        ground.mark(road.path.strip((s, s + wide), (d, d + 0.55)))


def stop_line(ground: Ground, road: Road, s: float, *, broken: bool) -> None:
    """A line across the side that drives towards larger s."""
    low, high = sorted((0.1 * road.hand, road.hand * (road.kerb(road.hand) - 0.2)))
    if not broken:
        ground.mark(road.path.strip((s, s + 0.3), (low, high)))
        return
    for d in np.arange(low, high - 0.4, 0.9):
        ground.mark(road.path.strip((s, s + 0.2), (d, d + 0.6)))


def arrow(ground: Ground, road: Road, s: float, d: float, turn: int, flip: bool = False) -> None:
    """An arrow for one lane: straight on (0), or to a side (-1, 1)."""
    sign = -1 if flip else 1

    def put(points: list[tuple[float, float]]) -> None:
        a = np.array(points)
        ground.mark(road.path.points(s + sign * a[:, 1], d + sign * a[:, 0]))

    put([(-0.1, 0), (0.1, 0), (0.1, 2.6), (-0.1, 2.6)])
    if turn == 0:
        put([(-0.4, 2.4), (0.4, 2.4), (0, 4.0)])
    else:
        put([(0, 2.4), (0, 2.7), (turn * 0.6, 3.2), (turn * 0.6, 2.8)])
        put([(turn * 0.5, 2.3), (turn * 0.5, 3.7), (turn * 1.1, 3.1)])


def arrows(ground: Ground, rng: Rng, road: Road) -> None:
    """Arrows in the lanes of some stretch, letters and symbols in others."""
    if rng.random() < 0.4:
        s = rng.uniform(5, 30)
        for lane in range(road.lanes):
            for side in (-1, 1):
                if rng.random() < 0.8:
                    d, turn = side * (lane + 0.5) * road.lane, int(rng.integers(-1, 2))
                    arrow(ground, road, s, d, turn, flip=side != road.hand)
    if rng.random() < 0.25:
        s, d = rng.uniform(5, 20), road.hand * road.lane / 2
        for n in range(int(rng.integers(3, 6))):
            x = d + (n - 1.5) * 0.55
            ground.mark(road.path.strip((s, s + 1.8), (x, x + 0.13)))
            for up in rng.choice((0.0, 0.8, 1.6), 2, replace=False):
                ground.mark(road.path.strip((s + up, s + up + 0.22), (x, x + 0.4)))
    if rng.random() < 0.1:
        s = rng.uniform(6, 30)
        for n in range(6):
            along = np.array([s + n * 3, s + n * 3 + 1.5, s + n * 3 + 3])
            across = np.array([1, 0.2, 1]) * road.edge[1] - 0.8
            ground.line(road.path.points(along, across), 0.1)


def box(ground: Ground, rng: Rng, road: Road, low: float, high: float) -> None:
    """A junction of crossed yellow lines."""
    left, right = -road.edge[0] + 0.3, road.edge[1] - 0.3
    layer = "yellow" if rng.random() < 0.75 else "paint"
    outline = road.path.points(
        np.array([low, low, high, high, low]), np.array([left, right, right, left, left])
    )
    ground.line(outline, 0.16, layer)
    for offset in np.arange(low - (right - left), high + (right - left), 1.9):
        for way in (1, -1):
            t = np.linspace(0, 1, 30)
            s = offset + t * (right - left)
            d = (left + t * (right - left)) * way + (left + right) / 2 * (1 - way)
            keep = (s > low) & (s < high)
            if keep.sum() > 1:
                ground.line(road.path.points(s[keep], d[keep]), 0.12, layer)


def crossing_street(
    ground: Ground, rng: Rng, road: Road, low: float, high: float, reach: float
) -> None:
    """The carriageway of a side street, with rounded corners where it meets the road."""
    ground.fill(road.path.strip((low, high), (-reach, reach)), TARMAC)
    for side in (-1, 1):
        for s, way in ((low, -1), (high, 1)):
            radius = rng.uniform(2.5, 5)
            edge = side * road.kerb(side)
            t = np.linspace(0, np.pi / 2, 8)
            # The corner's filling: between the kerbs and an arc that bends away from both.
            arc_s = s + way * radius * (1 - np.sin(t))
            arc_d = edge + side * radius * (1 - np.cos(t))
            tip = road.path.points(np.array([s - way * 0.2]), edge - side * 0.2)
            ground.fill(np.concatenate([tip, road.path.points(arc_s, arc_d)]), TARMAC)
