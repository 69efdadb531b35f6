"""What is drawn in a report: charts (plotly is imported when one is), and the worst frames."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.audit.intervals import Interval
from gioada.audit.result import Audit
from gioada.audit.run import FramePictures
from gioada.data.labels import RGB, LabelSpace
from gioada.evaluation.hallucination import (
    DESTROYED,
    GAINED,
    INVENTED,
    UNREADABLE,
    hallucinations,
)

KEPT, RIGHT, OUTLINE, FOUND = "#1769d2", "#6b7280", "#0f9d77", "#d7193c"
FONT = {"family": "system-ui, sans-serif", "size": 13, "color": "#1f2937"}


def charts(audit: Audit) -> dict[str, str]:
    """Name -> part of a page; the first one carries plotly itself, so that no network is needed."""
    made = {
        "classes": _classes(audit),
        **({"became": _became(audit)} if any(each.kept for each in audit.classes) else {}),
        "frames": _frames(audit),
    }
    parts = {}
    for name, figure in made.items():
        figure.update_layout(template="simple_white", font=FONT, paper_bgcolor="white")
        parts[name] = figure.to_html(
            full_html=False,
            include_plotlyjs=not parts,
            config={"displaylogo": False, "responsive": True},
        )
    return parts


def _classes(audit: Audit) -> Any:
    import plotly.graph_objects as go

    shown = [each for each in audit.classes if each.pixels]
    figure = go.Figure()
    known = [(each.name, each.kept) for each in shown if each.kept]
    drawn = [(each.name, each.outline) for each in shown if each.outline]
    figure.add_trace(_bars("kept, by the judge", known, KEPT))
    figure.add_trace(_bars("outlines kept, without judge", drawn, OUTLINE))
    figure.add_trace(
        go.Scatter(
            name="judge right on the raw source",
            x=[each.name for each in shown],
            y=[100 * each.judge_right for each in shown],
            mode="markers",
            marker={"color": RIGHT, "symbol": "line-ew-open", "size": 22, "line": {"width": 3}},
        )
    )
    figure.update_layout(
        barmode="group",
        height=380,
        margin={"l": 60, "r": 10, "t": 40, "b": 60},
        yaxis={"title": {"text": "%"}, "rangemode": "tozero"},
        xaxis={"categoryorder": "array", "categoryarray": [each.name for each in shown]},
        legend={"orientation": "h", "y": 1.12},
    )
    return figure


def _bars(name: str, values: Sequence[tuple[str, Interval]], colour: str) -> Any:
    import plotly.graph_objects as go

    return go.Bar(
        name=name,
        x=[label for label, _ in values],
        y=[100 * each.value for _, each in values],
        marker_color=colour,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [100 * (each.high - each.value) for _, each in values],
            "arrayminus": [100 * (each.value - each.low) for _, each in values],
        },
    )


def _became(audit: Audit) -> Any:
    import plotly.graph_objects as go

    known = [each for each in audit.classes if each.kept]
    columns = [each.name for each in audit.classes if each.pixels]
    rows = []
    for each in known:
        assert each.kept is not None
        shares = {**each.became, each.name: each.kept.value}
        rows.append([100 * shares.get(name, 0.0) for name in columns])
    figure = go.Figure(
        go.Heatmap(
            z=rows,
            x=columns,
            y=[each.name for each in known],
            colorscale=[[0, "#ffffff"], [1, KEPT]],
            zmin=0,
            zmax=100,
            texttemplate="%{z:.0f}",
            showscale=False,
            hovertemplate="%{y} read as %{x}: %{z:.1f} %<extra></extra>",
        )
    )
    figure.update_layout(
        height=90 + 34 * max(1, len(known)),
        margin={"l": 110, "r": 10, "t": 30, "b": 60},
        yaxis={"autorange": "reversed", "title": {"text": "given"}},
        xaxis={
            "title": {"text": "read in the translation, % of what was read right on the source"}
        },
    )
    return figure


def _frames(audit: Audit) -> Any:
    import plotly.graph_objects as go

    named = {name for each in audit.findings for name in each.frames if each.code != "unchanged"}
    figure = go.Figure()
    for title, inside, colour in (
        ("frames", False, KEPT),
        ("shifted, or showing another frame", True, FOUND),
    ):
        shown = [each for each in audit.frames if each.measured or each.name in named]
        frames = [each for each in shown if (each.name in named) == inside]
        figure.add_trace(
            go.Scatter(
                name=title,
                x=[each.edges for each in frames],
                y=[100 * each.mean_kept for each in frames],
                text=[html.escape(each.name) for each in frames],
                mode="markers",
                marker={"color": colour, "size": 9, "opacity": 0.75},
                hovertemplate="%{text}<br>edges %{x:.2f}, kept %{y:.1f} %<extra></extra>",
            )
        )
    figure.update_layout(
        height=360,
        margin={"l": 60, "r": 10, "t": 40, "b": 50},
        xaxis={"title": {"text": "gradient correlation with the source"}},
        yaxis={"title": {"text": "mean kept, %"}},
        legend={"orientation": "h", "y": 1.12},
    )
    return figure


COLOURS: Mapping[int, RGB] = {
    DESTROYED: (240, 150, 20),
    INVENTED: (215, 25, 60),
    UNREADABLE: (120, 125, 135),
    GAINED: (40, 120, 235),
}
"""Of what became of a pixel; those that were kept show the translation, paled."""
WIDEST = 640
QUALITY = 85


def pictures(frame: FramePictures, space: LabelSpace) -> list[tuple[str, str]]:
    """Caption and data address of each picture of a frame."""
    sample = frame.sample
    found = hallucinations(frame.before.labels, frame.after.labels, sample.labels, space)
    return [
        ("source", _address(sample.image)),
        ("translation", _address(sample.translation)),
        ("given labels", _address(space.colourise(sample.labels))),
        ("the judge reads in the translation", _address(space.colourise(frame.after.labels))),
        ("what became of it", _address(_map(sample.translation, found))),
    ]


def _map(translation: NDArray[np.uint8], found: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grey = translation.mean(2, keepdims=True).repeat(3, 2)
    drawn = (160 + 0.37 * grey).astype(np.uint8)
    for key, colour in COLOURS.items():
        drawn[found == key] = colour
    return drawn


def _address(picture: NDArray[np.uint8]) -> str:
    image = Image.fromarray(np.ascontiguousarray(picture))
    if image.width > WIDEST:
        image = image.resize((WIDEST, round(image.height * WIDEST / image.width)))
    file = io.BytesIO()
    image.save(file, format="JPEG", quality=QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()
