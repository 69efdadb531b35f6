"""The numbers behind a street: what the two worlds draw from, and what one street agrees on."""

from __future__ import annotations

from dataclasses import dataclass

from gioada.street.scene import Rng

FAR_END = 130.0


@dataclass(frozen=True, kw_only=True)
class Style:
    """Statistics of a street. Pairs are ranges in metres; the rest are probabilities or counts.

    lots: weights of a house, a garden behind a wall or a fence, and an open field.
    """

    lane: tuple[float, float]
    sidewalk: float
    sidewalk_width: tuple[float, float]
    parking: float
    parked: float
    driving: tuple[int, int]
    truck: float
    bus: float
    junction: float
    lots: tuple[float, float, float]
    house_height: tuple[float, float]
    tall: float
    gable: float
    setback: tuple[float, float]
    street_tree: float
    conifer: float
    tree_height: tuple[float, float]
    sign_gap: tuple[float, float]
    lamp_gap: tuple[float, float]
    people: tuple[int, int]
    riders: tuple[int, int]
    elevation: tuple[float, float]
    ragged: float


_NUMBERS: dict[str, tuple] = {
    "lane": ((3.3, 3.8), (2.8, 3.3)),
    "sidewalk": (0.7, 0.55),
    "sidewalk_width": ((2.2, 3.6), (1.5, 2.6)),
    "parking": (0.45, 0.65),
    "parked": (0.4, 0.6),
    "driving": ((2, 6), (1, 5)),
    "truck": (0.45, 0.45),
    "bus": (0.08, 0.08),
    "junction": (0.65, 0.6),
    "lots": ((0.58, 0.22, 0.2), (0.42, 0.28, 0.3)),
    "house_height": ((6, 13), (5, 9)),
    "tall": (0.25, 0.08),
    "gable": (0.4, 0.7),
    "setback": ((0.3, 4.0), (0.8, 6.0)),
    "street_tree": (0.4, 0.65),
    "conifer": (0.25, 0.08),
    "tree_height": ((5, 9), (6, 12)),
    "sign_gap": ((13, 24), (14, 26)),
    "lamp_gap": ((16, 26), (18, 30)),
    "people": ((0, 5), (0, 4)),
    "riders": ((0, 2), (0, 2)),
    "elevation": ((0.6, 1.1), (0.45, 0.95)),
    "ragged": (0.25, 0.75),
}
"""Of the source, and of the target."""
STYLES = {
    domain: Style(**{field: both[number] for field, both in _NUMBERS.items()})
    for number, domain in enumerate(("source", "target"))
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the parts of one street agree on.

    kerb: x of the road's edge at the left and right; junction: z range of the crossing street,
    or None.
    """

    lane: float
    kerb: tuple[float, float]
    parking: tuple[bool, bool]
    sidewalk: tuple[float, float]
    junction: tuple[float, float] | None


def between(rng: Rng, limits: tuple[float, float]) -> float:
    """A number drawn evenly from a range."""
    return float(rng.uniform(*limits))


def spans(plan: Plan, margin: float) -> list[tuple[float, float]]:
    """Stretches of z that the crossing street leaves free."""
    if plan.junction is None:
        return [(-6.0, FAR_END)]
    return [(-6.0, plan.junction[0] - margin), (plan.junction[1] + margin, FAR_END)]


def free(plan: Plan, z: float, margin: float) -> bool:
    """Whether z lies off the crossing street."""
    return any(low <= z <= high for low, high in spans(plan, margin))
