"""What is odd about a part and may be right: a person looks at the sheet and decides.

Every bound lies far from what the street world, CamVid and CARLA give, so that a right set is
hardly ever suspected. The other way round, a set without suspicions is not proven right.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gioada.data.check.edges import fitting
from gioada.data.check.looking import STEPS
from gioada.data.check.parts import Lot
from gioada.data.check.published import published_shares
from gioada.data.check.tally import Tally, median
from gioada.data.check.wording import counted, listed, percent
from gioada.data.depth import FAR
from gioada.data.labels import CITYSCAPES, LabelSpace

UNKNOWN = 0.01
"""Share of label pixels in no table of the set."""
NO_CLASS = 0.6
"""Share of label pixels in no class of the pair."""
LIKENESS = 0.4
"""How much labels should look like streets; on real and rendered ones it is 0.7 to 0.95."""
SHARES = 0.3
"""Share of the pixels that would have to change class to give the published shares."""
MISSING = 0.5
"""Share of depth pixels that were not measured."""
ROAD_METRES = (1.0, 60.0)
"""Between these the median depth of the road lies, from any car."""
FITTING = 0.75
"""Share of the frames whose own labels should fit their image better than other frames' labels."""

_SHOWN = 3
_FEW_PIXELS = 1000


def about_labels(lot: Lot, seen: Tally, space: LabelSpace, everything: bool) -> Iterator[str]:
    """Unknown values, classes that do not occur, shares and places that no street has.

    Args:
        everything: all frames were looked at.
    """
    labels = seen.labels
    if labels is None:
        return
    pixels, facts = int(labels.ids.sum()), lot.disk_set.facts
    unknown = labels.unknown / pixels
    if UNKNOWN < unknown <= 0.5:
        yield (
            f"{percent(unknown)} of the label pixels have values that {facts.title} has not "
            f"({values_text(seen)}); they count as no class."
        )
    yield from _absent(seen, space, everything)
    inside = int(labels.ids[[id_ for group in space.ids for id_ in group]].sum())
    if 0 < inside < (1 - NO_CLASS) * pixels:
        yield (
            f"{percent(1 - inside / pixels)} of the label pixels are in no class of the pair, "
            "which leaves little to learn or to score."
        )
    if labels.likeness[0] < LIKENESS:
        yield (
            "The labels do not look like streets seen from a car, with sky, houses or trees above "
            "and road below; see on the sheet whether they were read rightly."
        )
    yield from _unlike_published(seen, facts.title)


def values_text(seen: Tally) -> str:
    """The commonest unknown values with their shares: ``200: 1.2 %, 34,5,6: 0.8 %``."""
    labels = seen.labels
    if labels is None or not labels.values:
        return "which cannot be told"
    pixels = int(labels.ids.sum())
    told = [f"{value}: {percent(count / pixels)}" for value, count in labels.values.items()]
    more = f", and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return ", ".join(told[:_SHOWN]) + more


def about_depth(seen: Tally) -> Iterator[str]:
    """Sky that is near, a road of no sensible depth, and much that was not measured."""
    depth = seen.depth
    if depth is None:
        return
    sky, road = median(depth.sky), median(depth.road)
    if sky is not None and depth.sky.sum() >= _FEW_PIXELS and sky < FAR - 1 / STEPS:
        yield (
            f"The median depth of the sky is {sky:.1f} m, but nothing is farther: depth and labels "
            "may be of different frames, or the depth in another unit."
        )
    if road is not None and not ROAD_METRES[0] <= road <= ROAD_METRES[1]:
        yield (
            f"The median depth of the road is {road:.1f} m, but from a car it is some 5 to 30 m: "
            "the depth may be in another unit than it is read in."
        )
    missing = depth.missing / max(1, depth.missing + int(depth.all.sum()))
    if missing > MISSING:
        yield (
            f"{percent(missing)} of the depth was not measured; training fills it from the nearest "
            "measured pixel of the row and leaves it out of the loss."
        )


def about_matching(seen: Tally) -> Iterator[str]:
    """Labels whose edges are not those of their images."""
    found = fitting([frame for _, frame in seen.kept if frame is not None])
    if found and found[0] < FITTING * found[1]:
        yield (
            f"In {found[1] - found[0]} of {counted(found[1], 'frame')} the labels' edges fit the "
            "image no better than other frames' labels do: labels and images may not belong "
            "together."
        )


def _absent(seen: Tally, space: LabelSpace, everything: bool) -> Iterator[str]:
    assert seen.labels is not None
    absent = [
        name
        for name, group in zip(space.classes, space.ids, strict=True)
        if not seen.labels.ids[list(group)].any()
    ]
    if not absent or len(absent) == space.num_classes:
        return
    verb, them = ("occurs", "it") if len(absent) == 1 else ("occur", "them")
    where = "at all" if everything else f"in the {counted(seen.looked, 'frame')} looked at"
    sure = f"nothing can be learnt or told about {them}"
    advice = sure if everything else "--all tells whether in any"
    yield f"{listed(absent)} never {verb} {where}; {advice}."


def _unlike_published(seen: Tally, title: str) -> Iterator[str]:
    published = published_shares(title)
    if published is None or seen.labels is None:
        return
    shares = seen.labels.ids / seen.labels.ids.sum()
    if np.abs(shares - published).sum() / 2 <= SHARES:
        return
    worst = np.argsort(-np.abs(shares - published))[:_SHOWN]
    told = ", ".join(
        f"{CITYSCAPES[id_][0] if id_ else 'no class'} {percent(float(shares[id_]))} instead of "
        f"{percent(float(published[id_]))}"
        for id_ in worst.tolist()
    )
    yield (
        f"The classes have other shares than in {title} as others have counted it: {told}; the "
        "labels may be of another version, or numbered in another way."
    )
