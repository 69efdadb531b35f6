"""The curves of runs: what plotly draws in the browser, where the zoom outlives new points."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from app.train.comparing import DASHES
from gioada.training.health_rules import GUESSES, WINS
from gioada.training.journal import JournalTail

INK, GRID = "#7a8190", "rgba(128,128,128,0.25)"
POINTS = 2000
"""Drawn for each curve at most."""
COLOURS = ("#008cff", "#e68200", "#00a37a", "#c85fa8", "#a08600", "#6b7cff", "#d4503e", "#7a8190")
"""Of the names, in their order."""
_KEPT = 16


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One of the panels, which lie one above the other and share their steps."""

    group: str
    """The part of a journal line that it shows."""
    title: str
    top: float
    """Its upper edge, as a share of the height."""
    bottom: float
    """Its lower edge."""
    share: bool
    """Whether it shows shares from 0 to 1."""


PANELS = (
    Panel(group="terms", title="terms of the loss, weighted", top=1.0, bottom=0.6, share=False),
    Panel(
        group="discriminator_accuracy",
        title="discriminator is right",
        top=0.52,
        bottom=0.3,
        share=True,
    ),
    Panel(group="task_accuracy", title="task network is right", top=0.22, bottom=0.0, share=True),
)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A run's numbers."""

    name: str
    lines: Sequence[dict[str, Any]]
    """Journal lines with terms, oldest first."""


class _Journal:
    """The lines of a journal, read on at each look."""

    def __init__(self, path: Path) -> None:
        self.tail, self.lines = JournalTail(path), []

    def look(self) -> list[dict[str, Any]]:
        fresh = [line for line in self.tail.read() if _is_drawn(line)]
        self.lines = ([] if self.tail.restarted else self.lines) + fresh
        return self.lines


_journals: dict[Path, _Journal] = {}
_lock = Lock()


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a journal that have terms, oldest first; only what is new is read."""
    with _lock:
        if path not in _journals and len(_journals) >= _KEPT:
            _journals.pop(next(iter(_journals)))
        return _journals.setdefault(path, _Journal(path)).look()


def _is_drawn(line: dict[str, Any]) -> bool:
    """Whether a line has curves, and can be drawn; other hands may have written it."""
    groups = [line.get(panel.group, {}) for panel in PANELS]
    return "terms" in line and all(
        isinstance(group, dict) and all(isinstance(v, int | float | None) for v in group.values())
        for group in groups
    )


def figure(runs: Sequence[Measured], smoothing: float, log: bool) -> str:
    """What plotly draws of runs, as json; a term has one colour, and each run its own dashes.

    Args:
        runs: the first one is shown, the others are compared with it; its zoom is kept.
        smoothing: share of the last value that a moving average keeps, from 0 to below 1.
        log: logarithmic axis for the terms.
    """
    if not any(run.lines for run in runs):
        return ""
    traces, filled = [], []
    colours: dict[str, str] = {}  # a name has one colour in all panels
    for number, panel in enumerate(PANELS, start=1):
        drawn = list(_panel(runs, number, panel.group, smoothing, colours))
        traces += drawn
        filled += [number] if drawn else []
    made = {"data": traces, "layout": layout(runs[0].name, log, filled)}
    return json.dumps(made, allow_nan=False)


def _panel(
    runs: Sequence[Measured], number: int, group: str, smoothing: float, colours: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """The curves of all runs in a panel; new names are given a colour."""
    named: set[str] = set()
    for run, dash in zip(runs, DASHES, strict=False):
        for name, steps, values in _series(run.lines, group, smoothing):
            colours.setdefault(name, COLOURS[len(colours) % len(COLOURS)])
            shown = f"{run.name}, {name}" if len(runs) > 1 else name
            yield _trace(name, steps, values, number) | {
                "uid": _uid(f"{run.name}/{number}/{name}"),
                # An entry of the legend switches a term of all runs.
                "legendgroup": f"{number}/{name}",
                "showlegend": name not in named,
                "opacity": 1.0 if dash == "solid" else 0.8,
                "line": {"color": colours[name], "width": 1.6, "dash": dash},
                "hovertemplate": f"{html.escape(shown)}: %{{y:.4g}}<extra></extra>",
            }
            named.add(name)


def _uid(text: str) -> str:
    """A text as plotly can make a class in the page of it."""
    return f"c{hashlib.sha1(text.encode()).hexdigest()[:12]}"


def _series(
    measured: Sequence[dict[str, Any]], group: str, smoothing: float
) -> Iterator[tuple[str, list[int], list[float | None]]]:
    """The curves of a group: name, steps, values."""
    thin = _thinned(measured)
    steps = [line["step"] for line in thin]
    for name in dict.fromkeys(name for line in thin for name in line.get(group, ())):
        values = [line.get(group, {}).get(name) for line in thin]
        yield name, steps, list(_averages(values, smoothing))


def _thinned(measured: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    stride = -(-len(measured) // POINTS) or 1
    # From the end, so that the newest line is always among them.
    return list(reversed(measured[::-1][::stride]))


def _averages(values: Sequence[float | None], keep: float) -> Iterator[float | None]:
    last = None
    for value in values:
        if value is not None:
            last = value if last is None else keep * last + (1 - keep) * value
        yield None if value is None else last


def _trace(name: str, steps: list[int], values: list[float | None], panel: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines" if len(steps) > 1 else "markers",
        "name": name,
        "x": steps,
        "y": values,
        "xaxis": "x",
        "yaxis": f"y{suffix(panel)}",
        "legend": f"legend{suffix(panel)}",
    }


# --- as plotly lays them out --------------------------------------------------------------------


def suffix(number: int) -> str:
    """What plotly puts behind the name of the n-th axis or legend, from 1."""
    return "" if number == 1 else str(number)


def layout(name: str, log: bool, filled: Sequence[int]) -> dict[str, Any]:
    """The layout of all panels.

    Args:
        name: the zoom is kept as long as it is the same.
        log: logarithmic axis for the terms.
        filled: numbers of the panels that have a curve, from 1.
    """
    made: dict[str, Any] = {
        "uirevision": name,
        "height": 470,
        "margin": {"l": 48, "r": 8, "t": 22, "b": 34},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": 12},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": "#ffffff", "font": {"color": "#1c2330"}},
        "xaxis": {"title": {"text": "step"}, "gridcolor": GRID, "zeroline": False, "anchor": "y3"},
        "shapes": [_healthy_band()],
        "annotations": [],
    }
    for number, panel in enumerate(PANELS, start=1):
        made[f"yaxis{suffix(number)}"] = _axis(panel, log)
        made[f"legend{suffix(number)}"] = {
            "orientation": "h",
            "x": 1,
            "xanchor": "right",
            "y": panel.top,
            "yanchor": "bottom",
            "bgcolor": "rgba(0,0,0,0)",
        }
        made["annotations"].append(_title(panel))
        if number not in filled:
            made["annotations"].append(_nothing(panel))
    return made


def _axis(panel: Panel, log: bool) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "domain": [panel.bottom, panel.top],
        "gridcolor": GRID,
        "zeroline": False,
    }
    if panel.share:
        return {**axis, "range": [0, 1.02], "tickformat": ".0%", "tickvals": [0, 0.5, 1]}
    if log:
        return {**axis, "type": "log", "exponentformat": "power", "dtick": 1}
    return {**axis, "rangemode": "tozero"}


def _healthy_band() -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "yref": "y2",
        "y0": GUESSES,
        "y1": WINS,
        "fillcolor": "rgba(0,163,122,0.2)",
        "line": {"width": 0},
        "layer": "below",
    }


def _title(panel: Panel) -> dict[str, Any]:
    return {
        "text": f"<b>{panel.title}</b>",
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": panel.top,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
    }


def _nothing(panel: Panel) -> dict[str, Any]:
    return {
        "text": "none in this run so far",
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": (panel.bottom + panel.top) / 2,
        "showarrow": False,
    }
