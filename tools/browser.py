"""Chromium without a window: where it is, how it is started, and a page waited for."""

from __future__ import annotations

import os
import shutil
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The browser that GIOADA_CHROMIUM names, or an installed chromium, or None."""
    named = os.environ.get("GIOADA_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return shutil.which("chromium") or shutil.which("chromium-browser")


def free_port() -> int:
    """A TCP port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(port: int, seconds: float = 120) -> None:
    """Return when the page answers; TimeoutError if it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(f"the page did not answer within {seconds:.0f} s")


STANDS = """() => {
  const panel = [...document.querySelectorAll("[role=tabpanel]")].find((each) => each.offsetParent);
  const busy = document.querySelector(".eta-bar, .progress-text, .generating, .pending");
  const shown = [...(panel?.querySelectorAll("img, canvas, .plot svg") ?? [])]
    .filter((each) => each.getBoundingClientRect().width > 0
      && (each.naturalWidth ?? each.clientWidth) > 0);
  const still = panel && !busy && (shown.length > 0 || panel.textContent.trim().length > 400);
  const now = performance.now();
  if (!still || window.gioadaSeen !== panel.textContent.length) window.gioadaStill = now;
  window.gioadaSeen = panel?.textContent.length;
  return still && now - window.gioadaStill > 600;
}"""


def stand(page: Page, seconds: float = 120) -> None:
    """Return when the tab in front shows something, and has neither work nor changed for 0.6 s.

    Raises:
        playwright.sync_api.TimeoutError: it did not come to that.
    """
    page.wait_for_function(STANDS, timeout=1000 * seconds, polling=100)
