"""Tables as text: aligned for a terminal, or as Markdown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

Row = Sequence[str]


def aligned(rows: Sequence[Row], *, right: Collection[int] = ()) -> list[str]:
    """Lines of cells as wide as their column, two spaces apart.

    Args:
        rows: of as many cells each.
        right: numbers of the columns that end at the right.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def markdown(head: Row, rows: Sequence[Row]) -> Iterator[str]:
    """Lines of a table whose first column is named or empty, and whose others hold numbers."""
    first, *others = head
    yield "| " + f"{first} ".lstrip() + f"| {' | '.join(others)} |"
    yield f"| --- |{' ---: |' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
