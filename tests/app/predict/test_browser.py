"""The tab Predict, which the page opens with, as a visitor walks through it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from app import examples, networks

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
COUNTED = """(count) => [...document.querySelectorAll('.wall')]
  .find((wall) => wall.offsetParent)?.querySelectorAll('canvas').length === count
  && !document.querySelector('.stale')"""
SHOWN = """(title) => [...document.querySelectorAll('.wall canvas')].some((canvas) =>
  canvas.offsetParent && canvas.getAttribute('aria-label').startsWith(title))"""
PICTURE = """() => [...document.querySelectorAll('.wall canvas')]
  .filter((canvas) => canvas.offsetParent)[1].toDataURL()"""


def wait_for_panes(page: Page, count: int) -> None:
    """So many, and none of them of a form that was changed since."""
    page.wait_for_function(COUNTED, arg=count, timeout=90_000)


@pytest.fixture
def mine(tmp_path: Path) -> list[str]:
    """Two photos of somebody's own."""
    paths = []
    for number in (1, 2):
        image = np.asarray(Image.open(examples.photos()[number].image))
        paths.append(str(tmp_path / f"mine-{number}.png"))
        Image.fromarray(image[:, ::-1]).save(paths[-1])
    return paths


def test_a_walk(
    browser: Browser, served: str, mine: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(served)
    # Photo, non-adapted, adapted, truth and where they differ, with the button above the fold.
    wait_for_panes(page, 5)
    for part in (page.get_by_role("button", name="Predict", exact=True),
                 page.locator(".wall canvas").nth(2)):  # fmt: skip
        box = part.bounding_box()
        assert box is not None and box["y"] + box["height"] < 720
    page.get_by_text("They disagree on").wait_for()

    _own_photo(page, mine[0])
    _wrong_truth(page, tmp_path)
    _another_checkpoint(page)
    _many(page, mine, tmp_path)

    # What only changes looks asks no network.
    monkeypatch.setattr(networks, "load", lambda *_: problems.append("a network was asked"))
    page.get_by_title("what else can be set").locator("visible=true").click()
    before = page.evaluate(PICTURE)
    page.locator(".wall:visible input[type=range]").first.fill("0")
    page.wait_for_function(f"before => ({PICTURE})() !== before", arg=before)
    page.locator(".wall:visible .chip").first.click()
    assert page.locator(".wall:visible .chip").first.get_attribute("aria-pressed") == "false"
    page.get_by_text("The street in 3-D").click()
    page.get_by_text("Focal length 502 pixels").wait_for()
    page.get_by_label("classes", exact=True).check()
    page.locator("canvas:not(.wall canvas)").last.wait_for()
    page.get_by_text("Do depth and labels fit each other?").click()
    page.get_by_text("No D_output:").wait_for()
    page.get_by_text("Downloads, and for a figure").click()
    page.get_by_text("_na-demo_depth_cm").first.wait_for()
    page.get_by_role("button", name="Keep for a figure").locator("visible=true").click()
    page.get_by_text("Keep for a figure (1 kept)").locator("visible=true").wait_for()
    page.get_by_role("button", name="Adapt a network to my photos").click()
    page.get_by_label("Your photos").wait_for()
    assert problems == []
    page.close()


def _own_photo(page: Page, path: str) -> None:
    """An upload is answered without a press; the example's truth goes, old results are dimmed."""
    page.get_by_label("Remove Image").locator("visible=true").click()
    page.locator(".photo:visible input[type=file]").set_input_files(path)
    # Looked at in each frame: it may stand for a quarter of a second.
    page.wait_for_function("document.querySelector('.result.stale')")
    wait_for_panes(page, 4)
    assert page.get_by_text("They disagree on").inner_text().count("right") == 0


def _wrong_truth(page: Page, tmp_path: Path) -> None:
    """Labels of another frame are refused beside the button, and mended."""
    other = tmp_path / "other_labelIds.png"
    Image.fromarray(np.full((50, 50), 7, np.uint8)).save(other)
    page.get_by_text("More files: many photos, true maps").click()
    labels = page.locator(".map:visible", has_text="True labels")
    labels.locator("input[type=file]").set_input_files(other)
    page.locator(".problem li", has_text="different proportions").wait_for()
    assert page.locator(".result.stale").count() == 1, "what is shown is not of this form"
    labels.get_by_label("Clear").click()
    wait_for_panes(page, 4)
    assert page.locator(".problem li:visible").count() == 0


def _another_checkpoint(page: Page) -> None:
    page.get_by_label("Networks, up to four").click()
    page.get_by_role("option", name="CycleGAN (demo)").click()
    page.keyboard.press("Escape")
    wait_for_panes(page, 5)


def _many(page: Page, mine: list[str], tmp_path: Path) -> None:
    wrong = tmp_path / "notes.png"
    wrong.write_text("these are notes")
    many = page.locator(".map:visible", has_text="Many photos").locator("input[type=file]")
    many.set_input_files([str(wrong), mine[1]])
    page.get_by_text("2 photos: click one").wait_for()
    page.get_by_text("Left out: notes.png").wait_for()
    page.locator(".strip img").nth(1).click()
    page.wait_for_function("document.querySelectorAll('.strip img').length === 2")


def test_input_button_and_result_on_a_phone(browser: Browser, served: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(served)
    wait_for_panes(page, 5)
    tops = [
        (part.bounding_box() or {"y": -1})["y"]
        for part in (page.locator(".photo:visible"),
                     page.get_by_role("button", name="Predict", exact=True),
                     page.locator(".wall canvas").first)
    ]  # fmt: skip
    assert tops == sorted(tops) and tops[1] < 844
    page.close()
