"""The tab Translate as a visitor walks through it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import examples

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
COUNTED = """(count) => [...document.querySelectorAll('.wall')]
  .find((wall) => wall.offsetParent)?.querySelectorAll('canvas').length === count
  && !document.querySelector('.stale')"""


def wait_for_panes(page: Page, count: int) -> None:
    """So many, and none of them of a form that was changed since."""
    page.wait_for_function(COUNTED, arg=count, timeout=90_000)


def test_a_walk(browser: Browser, served: str, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{served}/?tab=translate")
    wait_for_panes(page, 3)

    # A street to order is translated as soon as it is there.
    page.get_by_text("Render a street").click()
    page.get_by_role("button", name="Render", exact=True).click()
    # Looked at in each frame: it may stand for a quarter of a second.
    page.wait_for_function("document.querySelector('.result.stale')")
    wait_for_panes(page, 3)

    # The object under a click is erased, and the translator gets the rest.
    page.get_by_text("Edit: erase objects").click()
    picture = page.get_by_alt_text("given labels over the picture")
    picture.scroll_into_view_if_needed()
    picture.click(position={"x": 30, "y": 60})
    page.get_by_text("1 in all.").wait_for()
    page.get_by_role("button", name="Translate with these changes").click()
    page.get_by_text("Labels changed on").wait_for()

    _many_frames(page, tmp_path)
    _swapped(page)
    _nothing_to_change(page)
    assert problems == []
    page.close()


def _many_frames(page: Page, tmp_path: Path) -> None:
    """A zip of many frames fills a strip, of which one is chosen; every file is understood."""
    packed = tmp_path / "frames.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for number, frame in enumerate(examples.triples()[:2]):
            for kind, path in (("rgb", frame.image), ("semantic", frame.labels),
                               ("depth", frame.depth)):  # fmt: skip
                archive.write(str(path), f"{kind}/{number:04}.png")
    page.get_by_text("Many frames: a zip, or files").click()
    chooser = page.locator(".map:visible", has_text="A zip, or").locator("input[type=file]")
    chooser.set_input_files(packed)
    page.locator(".strip img").nth(1).wait_for()
    wait_for_panes(page, 3)
    page.get_by_text("Read: picture, labels, depth").locator("visible=true").wait_for()
    page.get_by_text("Encodings, size, details").click()
    for label in ("Labels are written as", "Depth is written as"):
        assert page.get_by_label(label).locator("visible=true").input_value().startswith("auto")
    page.locator(".strip img").nth(1).click()
    # Looked at in each frame: it may stand for a quarter of a second.
    page.wait_for_function("document.querySelector('.result.stale')")
    wait_for_panes(page, 3)
    assert page.locator(".input-check b.bad").count() == 0
    assert page.locator(".problem li:visible").count() == 0


def _swapped(page: Page) -> None:
    """Labels and depth in each other's slots are named as such, where the eye is."""
    triple = examples.triples()[1]
    for slot, path in enumerate((triple.depth, triple.labels)):
        one = page.locator(".given:visible").nth(slot)
        one.get_by_label("Clear").click()
        one.locator("input[type=file]").set_input_files(str(path))
    page.locator(".problem li", has_text="is a label map: it belongs into the slot").wait_for()
    page.locator(".problem li", has_text="is a depth map: it belongs into the slot").wait_for()


def _nothing_to_change(page: Page) -> None:
    """Without maps it stands by the button of the edit what is missing."""
    for _ in range(2):
        page.locator(".given:visible").get_by_label("Clear").first.click()
    wait_for_panes(page, 2)
    page.get_by_role("button", name="Translate with these changes").click()
    page.locator(".problem li", has_text="This frame came without labels and depth").wait_for()
