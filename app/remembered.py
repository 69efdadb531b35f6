"""What a browser remembers of a visitor's settings, over reloads and restarts of the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

QUIET: dict[str, Any] = {
    "api_visibility": "private",
    "queue": False,
    "show_progress": "hidden",
}


@dataclass(frozen=True, kw_only=True)
class Memory:
    """The settings of one tab in the state of the page."""

    state: gr.BrowserState
    tab: str

    def of(self, state: object, label: str) -> Any:
        """What was remembered under a label, or None. It came from a browser: check it."""
        mine = state.get(self.tab) if isinstance(state, dict) else None
        return mine.get(label) if isinstance(mine, dict) else None

    def follow(self, fields: Sequence[Any]) -> None:
        """Remember what a person sets."""

        def noted(state: object, *values: Any) -> dict[str, Any]:
            mine = {field.label: value for field, value in zip(fields, values, strict=True)}
            return {**(state if isinstance(state, dict) else {}), self.tab: mine}

        for field in fields:
            field.input(noted, [self.state, *fields], self.state, **QUIET)


def memory() -> gr.BrowserState:
    """The state of all tabs; to be called while the page is laid out.

    Its key and secret stay the same, so that a restarted server can read it again.
    """
    return gr.BrowserState({}, storage_key="gioada-settings", secret="gioada")


def settings(inputs: Sequence[Any]) -> list[Any]:
    """Those of a tab's inputs that are the visitor's way of working.

    How a file is written belongs to the file, so what stands at ``auto`` is left out.
    """
    return [
        field
        for field in inputs
        if isinstance(field, gr.Dropdown | gr.Checkbox) and field.value != "auto"
    ]


def valid(field: Any, value: object) -> bool:
    """Whether a field other than that of checkpoints can take a remembered value."""
    if isinstance(field, gr.Checkbox):
        return isinstance(value, bool)
    offered = [choice for _, choice in field.choices]
    return type(value) in (int, str) and value in offered
