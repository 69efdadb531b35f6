"""What speaks against training on the translations, each with the frames that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gioada.audit.intervals import Interval
from gioada.audit.measure import FrameMeasures
from gioada.audit.result import ClassAudit, Finding, Invention

LOST = 0.5
"""A class is lost if less than this of it is kept, by the whole interval; likewise its outlines."""
INVENTED = 0.02
"""Share of the given class, by the whole interval."""
IN_PLACE = 0.8
"""Share of its outlines from which a class lies where it did."""
DEPTH_OFF = 0.5
"""Share of the pixels whose depth must stay within a factor 1.25."""
NAMED = 6


def findings(
    measured: Sequence[FrameMeasures],
    shows: Sequence[int | None],
    classes: Sequence[ClassAudit],
    invented: Sequence[Invention],
    geometry: Mapping[str, Interval | None],
    notes: Mapping[str, str],
) -> tuple[Finding, ...]:
    """All of them, what concerns whole frames first."""
    return (
        *_unchanged(measured),
        *_swapped(measured, shows),
        *_shifted(measured, shows),
        *_lost(classes),
        *_invented(invented, classes),
        *_depth(geometry, notes),
        *_not_measured(classes, notes),
    )


def _unchanged(measured: Sequence[FrameMeasures]) -> Iterator[Finding]:
    same = tuple(each.name for each in measured if each.unchanged)
    if same:
        text = f"{len(same)} of {len(measured)} translations are their source, to the last bit"
        yield Finding(code="unchanged", what="frames", text=text, frames=same)


def _swapped(measured: Sequence[FrameMeasures], shows: Sequence[int | None]) -> Iterator[Finding]:
    for index, other in enumerate(shows):
        name = measured[index].name
        if other is None or (shows[other] == index and other < index):
            continue  # nothing, or found already from the other side
        theirs = measured[other].name
        if shows[other] == index:
            text = f"the translations of {name} and {theirs} are swapped"
            yield Finding(code="swapped", what="frames", text=text, frames=(name, theirs))
        else:
            text = f"the translation of {name} shows {theirs}"
            yield Finding(code="swapped", what="frames", text=text, frames=(name,))


def _shifted(measured: Sequence[FrameMeasures], shows: Sequence[int | None]) -> Iterator[Finding]:
    pairs = zip(measured, shows, strict=True)
    moved = [each for each, other in pairs if other is None and each.shift.length > 0]
    if moved:
        shifts = [
            f"{each.name} by {each.shift.right:+.1f}, {each.shift.down:+.1f}" for each in moved
        ]
        text = (
            f"{len(moved)} of {len(measured)} translations are shifted against their labels "
            f"(pixels to the right, down): {_list(shifts, '; ')}"
        )
        names = tuple(each.name for each in moved)
        yield Finding(code="shifted", what="frames", text=text, frames=names)


def _lost(classes: Sequence[ClassAudit]) -> Iterator[Finding]:
    for each in classes:
        if each.kept is not None and _below(each.kept, LOST):
            largest = list(each.became.items())[:2]
            became = ", ".join(f"{100 * part:.0f} % became {name}" for name, part in largest)
            text = f"{each.name}: {each.kept.text(percent=True)} kept; {became}"
            yield Finding(code="class lost", what=each.name, text=text)
        if each.outline is not None and _below(each.outline, LOST):
            text = (
                f"{each.name}: {each.outline.text(percent=True)} of its outlines are still there: "
                "it was painted over, moved or blurred away"
            )
            yield Finding(code="outline lost", what=each.name, text=text)


def _invented(invented: Sequence[Invention], classes: Sequence[ClassAudit]) -> Iterator[Finding]:
    outlines = {each.name: each.outline for each in classes}
    for each in invented:
        if each.share is None:
            continue
        low = each.share.low if each.share.low == each.share.low else each.share.value
        if low <= INVENTED:
            continue
        text = f"{each.seen} was invented on {each.share.text(percent=True)} of {each.within}"
        outline = outlines[each.within]
        if outline is not None and outline.value >= IN_PLACE:
            text += (
                f", whose outlines are {100 * outline.value:.0f} % there: it may be its look alone "
                "that the judge does not know"
            )
        yield Finding(code="invented", what=each.seen, text=text)


def _depth(geometry: Mapping[str, Interval | None], notes: Mapping[str, str]) -> Iterator[Finding]:
    kept = geometry["depth within 1.25 of the source's"]
    if "depth" not in notes and kept is not None and _below(kept, DEPTH_OFF):
        text = f"depth within a factor 1.25 of the source's on {kept.text(percent=True)} only"
        yield Finding(code="depth", what="depth", text=text)


def _not_measured(classes: Sequence[ClassAudit], notes: Mapping[str, str]) -> Iterator[Finding]:
    blind = [each.name for each in classes if each.kept is None and each.pixels]
    if blind:
        text = f"by this judge, which misreads them on the source: {', '.join(blind)}"
        yield Finding(code="not measured", what="classes", text=text)
    for what, note in notes.items():
        yield Finding(code="not measured", what=what, text=f"{what}: {note}")


def _below(interval: Interval, limit: float) -> bool:
    high = interval.high if interval.high == interval.high else interval.value
    return high < limit


def _list(parts: Sequence[str], between: str) -> str:
    more = len(parts) - NAMED
    return between.join(parts[:NAMED]) + (f"{between}and {more} more" if more > 0 else "")
