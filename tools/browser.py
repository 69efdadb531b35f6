"""Chromium without a window, and a page of its own for it: found, started, waited for."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
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


@contextmanager
def running(
    python: str | Path, tree: Path, environment: Mapping[str, str], log: Path
) -> Iterator[str]:
    """The address of a page that a Python starts in a tree, in an environment of its own.

    Args:
        log: where what it prints is written.
    """
    port = free_port()
    variables = {**environment, "GRADIO_SERVER_PORT": str(port)}
    with log.open("w") as printed:
        server = subprocess.Popen(
            [python, "app.py"], cwd=tree, env=variables, stdout=printed, stderr=printed
        )
        try:
            wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


@contextmanager
def served() -> Iterator[str]:
    """The address of a page whose only run is a copy of the example."""
    with tempfile.TemporaryDirectory(prefix="gioada-looked-at-") as name:
        folder = Path(name)
        shutil.copytree(ROOT / "app" / "examples" / "runs", folder / "runs")
        apart = {"GIOADA_RUNS": str(folder / "runs"), "GIOADA_STORE": str(folder / "kept")}
        environment = {**os.environ, **apart}
        with running(sys.executable, ROOT, environment, folder / "log.txt") as address:
            yield address


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        yield browser
        browser.close()


def open_tab(page: Page, address: str, tab: str) -> None:
    """Open a page at a tab, and return when that stands."""
    page.goto(f"{address}/?tab={tab}")
    page.get_by_role("tab", name=tab.capitalize(), exact=True, selected=True).wait_for(
        timeout=60_000, state="attached"
    )
    stand(page)


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
