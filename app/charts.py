"""Bars and tables of numbers per class."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence

import plotly.graph_objects as go

from app.pictures import swatch
from gioada.data.labels import LabelSpace

COLOURS = ("#e68200", "#008cff")
"""First and second checkpoint, everywhere on the page."""
_INK = "#7a8190"  # readable on white and on black, as the figure does not know the theme


def bars(values: Mapping[str, Mapping[str, float]], unit: str) -> go.Figure:
    """Bars per class, one group per checkpoint.

    Args:
        values: checkpoint -> class -> percent; what is missing or NaN gets no bar.
        unit: title, with the unit.
    """
    classes = list(dict.fromkeys(name for numbers in values.values() for name in numbers))
    figure = go.Figure()
    for (title, numbers), colour in zip(values.items(), COLOURS, strict=False):
        heights = [_number(numbers.get(name, math.nan)) for name in classes]
        figure.add_bar(
            name=title,
            x=classes,
            y=heights,
            marker_color=colour,
            hovertemplate="%{x}: %{y:.0f} %<extra>" + title + "</extra>",
        )
    figure.update_layout(
        barmode="group",
        height=250,
        margin={"l": 34, "r": 8, "t": 40, "b": 8},
        title={"text": unit, "font": {"size": 13}, "x": 0, "y": 0.98, "pad": {"l": 4}},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": _INK, "size": 12},
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.2},
        yaxis={"range": [0, 100], "fixedrange": True, "gridcolor": "rgba(128,128,128,0.25)"},
        xaxis={"fixedrange": True},
    )
    return figure


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """An HTML table; the cells are HTML already."""
    top = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="wide"><table class="numbers"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def iou_table(
    space: LabelSpace,
    iou: Mapping[str, Mapping[str, float]],
    means: Mapping[str, Mapping[str, float]],
) -> str:
    """IoU per class and its means; a class that is in neither map has no number."""
    rows = [
        [swatch(space, name) + html.escape(name), *_marked([iou[title][name] for title in iou])]
        for name in space.classes
    ]
    first = next(iter(means.values()))
    rows += [[f"<b>{name}</b>", *_marked([means[title][name] for title in means])]
             for name in first]  # fmt: skip
    return table(_head(iou), rows)


def _head(titles: Iterable[str]) -> list[str]:
    marked = [
        f'<i style="background:{colour}"></i>{html.escape(title)}'
        for title, colour in zip(titles, COLOURS, strict=False)
    ]
    return ["class", *marked]


def _marked(numbers: Sequence[float]) -> list[str]:
    known = [number for number in numbers if not math.isnan(number)]
    best = max(known, default=math.nan)
    return [
        "not there" if math.isnan(number) else f"<b>{number:.1f}</b>" if number == best > 0
        else f"{number:.1f}"
        for number in numbers
    ]  # fmt: skip


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
