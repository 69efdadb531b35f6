"""The tab and the run in the page's address, which a reload and a colleague's browser follow."""

from __future__ import annotations

REMEMBER = """(name) => {
  const address = new URL(window.location);
  address.searchParams.set("tab", "train");
  if (name) address.searchParams.set("run", name);
  else address.searchParams.delete("run");
  history.replaceState(history.state, "", address);
}"""
"""Given the name of the run that is shown."""

OPEN = """() => {
  if (new URL(window.location).searchParams.get("tab") !== "train") return;
  // Gradio draws a hidden second row of tabs to measure it.
  const tab = [...document.querySelectorAll("button[role=tab]")]
    .find((each) => each.offsetParent && each.textContent.trim() === "Train");
  if (tab && tab.getAttribute("aria-selected") !== "true") tab.click();
}"""
"""When the page is opened."""
