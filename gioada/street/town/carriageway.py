"""The ground of a street: carriageway, kerbs, footways, verges and paint."""

from __future__ import annotations

import numpy as np

from gioada.street.town import markings
from gioada.street.town.ground import EARTH, FLUSH, FOOTWAY, KERBSTONE, LAWN, TARMAC, Ground
from gioada.street.town.stage import Rng
from gioada.street.town.style import STYLES, Road


def lay(ground: Ground, rng: Rng, road: Road) -> None:
    """Carriageway, kerbs, pavements, verges and paint."""
    path, far = road.path, (-16.0, road.end if road.closed else 270.0)
    for side in (-1, 1):
        kerb, verge, walk = road.kerb(side), road.verge[side > 0], road.walk[side > 0]
        out = kerb + verge + walk
        if not road.style.rural:
            plot = (
                FLUSH
                if rng.random() < 0.25
                else (LAWN, FOOTWAY, EARTH)[int(rng.choice(3, p=(0.45, 0.4, 0.15)))]
            )
            ground.fill(path.strip(far, (side * out, side * (out + 14))), plot)
        if walk:
            ground.fill(path.strip(far, (side * kerb, side * out)), FOOTWAY)
        if verge:
            ground.fill(path.strip(far, (side * kerb, side * (kerb + verge))), LAWN)
        if not road.style.rural or rng.random() < 0.3:
            ground.fill(
                path.strip(far, (side * kerb, side * (kerb + rng.uniform(0.12, 0.25)))), KERBSTONE
            )
    ground.fill(path.strip(far, (-road.edge[0], road.edge[1])), TARMAC)
    for low, high in road.gaps:
        if road.ring:
            roundabout(ground, rng, road)
        else:
            markings.crossing_street(ground, rng, road, low, high, 140.0)
    markings.surfaces(ground, rng, road)
    if road.style is STYLES["car park"]:
        bays(ground, rng, road)
        return
    if rng.random() < (0.75 if road.style.storeys[1] > 3 or road.lanes > 1 else 0.5):
        markings.lines(ground, rng, road)
        markings.arrows(ground, rng, road)
    if rng.random() < 0.14 and not road.style.rural:
        markings.zebra(ground, road, rng.uniform(6, 45))
    for low, high in road.gaps:
        markings.stop_line(ground, road, low - 1.2, broken=bool(rng.random() < 0.4))
        if rng.random() < 0.3:
            markings.zebra(ground, road, low - 5)
        if rng.random() < 0.25 and not road.ring:
            markings.box(ground, rng, road, low, high)


def roundabout(ground: Ground, rng: Rng, road: Road) -> None:
    """A ring of carriageway about an island, with a street on either side."""
    low, high = road.gaps[0]
    middle = (low + high) / 2
    x, z = road.path.points(np.array([middle]), 0.0)[0]
    half = rng.uniform(3.5, 5)
    ground.fill(road.path.strip((middle - half, middle + half), (-140, 140)), TARMAC)
    ground.disc(x, z, road.ring + 3.2, FOOTWAY)
    ground.disc(x, z, road.ring + 0.2, KERBSTONE)
    ground.disc(x, z, road.ring, TARMAC)
    ground.fill(
        road.path.strip((middle - half, middle + half), (-road.ring - 9, road.ring + 9)), TARMAC
    )
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
        markings.arrow(ground, road, rng.uniform(5, 20), rng.uniform(-1, 1), 0)
    if rng.random() < 0.4:
        markings.zebra(ground, road, rng.uniform(8, 30))
    if rng.random() < 0.5:
        markings.dashes(ground, road, 0, 0.12, 2, 3)
