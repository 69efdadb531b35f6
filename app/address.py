"""The tab in the page's address, which reloads, bookmarks and colleagues follow."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import gradio as gr

from app.tab import PRIVATE

_REMEMBER = """() => {
  const address = new URL(window.location);
  // The first tab is selected while the page is built, which says nothing about what was asked for.
  if (!window.gioadaOpened) return;
  address.searchParams.set("tab", TAB);
  // The run that is looked at belongs to the tab Train.
  if (TAB !== "train") address.searchParams.delete("run");
  history.replaceState(history.state, "", address);
}"""
_OPENED = "() => { window.gioadaOpened = true; }"


def follow(page: gr.Blocks, tabs: gr.Tabs, shown: Sequence[gr.Tab]) -> None:
    """Open the tab that the address names, and let the address name the tab that is open.

    Args:
        page: its opening selects the tab.
        tabs: holds them.
        shown: the tabs, each with the id that stands in the address.
    """
    known = [tab.id for tab in shown]

    def opened(request: gr.Request) -> Any:
        asked = request.query_params.get("tab")
        return gr.Tabs(selected=asked) if asked in known else gr.skip()

    page.load(opened, None, tabs, show_progress="hidden", **PRIVATE).then(
        None, None, None, js=_OPENED, **PRIVATE
    )
    for tab in shown:
        tab.select(None, None, None, js=_REMEMBER.replace("TAB", json.dumps(tab.id)), **PRIVATE)
