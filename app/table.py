"""Numbers as HTML: tables, shares, colours of classes."""

from __future__ import annotations

from collections.abc import Sequence

from gioada.data.labels import LabelSpace


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """An HTML table; the cells are HTML already."""
    top = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="wide"><table class="numbers"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def swatch(space: LabelSpace, name: str) -> str:
    """HTML square in the colour of a class."""
    colour = space.colours[space.classes.index(name)]
    return f'<i style="background:rgb{colour}"></i>'


def percent(share: float) -> str:
    """A share as people write it."""
    if 0 < share < 0.001:
        return "under 0.1%"
    return f"{share:.0%}" if share >= 0.1 or share == 0 else f"{share:.1%}"


FEW = 400
"""Pixels, of which there are this many in 20 x 20, under which a number says little."""


def few(text: str, pixels: float) -> str:
    """HTML of a number, in grey where it rests on few pixels."""
    if pixels >= FEW:
        return text
    return f'<span class="few" title="of {pixels:.0f} pixels">{text}</span>'
