"""What is to be said of a part: problems, which must be solved, and suspicions, for a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gioada.data.check import doubts
from gioada.data.check.parts import Lot
from gioada.data.check.tally import Tally
from gioada.data.check.wording import counted, percent, size_text
from gioada.data.labels import LabelSpace
from gioada.data.sets.disk import FrameFiles

A_FEW = 0.02
"""Share of the official frames that may be missing without being a problem."""
MOSTLY_UNKNOWN = 0.5
"""Share of label pixels in no table of the set above which the labels are another's."""
_TOP_TRAIN_ID = 18
_CLEARLY = 0.15


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Sentences for people."""

    problems: tuple[str, ...] = ()
    """What was found, what was expected, what to do."""
    suspicions: tuple[str, ...] = ()
    """What is odd, and may be right."""


def judge(
    lot: Lot, files: Sequence[FrameFiles], found: int, seen: Tally, space: LabelSpace
) -> Findings:
    """All that is to be said of a part whose frames could be listed.

    Args:
        lot: the part.
        files: its frames.
        found: frames that its set has here.
        seen: what some or all of its frames showed.
        space: the classes that the pair learns.
    """
    everything = seen.looked == len(files)
    few, odd = _count(lot, found)
    return Findings(
        problems=(
            *few,
            *_missing_kinds(lot, files),
            *_sizes(lot, seen),
            *grouped(seen.complaints, seen.looked),
            *_labels(lot, seen, space),
        ),
        suspicions=(
            *odd,
            *doubts.about_labels(lot, seen, space, everything),
            *doubts.about_depth(seen),
            *doubts.about_matching(seen),
        ),
    )


def grouped(complaints: Sequence[tuple[FrameFiles, str]], looked: int) -> list[str]:
    """Sentences about frames, equal ones as one with its number: ``17 of 24 files: ...``.

    Two are equal if they differ in names and numbers alone; the first one's are shown.
    """
    groups: dict[str, list[str]] = {}
    for files, sentence in complaints:
        groups.setdefault(_without_names(files, sentence), []).append(sentence)
    if looked == 1:
        return [group[0] for group in groups.values()]
    return [f"{len(group)} of {looked} files: {group[0]}" for group in groups.values()]


def _without_names(files: FrameFiles, sentence: str) -> str:
    names = [files.name]
    for path in (files.image, files.labels, files.depth):
        parts = () if path is None else path.parts
        # Longer ends first, as they hold the shorter ones.
        names += ["/".join(parts[start:]) for start in range(len(parts))]
    for name in sorted(names, key=len, reverse=True):
        sentence = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "FILE", sentence)
    return re.sub(r"\d+", "#", sentence)


def _count(lot: Lot, found: int) -> tuple[list[str], list[str]]:
    """Problems and suspicions about the number of frames."""
    facts = lot.disk_set.facts
    if facts.count is None or found == facts.count:
        return [], []
    have = f"{found:,} of the {counted(facts.count, 'frame')} of {facts.title} are there"
    if found > facts.count:
        have = f"{counted(found, 'frame')} are there, {found - facts.count:,} more than "
        return [], [f"{have}{facts.title} has; see whether other files lie among them."]
    if facts.count - found > max(1, A_FEW * facts.count):
        return [f"{have}, so an archive is unpacked in part; get the rest: {facts.where}."], []
    return [], [f"{have}; unless some were left out on purpose, get them: {facts.where}."]


def _missing_kinds(lot: Lot, files: Sequence[FrameFiles]) -> Iterator[str]:
    for kind in lot.needs:
        without = sum(getattr(each, kind) is None for each in files)
        if without:
            facts = lot.disk_set.facts
            frames = "The" if without == len(files) else f"{without:,} of the {len(files):,}"
            purpose = "training" if lot.part == "source" else "a score"
            yield (
                f"{frames} frames of {facts.title} have no {kind}, but {purpose} needs "
                f"{'it' if kind == 'depth' else 'them'}; expected are {', '.join(facts.layout)}."
            )


def _sizes(lot: Lot, seen: Tally) -> Iterator[str]:
    facts = lot.disk_set.facts
    wrong = {size: count for size, count in seen.sizes.items() if size not in facts.sizes}
    if facts.sizes and wrong:
        commonest = max(wrong, key=lambda size: wrong[size])
        wanted = ", ".join(map(size_text, facts.sizes))
        yield (
            f"{sum(wrong.values())} of {seen.looked} files: images of {size_text(commonest)}, but "
            f"those of {facts.title} are {wanted}; a program has changed them, so get the "
            f"originals: {facts.where}."
        )


def _labels(lot: Lot, seen: Tally, space: LabelSpace) -> Iterator[str]:
    labels, facts = seen.labels, lot.disk_set.facts
    if labels is None:
        return
    pixels = int(labels.ids.sum())
    if labels.unknown > MOSTLY_UNKNOWN * pixels:
        yield (
            f"{percent(labels.unknown / pixels)} of the label pixels have values that "
            f"{facts.title} has not ({doubts.values_text(seen)}), so the labels are written in "
            f"another way; get the set's own: {facts.where}."
        )
    elif not labels.ids[[id_ for group in space.ids for id_ in group]].any():
        yield (
            "No label pixel is in any of the pair's classes "
            f"({', '.join(space.classes)}); get the set's own labels: {facts.where}."
        )
    elif _are_train_ids(seen):
        yield (
            f"No label pixel of {counted(seen.looked, 'frame')} has an id above {_TOP_TRAIN_ID}, "
            "but sky, vegetation and car have; read as Cityscapes train ids, the labels look like "
            f"streets, so a tool has converted them; get the set's own: {facts.where}."
        )


def _are_train_ids(seen: Tally) -> bool:
    """Whether ids without any above 18 look like streets only as train ids."""
    if seen.labels is None or seen.labels.ids[_TOP_TRAIN_ID + 1 :].any():
        return False
    as_ids, as_train_ids = seen.labels.likeness
    return as_train_ids - as_ids > _CLEARLY
