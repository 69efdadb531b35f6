"""What every test shares: few threads, a free port, and a browser where there is one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools import browser as browser_tool

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Before anything imports torch, and inherited by the processes that tests start: on a machine that
# also does something else, two threads wait for each other and tiny networks take ten times as
# long; and the number of threads changes the order of sums.
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
# No test may reach the network.
os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1"
)

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder that holds app.py and gioada."""
    return ROOT


@pytest.fixture
def free_port() -> int:
    """Return a TCP port of the loopback address that nothing listens on."""
    return browser_tool.free_port()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless chromium for the whole session; skip where none is installed."""
    executable = browser_tool.find_chromium()
    if executable is None:
        pytest.skip("no chromium was found; install it, or name one in GIOADA_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=executable, args=list(browser_tool.CHROMIUM_ARGUMENTS)
        )
        yield launched
        launched.close()
