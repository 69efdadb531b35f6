"""One walk through the page as a visitor takes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

# Pictures that a tab shows when it is filled: those beside the two of each slider.
SHOWN = {"Translate": 8, "Predict": 2, "Compare": 5}
FILLED = """([tab, count, before]) => {
  const panel = [...document.querySelectorAll('.probed')].find(each => each.offsetParent !== null);
  const images = [...(panel?.querySelectorAll('.probe img') ?? [])];
  return images.length >= count && images.every(each => each.complete && each.naturalWidth > 0)
    && panel.querySelector('.read-out') && images[0].src !== before;
}"""


def wait_until_filled(page: Page, tab: str, before: str = "") -> None:
    page.wait_for_function(FILLED, arg=[tab, SHOWN[tab], before], timeout=30_000)


def test_examples_fill_every_tab(browser: Browser, served: str, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    page.goto(served)
    for tab in SHOWN:
        page.get_by_role("tab", name=tab, exact=True).click()
        wait_until_filled(page, tab)
        first = page.locator(".probe:visible img").first
        before = first.get_attribute("src") or ""
        page.locator(".thumbnails:visible button").nth(1).click()
        wait_until_filled(page, tab, before)
        page.screenshot(path=tmp_path / f"{tab}.png", full_page=True)
    page.locator(".probe:visible img").first.hover()
    page.wait_for_function("document.querySelector('#tip')?.style.display === 'block'")
    tip = page.locator("#tip").inner_text()
    assert re.fullmatch(r"na-demo: .+ m( or more)?\nboth-demo: .+ m( or more)?", tip)
    assert problems == []
    page.close()
