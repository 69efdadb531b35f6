"""Up to four runs side by side: the options in which they differ, and their newest numbers."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from app.train.words import coded
from gioada import records
from gioada.training.folder import RunFolder
from gioada.training.watch import RunState

MOST = 4
DASHES = ("solid", "dash", "dot", "dashdot")
"""How the curves of the first run, the second, ... are drawn."""
_STROKES = {"solid": "", "dash": "9 5", "dot": "2 4", "dashdot": "9 4 2 4"}
_QUIET = ("method.summary",)
_ROWS = 16


def key(runs: Sequence[RunState]) -> str:
    """How the curves of each run are drawn, as HTML; empty for fewer than two."""
    if len(runs) < 2:
        return ""
    shown = (
        f"<span>{_sample(dash)} {html.escape(run.name)}</span>"
        for run, dash in zip(runs, DASHES, strict=False)
    )
    return f'<p class="strokes">{"".join(shown)}</p>'


def table(runs: Sequence[RunState]) -> str:
    """Runs as columns of an HTML table; empty for fewer than two."""
    if len(runs) < 2:
        return ""
    heads = "".join(
        f"<th>{_sample(dash)} {html.escape(run.name)}</th>"
        for run, dash in zip(runs, DASHES, strict=False)
    )
    rows = [_row(name, values) for name, values in _numbers(runs)]
    options = differences([_options(run) for run in runs])
    rows += [_row(_option(name), values) for name, values in options[:_ROWS]]
    if len(options) > _ROWS:
        rows.append(_row(f"and {len(options) - _ROWS} more options", [""] * len(runs)))
    if not options:
        rows.append(_row("options", ["the same"] * len(runs)))
    return (
        '<div class="wide"><table class="numbers compared"><thead><tr><th>Run</th>'
        f"{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def differences(options: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """Each option that is not the same in all, with its value in each.

    Args:
        options: of each run, by name.
    """
    names = dict.fromkeys(name for each in options for name in each)
    # A part that one run has as a whole and another lacks is told by what is in it.
    names = [name for name in names if not any(other.startswith(f"{name}.") for other in names)]
    found: list[tuple[str, list[str]]] = []
    for name in names:
        values = [_text(each.get(name)) if name in each else "–" for each in options]
        if len(set(values)) > 1 and name not in _QUIET:
            found.append((name, values))
    return found


def _numbers(runs: Sequence[RunState]) -> list[tuple[str, list[str]]]:
    rows = [
        ("state", [run.state for run in runs]),
        (
            "step",
            [f"{run.step:,} of {run.steps:,}" if run.steps else f"{run.step:,}" for run in runs],
        ),
    ]
    scores = [_numbers_of(run.validation) for run in runs]
    for name in dict.fromkeys(name for each in scores for name in each):
        values = [each.get(name) for each in scores]
        shown = ["–" if value is None else f"{value:.4g}" for value in values]
        rows.append((f"validation: {html.escape(name)}", shown))
    terms = [_numbers_of(run.line.get("terms")) for run in runs]
    for name in dict.fromkeys(name for each in terms for name in each):
        values = [each.get(name) for each in terms]
        shown = ["–" if value is None else f"{value:.3g}" for value in values]
        rows.append((f"{html.escape(name)} term, last", shown))
    rows.append(("health", [run.health or "–" for run in runs]))
    return rows


def _numbers_of(values: Any) -> dict[str, float]:
    """The numbers among what a journal line holds; other hands may have written it."""
    named = values.items() if isinstance(values, Mapping) else ()
    return {name: value for name, value in named if isinstance(value, int | float)}


def _options(run: RunState) -> dict[str, Any]:
    try:
        return dict(_flat(records.read_values(RunFolder(run.path).spec), ""))
    except ValueError:
        return {}


def _flat(values: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    found = []
    for name, value in values.items():
        nested = isinstance(value, Mapping)
        name = name.replace("_", "-")
        found += _flat(value, f"{prefix}{name}.") if nested else [(prefix + name, value)]
    return found


def _option(name: str) -> str:
    """An option's name as the terminal has it; the preset is no option there."""
    return "preset" if name == "method.name" else f"<code>--{html.escape(name)}</code>"


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(_text(item) for item in value) or "none"
    return "none" if value is None else str(value)


def _row(title: str, values: Sequence[str]) -> str:
    cells = "".join(f"<td>{coded(value)}</td>" for value in values)
    return f"<tr><td>{title}</td>{cells}</tr>"


def _sample(dash: str) -> str:
    """A piece of a run's line, as in the curves."""
    return (
        '<svg width="34" height="8" aria-hidden="true"><line x1="0" y1="4" x2="34" y2="4" '
        f'stroke="currentColor" stroke-width="2" stroke-dasharray="{_STROKES[dash]}"/></svg>'
    )
