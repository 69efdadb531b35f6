"""The panels that curves are drawn in, as plotly lays them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gioada.training.health_rules import GUESSES, WINS

INK, GRID = "#7a8190", "rgba(128,128,128,0.25)"


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
    Panel(group="discriminator_accuracy", title="discriminator is right", top=0.52, bottom=0.3,
          share=True),
    Panel(group="task_accuracy", title="task network is right", top=0.22, bottom=0.0, share=True),
)  # fmt: skip


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
            "orientation": "h", "x": 1, "xanchor": "right", "y": panel.top, "yanchor": "bottom",
            "bgcolor": "rgba(0,0,0,0)",
        }  # fmt: skip
        made["annotations"].append(_title(panel))
        if number not in filled:
            made["annotations"].append(_nothing(panel))
    return made


def _axis(panel: Panel, log: bool) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "domain": [panel.bottom, panel.top], "gridcolor": GRID, "zeroline": False
    }  # fmt: skip
    if panel.share:
        return {**axis, "range": [0, 1.02], "tickformat": ".0%", "tickvals": [0, 0.5, 1]}
    if log:
        return {**axis, "type": "log", "exponentformat": "power", "dtick": 1}
    return {**axis, "rangemode": "tozero"}


def _healthy_band() -> dict[str, Any]:
    return {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y2", "y0": GUESSES,
            "y1": WINS, "fillcolor": "rgba(0,163,122,0.2)", "line": {"width": 0},
            "layer": "below"}  # fmt: skip


def _title(panel: Panel) -> dict[str, Any]:
    return {"text": f"<b>{panel.title}</b>", "xref": "paper", "yref": "paper", "x": 0,
            "y": panel.top, "xanchor": "left", "yanchor": "bottom", "showarrow": False}  # fmt: skip


def _nothing(panel: Panel) -> dict[str, Any]:
    return {"text": "none in this run so far", "xref": "paper", "yref": "paper", "x": 0.5,
            "y": (panel.bottom + panel.top) / 2, "showarrow": False}  # fmt: skip
