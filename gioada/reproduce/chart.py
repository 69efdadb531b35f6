"""An outcome as a page of plotly: the means with their intervals, and the gains beside the paper's.

The only part of the library that draws charts; plotly is imported when one is written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gioada.reproduce.outcome import Outcome
from gioada.reproduce.paper import gain_of, printed
from gioada.reproduce.plan import TITLES, Item

OURS, PAPER = "#008cff", "#7a8190"


def write_chart(item: Item, outcome: Outcome, path: Path) -> None:
    """Write the chart as a page that needs no network."""
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    known = [(row.label, outcome.gain(row)) for row in outcome.rows]
    gains = {label: gain for label, gain in known if gain is not None}
    means = {row.label: row.means[outcome.first_mean].mean for row in outcome.rows}
    points = {label: gain.points for label, gain in gains.items()}
    figure = make_subplots(cols=2, subplot_titles=("mean IoU, %", "gain over na, points"))

    def bars(column: int, values: dict[str, float], name: str, colour: str, **more: Any) -> None:
        x, y = list(values), list(values.values())
        bar = go.Bar(name=name, x=x, y=y, marker_color=colour, **more)
        figure.add_trace(bar, row=1, col=column)

    bars(1, means, "ours", OURS, error_y=_errors(means, [row.interval for row in outcome.rows]))
    errors = _errors(points, [gain.interval for gain in gains.values()])
    bars(2, points, "ours", OURS, error_y=errors, showlegend=False)
    if papers := printed(item):
        paper = {label: gain_of(papers, label) for label in gains if label in papers}
        bars(2, paper, "the paper's, on its own data", PAPER)
    title = f"{TITLES[item]} on {outcome.pair}; bars: 95 % interval (none for one seed)"
    figure.update_layout(title=title, template="simple_white", legend={"orientation": "h"})
    path.write_text(figure.to_html(include_plotlyjs=True, full_html=True), encoding="utf-8")


def _errors(values: dict[str, float], intervals: list[tuple[float, float]]) -> dict[str, object]:
    pairs = list(zip(values.values(), intervals, strict=True))
    above = [high - value for value, (_, high) in pairs]
    below = [value - low for value, (low, _) in pairs]
    return {"type": "data", "symmetric": False, "array": above, "arrayminus": below}
