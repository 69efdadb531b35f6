"""The parts of the right side of the tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """The question whether a run is to be deleted."""

    row: gr.Row
    question: gr.HTML
    yes: gr.Button
    no: gr.Button
    name: gr.State
    """The run that was asked about, which may not be the one that is shown by now."""


@dataclass(frozen=True, kw_only=True)
class View:
    """What shows a run, and what can be done to it."""

    choice: gr.Radio
    compared: gr.Dropdown
    state: gr.HTML
    trouble: gr.HTML
    help: gr.Button
    buttons: dict[str, gr.Button]
    confirmation: Confirmation
    key: gr.HTML
    """How the curves of each run are drawn."""
    table: gr.HTML
    curves: gr.HTML
    smoothing: gr.Slider
    logarithmic: gr.Checkbox
    step: gr.Slider
    picture: gr.Image
    log: gr.HTML

    @property
    def inputs(self) -> list[Any]:
        """What a visitor wants to see."""
        return [self.choice, self.compared, self.smoothing, self.logarithmic]

    @property
    def outputs(self) -> list[Any]:
        """What ``look`` answers, in its order."""
        return [self.choice, self.compared, self.state, self.trouble, self.help,
                *self.buttons.values(), self.key, self.curves, self.table, self.step, self.picture,
                self.log]  # fmt: skip
