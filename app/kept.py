"""Rows that visitors keep for a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.tab import PRIVATE, told
from gioada.figures.recipe import Row


@dataclass(frozen=True, kw_only=True)
class Basket:
    """The rows of a visitor; every tab puts rows in, the tab Figure takes them out."""

    ids: gr.BrowserState
    """Names of the kept rows, which are looked up in the page's own store."""

    def keeper(self, make: Callable[..., Row], inputs: list[Any]) -> gr.Button:
        """A button that keeps what a tab shows.

        Args:
            make: values of the inputs -> the row; raises ValueError with a sentence.
            inputs: components.
        """
        button = gr.Button("Keep for a figure", size="sm", min_width=90)

        def keep(ids: list[str], *values: Any) -> list[str]:
            make(*values)
            return ids

        button.click(told(keep), [self.ids, *inputs], self.ids, **PRIVATE)
        return button


def basket() -> Basket:
    """An empty basket; to be called while the page is laid out."""
    return Basket(ids=gr.BrowserState([], storage_key="gioada-kept", secret="gioada"))
