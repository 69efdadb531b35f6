"""An audit as text."""

from __future__ import annotations

from collections.abc import Iterator

from gioada.audit.result import Audit, Closeness, Probe

SHOWN = 5
"""Worst frames, and names of unpaired files."""


def lines(audit: Audit) -> Iterator[str]:
    """The audit for a terminal, line by line."""
    yield f"{audit.translated}: {audit.num_frames} frames against {audit.source}"
    for what, names in audit.unpaired.items():
        more = ", ..." if len(names) > SHOWN else ""
        yield f"  {len(names)} {what} without a partner: {', '.join(names[:SHOWN])}{more}"
    for name, problem in list(audit.problems.items())[:SHOWN]:
        yield f"  not read, {name}: {problem}"
    yield f"read by {audit.judge}, which reads {judge_on_source(audit)}"
    yield from (f"  {line}" for line in audit.mapping)
    yield ""
    yield "what was found"
    yield from (f"  {each.code}: {each.text}" for each in audit.findings)
    if not audit.findings:
        yield "  nothing that speaks against the labels"
    yield ""
    yield from _classes(audit)
    yield from _figures(audit)
    yield from _worst(audit)
    for each in audit.closeness:
        yield _closeness(each)
    for code in audit.code:
        yield (
            f"  given false labels, {code.reader} reads them on {100 * code.false_labels:.1f} % "
            f"of the pixels; given the true ones, on {100 * code.true_labels:.1f} %"
        )
    if audit.probe is not None:
        yield from _probe(audit.probe)


def judge_on_source(audit: Audit) -> str:
    """How well the judge reads the raw source, for people."""
    source = audit.on_source
    text = f"{100 * source.right:.0f} % of the source's pixels right (mIoU {source.miou:.0f})"
    if source.depth_error is not None:
        text += f" and its depth with a mean error of {100 * source.depth_error:.0f} %"
    return text


def beside(audit: Audit, figure: str) -> str:
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


def _classes(audit: Audit) -> Iterator[str]:
    yield f"{'class':14} {'judge right':>11}  {'kept [95 %]':24} {'outlines kept':24} became"
    for each in audit.classes:
        if not each.pixels:
            continue
        kept = each.kept.text(percent=True) if each.kept else "not measured"
        outline = each.outline.text(percent=True) if each.outline else "-"
        became = ", ".join(f"{name} {100 * part:.0f} %" for name, part in each.became.items())
        right = f"{100 * each.judge_right:.0f} %"
        yield f"{each.name:14} {right:>11}  {kept:24} {outline:24} {each.note or became}"
    mean = audit.mean_kept.text(percent=True) if audit.mean_kept else "not measured"
    yield f"{'mean':14} {'':>11}  {mean}"
    for each in audit.inventions[:SHOWN]:
        share = f"on {each.share.text(percent=True)} of" if each.share else "in"
        right = f"of which the judge reads {100 * each.judge_right:.0f} % right on the source"
        yield f"  {each.seen} invented {share} {each.within}, {right}"
    yield ""


def _figures(audit: Audit) -> Iterator[str]:
    for title, figures in (("geometry", audit.geometry), ("as Cosmos-Transfer", audit.cosmos)):
        yield title
        for name, value in figures.items():
            number = value.text() if value else "not measured"
            yield f"  {name:38} {number:22} {beside(audit, name)}".rstrip()
    yield ""


def _worst(audit: Audit) -> Iterator[str]:
    yield "worst frames"
    for each in audit.frames[:SHOWN]:
        shows = f"; shows {each.shows}" if each.shows else ""
        moved = f"; shifted {each.shift[0]:+.1f}, {each.shift[1]:+.1f}" if any(each.shift) else ""
        places = "; ".join(each.places[:2])
        right = f"of what the judge reads right, {100 * each.judge_right:.0f} % of the source"
        kept = f"{100 * each.mean_kept:.0f} % kept {right}" if each.measured else "not measured"
        yield f"  {each.name}: {kept}{shows}{moved}; {places}"


def _closeness(each: Closeness) -> str:
    return (
        f"distance to the target by {each.features}: translated {each.translated:.3f} "
        f"± {each.deviation:.3f}, source {each.source:.3f}; two halves of the target "
        f"{each.floor:.3f} ± {each.floor_deviation:.3f}"
    )


def _probe(probe: Probe) -> Iterator[str]:
    yield f"probe: {probe.measure}, {probe.images} photos, {probe.steps} steps, {probe.note}"
    for row in probe.rows:
        gain = f"  {row.gain.text(digits=1)} over source" if row.gain else ""
        yield f"  trained on {row.trained_on:11} {row.mean:5.1f}{gain}"
