"""The tab Folders in a real browser: a job that outlives its tab, and the report of an audit."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from app import processes
from app.folders import jobs

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
FRAMES = 4000
"""Enough to be stopped among them."""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).locator("visible=true").click()


def shows(page: Page, state: str) -> None:
    page.locator(f".run.{state}").locator("visible=true").wait_for()


def name(page: Page, label: str, value: object) -> None:
    page.get_by_role("textbox", name=label, exact=True).fill(str(value))


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(processes, "NICE", 0)  # a busy machine would never come to it
    draw = np.random.default_rng(0)
    given = np.repeat(np.array([[11], [26]], np.uint8), 24, 0).repeat(160, 1)
    for kind in ("rgb", "labels", "many"):
        (tmp_path / kind).mkdir()
    for index in range(3):
        picture = draw.integers(0, 256, (48, 160, 3), np.uint8)
        Image.fromarray(picture).save(tmp_path / "rgb" / f"{index}.png")
        Image.fromarray(given).save(tmp_path / "labels" / f"{index}.png")
    for index in range(FRAMES):
        os.link(tmp_path / "rgb" / "0.png", tmp_path / "many" / f"{index}.png")
    yield tmp_path
    for job in jobs.listed():
        if job.lives and job.status:
            os.kill(job.status.pid, signal.SIGKILL)


def test_walk(browser: Browser, served: str, folders: Path) -> None:
    problems: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(120_000)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{served}/?tab=folders")
    press(page, "Start")
    page.get_by_text("Name the pictures").wait_for()
    name(page, "Pictures", folders / "nowhere")
    press(page, "Start")
    page.get_by_text("nowhere does not exist").wait_for()

    name(page, "Pictures", folders / "many")
    press(page, "Start")
    shows(page, "running")
    page.locator(".grid-wrap img").first.wait_for()
    page.close()  # it goes on
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(120_000)
    page.goto(f"{served}/?tab=folders")
    shows(page, "running")
    page.locator(".run .state", has_text="frames/s").wait_for()
    press(page, "Stop")
    shows(page, "stopped")
    page.get_by_role("button", name="Go on", exact=True).wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Delete …")
    page.get_by_role("radio", name="predict-many").wait_for(state="detached")

    page.get_by_label("Audit: may I train on translations?").check()
    name(page, "Source frames", folders / "rgb")
    name(page, "Their translations", folders / "rgb")
    name(page, "Label maps", folders / "labels")
    press(page, "Start")
    shows(page, "done")
    page.frame_locator("iframe.report").get_by_text("Worst frames").first.wait_for()
    page.get_by_text("report.html").wait_for()
    assert problems == []
    page.close()
