"""An outcome as a page of plotly: the means with their intervals, and the gains beside the paper's.

The only part of the library that draws charts; plotly is imported when one is written.
"""

from __future__ import annotations

from pathlib import Path

from gioada.reproduce.outcome import Outcome
from gioada.reproduce.paper import gain_of, printed
from gioada.reproduce.plan import TITLES, Item

OURS, PAPER = "#008cff", "#7a8190"


def write_chart(item: Item, outcome: Outcome, path: Path) -> None:
    """Write the chart as a page that needs no network."""
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    known = [(row, outcome.gain(row)) for row in outcome.rows]
    gains = [(row.label, gain) for row, gain in known if gain is not None]
    figure = make_subplots(cols=2, subplot_titles=("mean IoU, %", "gain over na, points"))
    first = outcome.first_mean
    figure.add_trace(
        go.Bar(
            name="ours",
            x=[row.label for row in outcome.rows],
            marker_color=OURS,
            y=[row.means[first].mean for row in outcome.rows],
            error_y=_bars(
                [row.means[first].mean for row in outcome.rows],
                [row.interval for row in outcome.rows],
            ),
        ),
        row=1,
        col=1,
    )
    figure.add_trace(
        go.Bar(
            name="ours",
            x=[label for label, _ in gains],
            y=[gain.points for _, gain in gains],
            marker_color=OURS,
            showlegend=False,
            error_y=_bars([gain.points for _, gain in gains], [gain.interval for _, gain in gains]),
        ),
        row=1,
        col=2,
    )
    if papers := printed(item):
        labels = [label for label, _ in gains if label in papers]
        figure.add_trace(
            go.Bar(
                name="the paper's, on its own data",
                x=labels,
                y=[gain_of(papers, label) for label in labels],
                marker_color=PAPER,
            ),
            row=1,
            col=2,
        )
    title = f"{TITLES[item]} on {outcome.pair}; bars: 95 % interval (none for one seed)"
    figure.update_layout(title=title, template="simple_white", legend={"orientation": "h"})
    path.write_text(figure.to_html(include_plotlyjs=True, full_html=True), encoding="utf-8")


def _bars(values: list[float], intervals: list[tuple[float, float]]) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [high - value for value, (_, high) in zip(values, intervals, strict=True)],
        "arrayminus": [value - low for value, (low, _) in zip(values, intervals, strict=True)],
    }
