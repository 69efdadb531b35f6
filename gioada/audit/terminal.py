"""An audit as text."""

from __future__ import annotations

from collections.abc import Iterator

from gioada.audit.result import Audit
from gioada.audit.tables import about, described, files, tables
from gioada.tables import aligned

SHOWN = 5
"""Worst frames."""


def lines(audit: Audit) -> Iterator[str]:
    """The audit for a terminal, line by line."""
    yield about(audit)
    yield from (f"  {line}" for line in (*files(audit), *audit.mapping))
    yield "\nwhat was found"
    yield from (f"  {each.code}: {each.text}" for each in audit.findings)
    if not audit.findings:
        yield "  nothing that speaks against the labels"
    for table in tables(audit).values():
        yield f"\n{table.title}"
        yield from (f"  {line}" for line in aligned([table.head, *table.rows]))
        if table.note:
            yield f"  {table.note}"
    yield "\nworst frames"
    yield from (f"  {each.name}: {described(each)}" for each in audit.frames[:SHOWN])
