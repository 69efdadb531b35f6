"""A figure in a real browser: kept, cropped, downloaded, and restored on another's page."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import Error

from gioada.figures import carriers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from gioada.figures.recipe import Recipe

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

READY = """[...document.querySelectorAll('button, a')].some((each) => {
  const text = each.textContent.trim();
  return text.startsWith('PNG (') && !each.disabled; })"""

NARROW = "document.querySelector('.figure-sheet img')?.naturalWidth === 1536"  # 992 and two sides


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The served page reads the environment at each look, as it runs in this process."""
    monkeypatch.setenv("GIOADA_STORE", str(tmp_path / "kept"))


def open_tab(page: Page, address: str) -> None:
    page.set_default_timeout(90_000)  # a busy machine draws for long
    page.goto(f"{address}/?tab=figure")
    page.get_by_label("Title of row 1").wait_for()


def drawn_anew(page: Page, before: str) -> None:
    page.wait_for_function(
        "before => document.querySelector('.figure-sheet img')?.src !== before", arg=before
    )
    page.wait_for_function(READY)


def shown(page: Page) -> str:
    return page.locator(".figure-sheet img").first.get_attribute("src") or ""


def downloaded(page: Page, button: str, path: Path) -> None:
    """Save what a button gives; pressed again, as one that is just being replaced gives nothing."""
    for seconds in (3, 3, 30):
        page.wait_for_function(READY)
        with contextlib.suppress(Error):
            with page.expect_download(timeout=1000 * seconds) as download:
                page.get_by_text(button).first.click()
            download.value.save_as(path)
            return
    raise AssertionError(f"{button} gives nothing")


def settled(page: Page, path: Path, title: str) -> Recipe:
    """The downloaded figure as soon as its second row has a title; of changes each is drawn."""
    end = time.monotonic() + 60
    while True:
        downloaded(page, "PNG (", path)
        recipe = carriers.read(path)
        if recipe.rows[1].title == title or time.monotonic() > end:
            return recipe


def test_crop_download_restore(browser: Browser, served: str, tmp_path: Path) -> None:
    mine = browser.new_context(viewport={"width": 1280, "height": 900})
    page = mine.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    open_tab(page, served)
    page.wait_for_function(READY)

    # A box is pulled over the picture; the keyboard moves it by one percent.
    before, area = shown(page), page.locator(".figure-stage .area").first.bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + area["width"] * 0.2, area["y"] + area["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * 0.7, area["y"] + area["height"] * 0.9, steps=3)
    page.mouse.up()
    drawn_anew(page, before)
    left = page.get_by_label("left %")
    assert float(left.input_value()) == pytest.approx(20, abs=0.5)
    before = shown(page)
    page.keyboard.press("ArrowRight")
    drawn_anew(page, before)
    assert float(left.input_value()) == pytest.approx(21, abs=0.5)

    # Faster than figures are drawn: the last one stays.
    page.get_by_role("button", name="+ Inset").click()
    page.get_by_role("button", name="Move down column 1").click()
    page.get_by_label("Title of row 2").fill("Second street")
    page.get_by_label("84 mm").click()
    page.wait_for_function(NARROW)
    page.wait_for_function(READY)

    path = tmp_path / "figure.png"
    recipe = settled(page, path, "Second street")
    assert recipe.crop.left == pytest.approx(0.21, abs=0.005)
    assert [column.kind for column in recipe.columns][:2] == ["prediction", "image"]
    assert len(recipe.insets) == 1
    assert recipe.rows[1].title == "Second street"
    assert page.evaluate(NARROW)
    with Image.open(path) as image:
        assert image.width == 992

    page.reload()
    page.get_by_label("Title of row 2").wait_for()
    assert page.get_by_label("Title of row 2").input_value() == "Second street"
    assert float(left.input_value()) == pytest.approx(21, abs=0.5)
    mine.close()

    other = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = other.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    open_tab(page, served)
    page.wait_for_function(READY)
    before = shown(page)
    page.locator(".figure-drop input[type=file]").set_input_files(path)
    page.get_by_text("Restored from figure.png").wait_for()
    page.wait_for_function(
        "document.querySelector('[aria-label=\"Title of row 2\"]').value === 'Second street'"
    )
    drawn_anew(page, before)
    downloaded(page, "recipe.json (", again := tmp_path / "recipe.json")
    assert json.loads(again.read_text()) == json.loads(carriers.as_json(recipe))
    assert problems == []
    other.close()
