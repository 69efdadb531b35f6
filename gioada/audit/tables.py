"""An audit as sentences and tables, for a terminal and for a page alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gioada.audit.intervals import Interval
from gioada.audit.result import Audit, FrameAudit

LISTED = 20
"""Inventions, and names of files."""
ASIDE = "not measured"
"""The code of findings that speak of the audit, not of the translations."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under a head, all as text."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


def about(audit: Audit) -> str:
    """What was audited, and how well the judge reads the raw source."""
    source = audit.on_source
    sizes = ", ".join(f"{size} ({count})" for size, count in audit.sizes.items())
    depth = ""
    if source.depth_error is not None:
        depth = f" and its depth with a mean error of {100 * source.depth_error:.0f} %"
    return (
        f"{audit.num_frames} translations in {audit.translated} of the frames in {audit.source}; "
        f"height x width {sizes}. Read by {audit.judge}, which reads {100 * source.right:.0f} % of "
        f"the source's pixels right (mIoU {source.miou:.0f}){depth}."
    )


def files(audit: Audit) -> Iterator[str]:
    """What was not paired or not read."""
    for what, names in audit.unpaired.items():
        more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
        yield f"{len(names)} {what} without a partner: {', '.join(names[:LISTED])}{more}"
    for name, problem in audit.problems.items():
        yield f"not read, {name}: {problem}"


def described(frame: FrameAudit) -> str:
    """What became of a frame."""
    parts = [f"shows {frame.shows}"] if frame.shows else []
    if any(frame.shift):
        parts.append(f"shifted by {frame.shift[0]:+.1f}, {frame.shift[1]:+.1f} pixels")
    right = f"the judge reads {100 * frame.judge_right:.0f} % of its source right"
    if not frame.measured:
        return "; ".join((*parts, f"not measured: {right} only"))
    parts.append(f"{right}, and {100 * frame.mean_kept:.0f} % of that, class by class, was kept")
    parts.append(f"{100 * (frame.destroyed + frame.invented):.0f} % of the picture lost")
    return "; ".join((*parts, *frame.places))


def tables(audit: Audit) -> dict[str, Table]:
    """By name, what there is of classes, inventions, figures, distances, probe and code."""
    found = {
        "classes": _classes(audit),
        "inventions": _inventions(audit),
        "figures": _figures(audit),
        "closeness": _closeness(audit),
        "probe": _probe(audit),
        "code": _code(audit),
    }
    return {name: table for name, table in found.items() if table.rows}


def _classes(audit: Audit) -> Table:
    rows = [
        (
            each.name,
            f"{100 * each.judge_right:.0f} % (IoU {each.judge_iou:.0f})",
            _text(each.kept, percent=True),
            _text(each.outline, percent=True) if each.outline else "",
            each.note or _shares(each.became),
        )
        for each in audit.classes
        if each.pixels
    ]
    head = ("class", "judge right on the source", "kept [95 %]", "outlines kept", "became")
    mean = ("mean", "", _text(audit.mean_kept, percent=True), "", "")
    return Table(title="what each class became", head=head, rows=[*rows, mean])


def _inventions(audit: Audit) -> Table:
    rows = [
        (
            each.seen,
            each.within,
            f"{100 * each.judge_right:.0f} %",
            _text(each.share, percent=True)
            if each.share
            else "not measured: the judge misreads the source",
        )
        for each in audit.inventions[:LISTED]
    ]
    head = ("invented", "on what was given as", "judge right on the source", "share of it")
    return Table(title="invented", head=head, rows=rows)


def _figures(audit: Audit) -> Table:
    cosmos = {f"{name} (Cosmos-Transfer's)": value for name, value in audit.cosmos.items()}
    rows = [
        (name, _text(value), _beside(audit, name))
        for name, value in (audit.geometry | cosmos).items()
    ]
    head = ("figure", "mean over frames [95 %]", "judge on the source")
    return Table(title="shapes and places", head=head, rows=rows)


def _closeness(audit: Audit) -> Table:
    rows = [
        (
            each.features,
            f"{each.source:.3f}",
            f"{each.translated:.3f} ± {each.deviation:.3f}",
            f"{each.floor:.3f} ± {each.floor_deviation:.3f}",
        )
        for each in audit.closeness
    ]
    head = ("features of", "source", "translated", "two halves of the target (the floor)")
    return Table(title="distance to the target", head=head, rows=rows)


def _probe(audit: Audit) -> Table:
    probe, title = audit.probe, "what training on it is worth"
    if probe is None:
        return Table(title=title, head=(), rows=())
    rows = [
        (row.trained_on, f"{row.mean:.1f}", row.gain.text(digits=1) if row.gain else "")
        for row in probe.rows
    ]
    note = f"{probe.images} photos, {probe.steps} steps each, {probe.note}."
    head = ("trained on", probe.measure, "over source, points")
    return Table(title=title, head=head, rows=rows, note=note)


def _code(audit: Audit) -> Table:
    rows = [
        (each.reader, f"{100 * each.false_labels:.1f} %", f"{100 * each.true_labels:.1f} %")
        for each in audit.code
    ]
    head = ("reader", "false class read, given false labels", "given the true ones")
    return Table(title="labels painted in code", head=head, rows=rows)


def _beside(audit: Audit, figure: str) -> str:
    """What stands beside a figure: how well the judge reads the source, or why there is none."""
    kind = "depth" if "depth" in figure.lower() else "segmentation" if "Seg" in figure else ""
    source = audit.on_source
    if not kind:
        return "needs no judge"
    if kind in audit.notes:
        return audit.notes[kind]
    if kind == "segmentation":
        return f"the judge's mIoU on the source is {source.miou:.0f} %"
    assert source.depth_error is not None
    return f"the judge's depth of the source is off by {100 * source.depth_error:.0f} %"


def _shares(became: dict[str, float]) -> str:
    return ", ".join(f"{name} {100 * part:.0f} %" for name, part in became.items())


def _text(value: Interval | None, *, percent: bool = False) -> str:
    return value.text(percent=percent) if value else "not measured"
