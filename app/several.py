"""A choice of several checkpoints at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

MOST = 4


@dataclass(frozen=True, kw_only=True)
class Several:
    """Which checkpoints a dropdown of up to four offers; asked again at each opening."""

    find: Callable[[], list[str]]
    wanted: tuple[str, ...]
    """Chosen at first, as far as they are there."""

    def dropdown(self, label: str) -> gr.Dropdown:
        """The dropdown as the page is built."""
        return gr.Dropdown(label=label, multiselect=True, max_choices=MOST,
                           allow_custom_value=True, **self.offered())  # fmt: skip

    def offered(self, *current: object) -> dict[str, Any]:
        """Choices, and of the first given list what is there of it, or the wanted ones."""
        found = self.find()
        for names in current:
            there = [name for name in names if name in found] if isinstance(names, list) else []
            if there:
                return {"choices": found, "value": there[:MOST]}
        wanted = [name for name in self.wanted if name in found]
        return {"choices": found, "value": wanted or found[:1]}
