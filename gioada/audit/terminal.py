"""An audit as text."""

from __future__ import annotations

from collections.abc import Iterator

from gioada.audit.result import Audit
from gioada.audit.tables import Table, about, described, files, tables

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
        yield from _aligned(table)
    yield "\nworst frames"
    yield from (f"  {each.name}: {described(each)}" for each in audit.frames[:SHOWN])


def _aligned(table: Table) -> Iterator[str]:
    rows = [table.head, *table.rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()
    if table.note:
        yield f"  {table.note}"
