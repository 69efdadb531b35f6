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


@pytest.fixture(scope="session", autouse=True)
def frames_drawn_here() -> Iterator[None]:
    """Draw frames in this process, however busy the machine is: they are few and small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gioada.data.rendered.BEGINNING", float("inf"))
        yield


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose rendered frames stay for whoever needs them next."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless chromium for the whole session; skip where none is installed."""
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


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The session's chromium; what a test leaves open is closed, as it would go on working."""
    yield chromium
    for context in chromium.contexts:
        context.close()
