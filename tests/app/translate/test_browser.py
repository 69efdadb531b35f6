"""The tab Translate as a visitor walks through it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from app import examples

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
TRIPLE = examples.triples()[1]
COUNTED = """(count) => [...document.querySelectorAll('.wall')]
  .find(wall => wall.offsetParent)?.querySelectorAll('canvas').length === count"""


def wait_for_panes(page: Page, count: int) -> None:
    page.wait_for_function(COUNTED, arg=count, timeout=30_000)


def test_a_walk(browser: Browser, served: str, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(served)
    wait_for_panes(page, 6)

    # A street to order, and its translation.
    page.get_by_text("Render a street").click()
    page.get_by_role("button", name="Render", exact=True).click()
    page.get_by_text("street-1-depth").wait_for()
    page.get_by_role("button", name="Translate", exact=True).click()
    page.wait_for_function(
        "document.querySelector('.wall canvas')?.getAttribute('aria-label').startsWith('input')"
    )

    # The object under a click is erased, and the translator told.
    page.get_by_text("Change what it is told").click()
    picture = page.get_by_alt_text("given labels over the picture")
    picture.scroll_into_view_if_needed()
    picture.click(position={"x": 30, "y": 60})
    page.get_by_text("1 in all.").wait_for()
    page.get_by_role("button", name="Translate with these changes").click()
    page.get_by_text("Labels changed on").wait_for()

    # A zip, and then a map of another frame.
    packed = tmp_path / "frame.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name, path in (("rgb.png", TRIPLE.image), ("x_labelIds.png", TRIPLE.labels),
                           ("depth.png", TRIPLE.depth)):  # fmt: skip
            archive.write(str(path), name)
    chooser = page.locator(".map:visible", has_text="in one zip").locator("input[type=file]")
    chooser.set_input_files(packed)
    page.get_by_text("x_labelIds").wait_for()
    page.locator(".doctor b.good").nth(2).wait_for()
    other = tmp_path / "other_labelIds.png"
    Image.fromarray(np.full((50, 50), 7, np.uint8)).save(other)
    labels = page.locator(".map:visible", has_text="Labels")
    labels.get_by_label("Clear").click()
    labels.locator("input[type=file]").set_input_files(other)
    page.locator(".doctor b.bad").wait_for()
    page.get_by_role("button", name="Translate", exact=True).click()
    page.locator(".toast-wrap, .toast-body", has_text="different proportions").first.wait_for()
    assert problems == []
    page.close()
