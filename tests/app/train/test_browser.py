"""A training in a real browser: start, reload, still there, zoom kept, stop."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.train import listing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

POINTS = "(document.querySelector('.curves .plot')?.data?.[0].x.length ?? 0)"


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The served page reads the environment at each look, as it runs in this process."""
    monkeypatch.setenv("GIOADA_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("GIOADA_DATA", str(tmp_path / "data"))
    yield tmp_path / "runs"
    for run in listing.own():
        if run.lives and run.status:
            os.kill(run.status.pid, signal.SIGKILL)


def open_tab(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("tab", name="Train", exact=True).click()


def test_start_reload_stop(browser: Browser, served: str, runs: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    open_tab(page, served)
    page.get_by_text("No run yet.").wait_for()
    page.get_by_label("Pair of data sets").fill("demo-tiny")
    page.keyboard.press("Enter")
    page.get_by_label("Steps", exact=True).fill("5000")
    page.get_by_text("More options").click()
    page.get_by_label("Height x width").fill("32 x 64")
    page.get_by_label("Name of the run").fill("walk")
    page.get_by_role("button", name="Start", exact=True).click()
    page.locator(".run b", has_text="running").wait_for(timeout=40_000)

    open_tab(page, served)
    page.locator(".run strong", has_text="walk").wait_for()
    page.wait_for_function(f"{POINTS} > 1", timeout=30_000)
    page.evaluate(
        "() => { const node = document.querySelector('.curves .plot'); node.dataset.mine = 'yes';"
        " return Plotly.relayout(node, {'xaxis.range': [5, 15]}); }"
    )
    before = page.evaluate(POINTS)
    page.wait_for_function(f"{POINTS} > {before}", timeout=30_000)
    kept = page.evaluate(
        "(() => { const node = document.querySelector('.curves .plot');"
        " return [node.dataset.mine, node.layout.xaxis.range]; })()"
    )
    assert kept == ["yes", [5, 15]]

    page.get_by_role("button", name="Stop", exact=True).click()
    page.locator(".run b", has_text="stopped").wait_for(timeout=30_000)
    assert page.get_by_role("button", name="Resume", exact=True).is_enabled()
    assert page.get_by_role("button", name="Stop", exact=True).is_disabled()
    assert problems == []
    page.close()
