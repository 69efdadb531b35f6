"""Connected places, by hand."""

from __future__ import annotations

import numpy as np

from gioada.evaluation.regions import largest_places

MAP = np.array(
    [
        [1, 1, 0, 2, 2],
        [0, 1, 0, 0, 2],
        [3, 0, 1, 0, 2],
        [3, 3, 1, 1, 0],
    ]
)


def test_regions_of_one_kind_that_share_a_side() -> None:
    found = largest_places(MAP, at_most=9, least=0)
    assert [(p.kind, p.pixels, p.left, p.top, p.width, p.height) for p in found] == [
        (2, 4, 3, 0, 2, 3),
        (1, 3, 0, 0, 2, 2),
        (3, 3, 0, 2, 2, 2),
        (1, 3, 2, 2, 2, 2),
    ]
    assert found[0].share == 4 / 20


def test_a_region_that_closes_only_below_is_one() -> None:
    horseshoe = np.array([[1, 0, 1, 0, 1], [1, 0, 1, 0, 1], [1, 1, 1, 1, 1]])
    assert [place.pixels for place in largest_places(horseshoe, at_most=9, least=0)] == [11]


def test_only_the_largest_are_told() -> None:
    assert [place.kind for place in largest_places(MAP, at_most=1, least=0)] == [2]
    assert [place.kind for place in largest_places(MAP, at_most=9, least=0.2)] == [2]
    assert largest_places(np.zeros((4, 4), int), at_most=9) == []


def test_noise_is_labelled_as_a_flood_would() -> None:
    kinds = np.random.default_rng(0).integers(0, 3, (40, 60))
    seen, sizes = np.zeros(kinds.shape, bool), []
    for start in zip(*np.nonzero(kinds), strict=True):
        stack, size = [start], 0
        while stack:
            y, x = stack.pop()
            inside = 0 <= y < 40 and 0 <= x < 60
            if not inside or seen[y, x] or kinds[y, x] != kinds[start]:
                continue
            seen[y, x], size = True, size + 1
            stack += [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]
        sizes += [size] if size else []
    found = largest_places(kinds, at_most=10**6, least=0)
    assert [place.pixels for place in found] == sorted(sizes, reverse=True)
