"""An audit as one page that needs nothing beside it: for people to send to one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template

from gioada.audit.charts import COLOURS, charts, pictures
from gioada.audit.result import Audit
from gioada.audit.run import FramePictures
from gioada.audit.tables import ASIDE, Table, about, described, files, tables
from gioada.data.labels import LabelSpace
from gioada.evaluation.hallucination import NAMES
from gioada.whole import write_whole

PAGE = Path(__file__).with_name("report.html")
HEADED = ("what each class became", "shapes and places")
"""Tables whose titles the page has already."""


def write_report(
    audit: Audit, worst: Sequence[FramePictures], space: LabelSpace, path: Path
) -> None:
    """Write the page, beside the old one and then in its place."""
    drawn = charts(audit)
    made = {name: _table(table) for name, table in tables(audit).items()}
    page = Template(PAGE.read_text(encoding="utf-8")).substitute(
        title=escape(f"Audit of {'/'.join(Path(audit.translated).parts[-2:])}"),
        about=escape(about(audit)),
        findings="".join(_findings(audit)),
        classes_chart=drawn["classes"],
        classes_table=made.pop("classes"),
        became_chart=drawn.get("became", ""),
        inventions=made.pop("inventions", ""),
        figures=made.pop("figures"),
        further="".join(made.values()),
        frames_chart=drawn["frames"],
        key="".join(
            f'<span class="key" style="background: rgb{COLOURS[key]}"></span>{escape(name)}'
            for key, name in NAMES.items()
        ),
        worst="".join(_worst(audit, worst, space)),
        files="".join(_files(audit)),
    )
    write_whole(path, lambda draft: draft.write_text(page, encoding="utf-8"))


def _findings(audit: Audit) -> Iterator[str]:
    if all(each.code == ASIDE for each in audit.findings):
        yield '<li class="fine"><b>nothing</b> that speaks against the labels</li>'
    for each in audit.findings:
        kind = ' class="aside"' if each.code == ASIDE else ""
        yield f"<li{kind}><b>{escape(each.code)}</b> {escape(each.text)}</li>"


def _worst(audit: Audit, worst: Sequence[FramePictures], space: LabelSpace) -> Iterator[str]:
    frames = {each.name: each for each in audit.frames}
    for each in worst:
        shown = "".join(
            f'<figure><img src="{address}" alt="{escape(caption)}">'
            f"<figcaption>{escape(caption)}</figcaption></figure>"
            for caption, address in pictures(each, space)
        )
        about = escape(described(frames[each.name]))
        title = f"<h3>{escape(each.name)}</h3><p class='quiet'>{about}</p>"
        yield f'<div class="frame">{title}<div class="row">{shown}</div></div>'


def _files(audit: Audit) -> Iterator[str]:
    yield from (f'<p class="files">{escape(line)}</p>' for line in files(audit))
    if audit.mapping:
        yield f"<p>Classes of the judge:<br>{'<br>'.join(map(escape, audit.mapping))}</p>"
    read = ", ".join(f"{what} as {how}" for what, how in audit.encodings.items() if how)
    yield f"<p>Read: {escape(read)}.</p>"


def _table(table: Table) -> str:
    top = "".join(f"<th>{escape(each)}</th>" for each in table.head)
    body = "".join(
        f"<tr>{''.join(f'<td>{_cell(each)}</td>' for each in row)}</tr>" for row in table.rows
    )
    note = f'<p class="quiet">{escape(table.note)}</p>' if table.note else ""
    made = f'<div class="wide"><table><tr>{top}</tr>{body}</table></div>{note}'
    return made if table.title in HEADED else f"<h2>{escape(table.title.capitalize())}</h2>{made}"


def _cell(text: str) -> str:
    """Cells as HTML; an interval stays on one line."""
    return escape(re.sub(r" (?=[%\[]|[-\d.]+\])", "\N{NO-BREAK SPACE}", text))
