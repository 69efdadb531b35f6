"""The tab Predict as a visitor walks through it."""

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
SHOWN = """(title) => [...document.querySelectorAll('.wall canvas')].some((canvas) =>
  canvas.offsetParent && canvas.getAttribute('aria-label').startsWith(title))"""
PICTURE = """() => [...document.querySelectorAll('.wall canvas')]
  .find((canvas) => canvas.offsetParent).toDataURL()"""


def wait_for_pane(page: Page, title: str) -> None:
    page.wait_for_function(SHOWN, arg=title, timeout=30_000)


def test_a_walk(
    browser: Browser, served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{served}/?tab=predict")
    wait_for_pane(page, "street-1-image")

    # A wrong file, and then many at once of which one is wrong.
    wrong = tmp_path / "notes.png"
    wrong.write_text("these are notes")
    many = page.locator(".map:visible", has_text="many photos").locator("input[type=file]")
    photos = [str(wrong)]
    for number in (1, 2):
        image = np.asarray(Image.open(examples.photos()[number].image))
        photos.append(str(tmp_path / f"mine-{number}.png"))
        Image.fromarray(image[:, ::-1]).save(photos[-1])
    many.set_input_files(photos)
    page.get_by_text("mine-2").first.wait_for()
    page.get_by_role("button", name="Predict", exact=True).click()
    page.get_by_text("2 photos: click one").wait_for()
    page.get_by_text("notes.png").last.wait_for()
    wait_for_pane(page, "mine-1")
    page.locator(".strip img").nth(1).click()
    wait_for_pane(page, "mine-2")

    # What only changes looks asks no network.
    monkeypatch.setattr(networks, "_loaded", lambda *_: problems.append("a network was asked"))
    before = page.evaluate(PICTURE)
    page.locator(".wall:visible input[type=range]").fill("0")
    page.wait_for_function(f"before => ({PICTURE})() !== before", arg=before)
    page.locator(".wall:visible input[type=range]").fill("1")
    page.locator(".wall:visible .chip").first.click()
    assert page.locator(".wall:visible .chip").first.get_attribute("aria-pressed") == "false"
    page.get_by_text("In space: the predicted depth in 3-D").click()
    page.get_by_text("Focal length 502 pixels").wait_for()
    page.get_by_label("classes", exact=True).check()
    page.locator(
        "canvas[aria-label*='3D'], .model3D canvas, canvas:not(.wall canvas)"
    ).last.wait_for()
    page.get_by_role("button", name="Keep for a figure").locator("visible=true").click()
    page.get_by_text("kept", exact=False).locator("visible=true").first.wait_for()
    assert problems == []
    page.close()
