"""Make the pictures in docs/ again: ``python tools/screenshots.py`` (playwright and chromium).

Starts the page with the bundled checkpoints, opens each tab and writes docs/<tab>.png.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TABS = ("Translate", "Predict", "Compare")
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")


def free_port() -> int:
    """A TCP port that nobody listens on."""
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


def shoot(page: Page, tab: str) -> None:
    """Open a tab, wait until its pictures stand, and write the picture of the whole page."""
    page.get_by_role("tab", name=tab).click()
    panel = page.locator("[role=tabpanel]:visible .probe img")
    panel.first.wait_for(timeout=120_000)
    page.wait_for_timeout(4000)
    page.screenshot(path=ROOT / "docs" / f"{tab.lower()}.png", full_page=True)


def main() -> None:
    """Start the page, walk over the tabs, stop the page."""
    (ROOT / "docs").mkdir(exist_ok=True)
    browser_path = os.environ.get("GIOADA_CHROMIUM") or shutil.which("chromium")
    port = free_port()
    server = subprocess.Popen([sys.executable, "app.py", "--port", str(port)], cwd=ROOT)
    try:
        wait(port)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=list(ARGS))
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"http://127.0.0.1:{port}")
            for tab in TABS:
                shoot(page, tab)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
