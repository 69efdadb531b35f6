"""The curves of a run: what plotly draws in the browser, where the zoom outlives new points."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from gioada.training.health_rules import GUESSES, WINS
from gioada.training.tail import JournalTail

POINTS = 2000
"""Drawn for each curve at most."""
COLOURS = ("#008cff", "#e68200", "#00a37a", "#c85fa8", "#a08600", "#6b7cff", "#d4503e", "#7a8190")
_INK, _GRID = "#7a8190", "rgba(128,128,128,0.25)"
_PANELS = {
    "terms": "weighted terms of (5)",
    "discriminator_accuracy": "discriminator is right",
    "task_accuracy": "task network is right",
}
_TOPS = (1.0, 0.52, 0.22)  # the upper edge of each panel, as a share of the height
_BOTTOMS = (0.6, 0.3, 0.0)


class _Journal:
    """The lines of a journal, read on at each look."""

    def __init__(self, path: Path) -> None:
        self.tail, self.lines = JournalTail(path), []

    def look(self) -> list[dict[str, Any]]:
        fresh = self.tail.read()
        self.lines = ([] if self.tail.restarted else self.lines) + fresh
        return self.lines


_journals: dict[Path, _Journal] = {}
_lock = Lock()


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a journal that have terms, oldest first; only what is new is read."""
    with _lock:
        if path not in _journals and len(_journals) >= 16:
            _journals.pop(next(iter(_journals)))
        found = _journals.setdefault(path, _Journal(path)).look()
    return [line for line in found if "terms" in line]


def figure(name: str, measured: Sequence[dict[str, Any]], smoothing: float, log: bool) -> str:
    """What plotly draws of a run, as json.

    Args:
        name: the run; the zoom is kept as long as it is the same.
        measured: journal lines with terms.
        smoothing: share of the last value that a moving average keeps, from 0 to below 1.
        log: logarithmic axis for the terms.
    """
    if not measured:
        return ""
    thin = _thinned(measured)
    steps = [line["step"] for line in thin]
    traces = []
    for number, group in enumerate(_PANELS, start=1):
        for colour, series in enumerate(_series(thin, group)):
            values = _smoothed([line.get(group, {}).get(series) for line in thin], smoothing)
            traces.append(_trace(series, steps, values, number, COLOURS[colour % len(COLOURS)]))
    return json.dumps({"data": traces, "layout": _layout(name, log, traces)}, allow_nan=False)


def _thinned(measured: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    stride = -(-len(measured) // POINTS)
    # From the end, so that the newest line is always among them.
    return list(reversed(measured[::-1][::stride]))


def _series(measured: Sequence[dict[str, Any]], group: str) -> list[str]:
    return list(dict.fromkeys(name for line in measured for name in line.get(group, ())))


def _smoothed(values: Sequence[float | None], keep: float) -> list[float | None]:
    return list(_averages(values, keep))


def _averages(values: Sequence[float | None], keep: float) -> Iterator[float | None]:
    last = None
    for value in values:
        if value is not None:
            last = value if last is None else keep * last + (1 - keep) * value
        yield None if value is None else last


def _trace(
    name: str, steps: list[int], values: list[float | None], panel: int, colour: str
) -> dict[str, Any]:
    number = "" if panel == 1 else str(panel)
    return {
        "type": "scatter",
        "mode": "lines" if len(steps) > 1 else "markers",
        "name": name,
        "x": steps,
        "y": values,
        "xaxis": "x",
        "yaxis": f"y{number}",
        "legend": f"legend{number}",
        "line": {"color": colour, "width": 1.6},
        "hovertemplate": f"{name}: %{{y:.4g}}<extra></extra>",
    }


def _layout(name: str, log: bool, traces: Sequence[dict[str, Any]]) -> dict[str, Any]:
    layout: dict[str, Any] = {
        "uirevision": name,
        "height": 470,
        "margin": {"l": 48, "r": 8, "t": 22, "b": 34},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": _INK, "size": 12},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": "#ffffff", "font": {"color": "#1c2330"}},
        "xaxis": {"title": {"text": "step"}, "gridcolor": _GRID, "zeroline": False, "anchor": "y3"},
        "shapes": [_healthy_band()],
        "annotations": [],
    }
    for number, (title, top, bottom) in enumerate(
        zip(_PANELS.values(), _TOPS, _BOTTOMS, strict=True), start=1
    ):
        suffix = "" if number == 1 else str(number)
        layout[f"yaxis{suffix}"] = _axis(number, bottom, top, log)
        layout[f"legend{suffix}"] = {"orientation": "h", "x": 1, "xanchor": "right", "y": top,
                                     "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)"}  # fmt: skip
        layout["annotations"].append(_title(title, top))
        if not any(trace["yaxis"] == f"y{suffix}" for trace in traces):
            layout["annotations"].append(_nothing(bottom, top))
    return layout


def _axis(number: int, bottom: float, top: float, log: bool) -> dict[str, Any]:
    axis: dict[str, Any] = {"domain": [bottom, top], "gridcolor": _GRID, "zeroline": False}
    if number > 1:
        return {**axis, "range": [0, 1.02], "tickformat": ".0%", "tickvals": [0, 0.5, 1]}
    if log:
        return {**axis, "type": "log", "exponentformat": "power", "dtick": 1}
    return {**axis, "rangemode": "tozero"}


def _healthy_band() -> dict[str, Any]:
    return {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y2", "y0": GUESSES,
            "y1": WINS, "fillcolor": "rgba(0,163,122,0.2)", "line": {"width": 0},
            "layer": "below"}  # fmt: skip


def _title(text: str, top: float) -> dict[str, Any]:
    return {"text": f"<b>{text}</b>", "xref": "paper", "yref": "paper", "x": 0, "y": top,
            "xanchor": "left", "yanchor": "bottom", "showarrow": False}  # fmt: skip


def _nothing(bottom: float, top: float) -> dict[str, Any]:
    return {"text": "none in this run so far", "xref": "paper", "yref": "paper", "x": 0.5,
            "y": (bottom + top) / 2, "showarrow": False}  # fmt: skip
