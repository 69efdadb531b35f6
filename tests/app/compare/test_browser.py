"""The tab Compare as a visitor walks through it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from app import examples

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
COUNTED = """(count) => [...document.querySelectorAll('.wall')]
  .find(wall => wall.offsetParent)?.querySelectorAll('canvas').length === count"""


def wait_for_panes(page: Page, count: int) -> None:
    page.wait_for_function(COUNTED, arg=count, timeout=30_000)


def test_a_walk(browser: Browser, served: str, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{served}/?tab=compare")
    # Photo, truth, two predictions, and where they differ.
    wait_for_panes(page, 5)
    page.get_by_text("They differ on").wait_for()
    page.get_by_text("Joint space: do depth and labels fit each other?").wait_for()
    page.get_by_text("na-demo and both-demo carry no D_output").wait_for()

    upper = page.locator(".wall:visible").first
    upper.get_by_role("button", name="Next largest disagreement").click()
    assert "of the picture; given: " in upper.locator(".place").inner_text()
    upper.locator("canvas").nth(4).hover()
    told = {row.locator("th").inner_text(): row.locator("td").all_inner_texts()
            for row in upper.locator(".told tr").all()}  # fmt: skip
    assert told["na-demo"][2].startswith("confidence ") and told["na-demo"][4] in ("right", "wrong")
    assert upper.get_by_role("button", name="only both-demo is right").is_visible()

    _a_third_on_a_frame_with_depth(page)
    _somebody_s_own_photo(page, tmp_path)
    page.get_by_role("button", name="Stop", exact=True).locator("visible=true").click()
    page.get_by_text("Stopped: what is shown").wait_for()
    page.get_by_role("button", name="Keep for a figure").locator("visible=true").click()
    page.get_by_text("Keep for a figure (1 kept)").locator("visible=true").wait_for()
    assert problems == []
    page.close()


def _a_third_on_a_frame_with_depth(page: Page) -> None:
    page.get_by_label("Checkpoints, up to four").click()
    page.get_by_role("option", name="cg-demo").click()
    page.keyboard.press("Escape")
    page.locator(".thumbnails:visible .gallery-item").nth(4).click()
    wait_for_panes(page, 6)
    page.locator("td", has_text="relative depth error").locator("visible=true").wait_for()
    page.get_by_text("Not all say the same on").wait_for()


def _somebody_s_own_photo(page: Page, tmp_path: Path) -> None:
    """The truth of the example goes with it; labels of another frame are told of."""
    photo, other = tmp_path / "mine.png", tmp_path / "other_labelIds.png"
    with Image.open(examples.photos()[1].image) as picture:
        picture.save(photo)
    Image.fromarray(np.full((50, 50), 7, np.uint8)).save(other)
    panel = page.get_by_role("tabpanel").locator("visible=true")
    panel.get_by_label("Remove Image").first.click()
    panel.locator("input[type=file]").first.set_input_files(photo)
    page.wait_for_function(
        "![...document.querySelectorAll('.map')].some("
        "map => map.offsetParent && map.textContent.includes('source-1'))"
    )
    compare = page.get_by_role("button", name="Compare", exact=True)
    compare.click()
    wait_for_panes(page, 5)
    labels = page.locator(".map:visible", has_text="True labels")
    labels.locator("input[type=file]").set_input_files(other)
    page.locator(".doctor b.bad").locator("visible=true").wait_for()
    compare.click()
    page.locator(".toast-wrap, .toast-body", has_text="different proportions").first.wait_for()
