"""An audit as one page that needs nothing beside it: for people to send to one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template

from gioada.audit.charts import COLOURS, charts, pictures
from gioada.audit.intervals import Interval
from gioada.audit.result import Audit, FrameAudit
from gioada.audit.run import FramePictures
from gioada.audit.terminal import beside, judge_on_source
from gioada.data.labels import LabelSpace
from gioada.evaluation.hallucination import NAMES
from gioada.whole import write_whole

PAGE = Path(__file__).with_name("report.html")
ASIDE = ("not measured",)
"""Findings that speak of the audit, not of the translations."""
LISTED = 20


def write_report(
    audit: Audit, worst: Sequence[FramePictures], space: LabelSpace, path: Path
) -> None:
    """Write the page, beside the old one and then in its place."""
    drawn = charts(audit)
    page = Template(PAGE.read_text(encoding="utf-8")).substitute(
        title=escape(f"Audit of {'/'.join(Path(audit.translated).parts[-2:])}"),
        about=_about(audit),
        findings="".join(_findings(audit)),
        classes_chart=drawn["classes"],
        classes_table=_classes(audit),
        became_chart=drawn.get("became", ""),
        inventions=_inventions(audit),
        geometry=_geometry(audit),
        further="".join(_further(audit)),
        frames_chart=drawn["frames"],
        key="".join(
            f'<span class="key" style="background: rgb{COLOURS[key]}"></span>{escape(name)}'
            for key, name in NAMES.items()
        ),
        worst="".join(_worst(audit, worst, space)),
        files="".join(_files(audit)),
    )
    write_whole(path, lambda draft: draft.write_text(page, encoding="utf-8"))


def _about(audit: Audit) -> str:
    sizes = ", ".join(f"{size} ({count})" for size, count in audit.sizes.items())
    return escape(
        f"{audit.num_frames} translations in {audit.translated} of the frames in {audit.source}; "
        f"height x width {sizes}. Read by {audit.judge}, which reads {judge_on_source(audit)}."
    )


def _findings(audit: Audit) -> Iterator[str]:
    if all(each.code in ASIDE for each in audit.findings):
        yield '<li class="fine"><b>nothing</b> that speaks against the labels</li>'
    for each in audit.findings:
        kind = ' class="aside"' if each.code in ASIDE else ""
        yield f"<li{kind}><b>{escape(each.code)}</b> {escape(each.text)}</li>"


def _classes(audit: Audit) -> str:
    rows = []
    for each in audit.classes:
        if each.pixels:
            became = ", ".join(f"{name} {100 * part:.0f} %" for name, part in each.became.items())
            rows.append(
                (
                    each.name,
                    f"{100 * each.judge_right:.0f} % (IoU {each.judge_iou:.0f})",
                    _share(each.kept) if each.kept else f"not measured: {each.note}",
                    became,
                    _share(each.outline),
                )
            )
    rows.append(("mean", "", _share(audit.mean_kept), "", ""))
    head = ("class", "judge right on the source", "kept", "became", "outlines kept")
    return _table(head, rows)


def _inventions(audit: Audit) -> str:
    rows = [
        (
            each.seen,
            each.within,
            f"{100 * each.judge_right:.0f} %",
            _share(each.share) if each.share else "not measured: the judge misreads the source",
        )
        for each in audit.inventions[:LISTED]
    ]
    if not rows:
        return ""
    head = ("invented", "on what was given as", "judge right on the source", "share of it")
    return f"<h2>Invented</h2>{_table(head, rows)}"


def _geometry(audit: Audit) -> str:
    cosmos = {f"{name} (Cosmos-Transfer's)": value for name, value in audit.cosmos.items()}
    rows = [
        (name, _number(value), beside(audit, name))
        for name, value in (audit.geometry | cosmos).items()
    ]
    return _table(("figure", "mean over frames [95 %]", "judge on the source"), rows)


def _further(audit: Audit) -> Iterator[str]:
    if audit.closeness:
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
        yield f"<h2>Distance to the target</h2>{_table(head, rows)}"
    if audit.probe:
        probe = audit.probe
        rows = [
            (row.trained_on, f"{row.mean:.1f}", row.gain.text(digits=1) if row.gain else "")
            for row in probe.rows
        ]
        yield "<h2>What training on it is worth</h2>"
        yield _table(("trained on", probe.measure, "over source, points"), rows)
        about = f"{probe.images} photos, {probe.steps} steps each, {probe.note}."
        yield f'<p class="quiet">{escape(about)}</p>'
    if audit.code:
        rows = [
            (each.reader, f"{100 * each.false_labels:.1f} %", f"{100 * each.true_labels:.1f} %")
            for each in audit.code
        ]
        yield "<h2>Labels painted in code</h2>"
        head = ("reader", "false class read, given false labels", "given the true ones")
        yield _table(head, rows)


def _worst(audit: Audit, worst: Sequence[FramePictures], space: LabelSpace) -> Iterator[str]:
    frames = {each.name: each for each in audit.frames}
    for each in worst:
        shown = "".join(
            f'<figure><img src="{address}" alt="{escape(caption)}">'
            f"<figcaption>{escape(caption)}</figcaption></figure>"
            for caption, address in pictures(each, space)
        )
        about = escape(_frame(frames[each.name]))
        title = f"<h3>{escape(each.name)}</h3><p class='quiet'>{about}</p>"
        yield f'<div class="frame">{title}<div class="row">{shown}</div></div>'


def _frame(frame: FrameAudit) -> str:
    parts = [f"shows {frame.shows}"] if frame.shows else []
    if any(frame.shift):
        parts.append(f"shifted by {frame.shift[0]:+.1f}, {frame.shift[1]:+.1f} pixels")
    right = f"the judge reads {100 * frame.judge_right:.0f} % of its source right"
    if not frame.measured:
        return "; ".join((*parts, f"not measured: {right} only"))
    parts.append(f"{right}, and {100 * frame.mean_kept:.0f} % of that, class by class, was kept")
    parts.append(f"{100 * (frame.destroyed + frame.invented):.0f} % of the picture lost")
    return "; ".join((*parts, *frame.places))


def _files(audit: Audit) -> Iterator[str]:
    for what, names in audit.unpaired.items():
        more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
        text = f"{len(names)} {what} without a partner: {', '.join(names[:LISTED])}{more}"
        yield f'<p class="files">{escape(text)}</p>'
    for name, problem in audit.problems.items():
        yield f'<p class="files">{escape(f"not read, {name}: {problem}")}</p>'
    if audit.mapping:
        yield f"<p>Classes of the judge:<br>{'<br>'.join(map(escape, audit.mapping))}</p>"
    read = ", ".join(f"{what} as {how}" for what, how in audit.encodings.items() if how)
    yield f"<p>Read: {escape(read)}.</p>"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{escape(each)}</th>" for each in head)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(each)}</td>' for each in row)}</tr>" for row in rows
    )
    return f"<table><tr>{top}</tr>{body}</table>"


def _share(value: Interval | None) -> str:
    return _unbroken(value.text(percent=True)) if value else "not measured"


def _number(value: Interval | None) -> str:
    return _unbroken(value.text()) if value else "not measured"


def _unbroken(text: str) -> str:
    """An interval stays on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")
