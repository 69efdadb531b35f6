"""The run in the page's address, beside its tab, for a reload and a colleague's browser."""

from __future__ import annotations

REMEMBER = """(name) => {
  const address = new URL(window.location);
  address.searchParams.set("tab", "train");
  if (name) address.searchParams.set("run", name);
  else address.searchParams.delete("run");
  window.gioadaRun = name;
  history.replaceState(history.state, "", address);
}"""
"""Given the name of the run that was chosen, started, or is shown after one was deleted."""

REPEAT = """() => {
  const address = new URL(window.location);
  window.gioadaRun ??= address.searchParams.get("run");
  if (window.gioadaRun) address.searchParams.set("run", window.gioadaRun);
  history.replaceState(history.state, "", address);
}"""
"""When the tab is opened again; other tabs take the run out of the address."""
