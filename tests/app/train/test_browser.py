"""Trainings in a real browser: started, reloaded, compared, stopped from another browser."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.train import listing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PLOT = "document.querySelector('.curves .plot')"
POINTS = f"({PLOT}?.data?.[0].x.length ?? 0)"
MARKED = f"{PLOT}.layout.shapes.find(({{ name }}) => name === 'sheet')?.x0"


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The served page reads the environment at each look, as it runs in this process."""
    monkeypatch.setenv("GIOADA_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("GIOADA_DATA", str(tmp_path / "data"))
    yield tmp_path / "runs"
    for run in listing.own():
        if run.lives and run.status:
            os.kill(run.status.pid, signal.SIGKILL)


def new_page(browser: Browser, problems: list[str]) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)  # of a busy machine
    page.on("pageerror", lambda error: problems.append(str(error)))
    return page


def fill(page: Page, name: str) -> None:
    """Describe a run that lasts longer than the test."""
    page.get_by_label("Pair of data sets").fill("demo-tiny")
    page.keyboard.press("Enter")
    page.get_by_label("Steps", exact=True).fill("5000")
    page.get_by_text("More options").click()
    page.get_by_label("Height x width").fill("32 x 64")
    page.get_by_label("Name of the run").fill(name)


def test_start_reload_and_stop_from_another_browser(
    browser: Browser, served: str, runs: Path
) -> None:
    problems: list[str] = []
    page = new_page(browser, problems)
    page.goto(f"{served}/?tab=train")
    page.get_by_text("No run yet.").wait_for()
    page.get_by_text("example: both-demo · done").wait_for()
    fill(page, "walk")
    page.get_by_role("button", name="Start", exact=True).click()
    page.locator(".run b", has_text="running").wait_for()
    assert "run=walk" in page.url
    page.get_by_text("in use by the run walk since").wait_for()

    page.reload()
    page.locator(".run strong", has_text="walk").wait_for()
    assert page.get_by_label("Steps", exact=True).input_value() == "5000"
    page.wait_for_function(f"{POINTS} > 1")
    page.evaluate(
        f"() => {{ {PLOT}.dataset.mine = 'yes';"
        f" return Plotly.relayout({PLOT}, {{'xaxis.range': [5, 15]}}); }}"
    )
    before = page.evaluate(POINTS)
    page.wait_for_function(f"{POINTS} > {before}")
    assert page.evaluate(f"[{PLOT}.dataset.mine, {PLOT}.layout.xaxis.range]") == ["yes", [5, 15]]

    other = new_page(browser, problems)
    other.goto(f"{served}/?tab=train&run=walk")
    other.locator(".run b", has_text="running").wait_for()
    other.get_by_role("button", name="Stop", exact=True).click()
    for each in (page, other):
        each.locator(".run b", has_text="stopped").wait_for()
        each.locator("button:enabled", has_text="Resume").wait_for()
        assert each.get_by_role("button", name="Stop", exact=True).is_disabled()
    other.close()
    page.close()
    assert problems == []


def test_look_compare_copy_and_delete(browser: Browser, served: str, runs: Path) -> None:
    shutil.copytree(listing.EXAMPLES / "both-demo", runs / "first")
    shutil.copytree(listing.EXAMPLES / "both-demo", runs / "second")
    spec = json.loads((runs / "second" / "spec.json").read_text())
    spec["training"]["lr_image"] = 1e-05
    (runs / "second" / "spec.json").write_text(json.dumps(spec))
    problems: list[str] = []
    page = new_page(browser, problems)
    page.goto(f"{served}/?tab=train&run=first")
    page.locator(".run strong", has_text="first").wait_for()
    page.wait_for_function(f"{MARKED} === 2500")

    page.mouse.move(*(place := _at(page, 0.2)))
    page.mouse.click(*place)
    page.wait_for_function(f"{MARKED} === 500")
    page.get_by_text("Samples at step 500").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Samples at step 1,000").wait_for()
    page.wait_for_function(f"{MARKED} === 1000")

    page.get_by_label("Compare with, up to three").fill("second")
    page.keyboard.press("Enter")
    page.locator("table.compared", has_text="--training.lr-image").wait_for()
    drawn = page.evaluate(f"{PLOT}.data.map(({{ line }}) => line.dash)")
    assert drawn.count("solid") == drawn.count("dash") == 8

    page.get_by_role("radio", name="second").check()
    page.wait_for_url("**run=second**")
    page.get_by_role("button", name="New run from this one").click()
    page.locator("p.how", has_text="--training.lr-image 1e-05").wait_for()
    assert page.get_by_label("Name of the run").input_value() == "second-2"
    page.get_by_text("The same in a terminal").click()
    page.locator(".command .cm-content", has_text="torchrun --nnodes 2").wait_for()

    page.get_by_role("button", name="Delete …").click()
    page.get_by_role("button", name="Delete for ever").click()
    page.wait_for_url(lambda url: "run=" not in url)
    page.locator(".run strong", has_text="first").wait_for()
    assert not (runs / "second").exists()
    assert (runs / "first" / "journal.jsonl").exists()
    page.close()
    assert problems == []


def _at(page: Page, share: float) -> tuple[float, float]:
    """A point in the panel of the terms, at a share of its width."""
    box = page.locator(".curves .plot .nsewdrag").first.bounding_box()
    assert box is not None
    return box["x"] + share * box["width"], box["y"] + box["height"] / 2
