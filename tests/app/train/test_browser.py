"""Trainings in a real browser, on a page of its own process that is killed meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.train.runs import EXAMPLES
from gioada.training.watch import RunState, find_runs
from tools.browser import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PLOT = "document.querySelector('.curves .plot')"
POINTS = f"({PLOT}?.data?.[0].x.length ?? 0)"
MARKED = f"{PLOT}.layout.shapes.find(({{ name }}) => name === 'sheet')?.x0"
INPUTS = "[...document.querySelectorAll('input')].map(({ value }) => value)"
PATIENCE = 60
"""Seconds that a busy machine is given."""


class Server:
    """``python app.py``, with folders of its own."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder, self.port = root, folder, free_port()
        self.runs, self.address = folder / "runs", f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; ``answers`` waits until it is there."""
        places = {f"GIOADA_{name.upper()}": str(self.folder / name)
                  for name in ("runs", "data", "checkpoints")}  # fmt: skip
        with (self.folder / "page.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "app.py", "--port", str(self.port)],
                cwd=self.root, env=os.environ | places, stdout=log, stderr=log,
            )  # fmt: skip

    def answers(self) -> str:
        """Its address, as soon as it answers there."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(self.address, timeout=5):
                    return self.address
            except OSError:
                assert self.process is not None and self.process.poll() is None
                assert time.monotonic() < end, (self.folder / "page.txt").read_text()
                time.sleep(0.05)

    def kill(self) -> None:
        """End it without a word."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def run(self, name: str) -> RunState:
        """A run as its folder tells it."""
        return next(run for run in find_runs(self.runs) if run.name == name)


@pytest.fixture(scope="module")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(root, tmp_path_factory.mktemp("page"))
    made.start()
    yield made
    made.kill()
    for run in find_runs(made.runs):
        if run.lives and run.status:
            os.kill(run.status.pid, signal.SIGKILL)


def new_page(browser: Browser, address: str, problems: list[str]) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE * 1000)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    return page


def shows(page: Page, state: str) -> None:
    page.locator(".run b", has_text=state).wait_for()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_walk(browser: Browser, server: Server) -> None:
    problems: list[str] = []
    page = new_page(browser, f"{server.answers()}/?tab=train", problems)
    page.get_by_text("No run yet.").wait_for()
    page.get_by_text("example: both-demo · done").wait_for()
    look_at_finished_runs(page, server)
    name_photos(page, server)
    start_and_reload(page)
    other = outlive_the_server(page, browser, server, problems)
    resume_and_kill(page, other, server)
    adapt_to_photos(page, server)
    other.close()
    page.close()
    assert problems == []


def look_at_finished_runs(page: Page, server: Server) -> None:
    """Runs that somebody else made appear; they are looked at, compared, copied and deleted."""
    for name in ("second", "first"):
        shutil.copytree(EXAMPLES / "both-demo", server.runs / name)
    spec = json.loads((server.runs / "second" / "spec.json").read_text())
    spec["training"]["lr_image"] = 1e-05
    (server.runs / "second" / "spec.json").write_text(json.dumps(spec))
    page.get_by_role("radio", name="first").check()
    page.wait_for_url("**run=first**")
    page.wait_for_function(f"{MARKED} === 2500")

    page.mouse.move(*(place := _at(page, 0.2)))
    page.mouse.click(*place)
    page.wait_for_function(f"{MARKED} === 500")
    page.get_by_text("Samples at step 500").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Samples at step 1,000").wait_for()
    page.wait_for_function(f"{MARKED} === 1000")

    page.get_by_role("button", name="Compare runs, smooth the curves").click()
    page.get_by_label("Compare with, up to three").fill("second")
    page.keyboard.press("Enter")
    page.locator("table.compared", has_text="--training.lr-image").wait_for()
    drawn = page.evaluate(f"{PLOT}.data.map(({{ line }}) => line.dash)")
    assert drawn.count("solid") == drawn.count("dash") == 8

    page.get_by_role("radio", name="second").check()
    page.wait_for_url("**run=second**")
    press(page, "New run from this one")
    page.locator("p.how", has_text="--training.lr-image 1e-05").wait_for()
    page.get_by_role("button", name="More options").click()
    assert page.get_by_label("Name of the run").input_value() == "second-2"
    page.get_by_text("The same in a terminal").click()
    page.locator(".command .cm-content", has_text="torchrun --nnodes 2").wait_for()
    press(page, "Back to a new form")

    press(page, "Delete …")
    press(page, "Delete for ever")
    page.wait_for_url("**run=first**")
    page.locator(".run strong", has_text="first").wait_for()
    assert not (server.runs / "second").exists()
    assert (server.runs / "first" / "journal.jsonl").exists()


def name_photos(page: Page, server: Server) -> None:
    """Photos in a folder are counted, shown, and set pair and size; a folder without is refused."""
    photos = server.folder / "photos"
    photos.mkdir()
    for number in range(12):
        Image.new("RGB", (128, 96), (20 * number, 99, 9)).save(photos / f"{number}.jpg")
    field = page.get_by_label("Your photos")
    field.fill(str(server.folder / "nowhere"))
    page.get_by_text("there is no folder, and no zip").wait_for()
    field.fill(str(photos))
    page.get_by_text("12 photos, trained at 192 x 144 pixels.").wait_for()
    page.wait_for_function("document.querySelectorAll('.to-start .grid-wrap img').length === 9")
    assert page.get_by_label("Pair of data sets").input_value() == "demo/photos"
    assert page.get_by_label("Height x width").input_value() == "144 x 192"
    page.get_by_label("street: rendered streets").check()
    page.wait_for_function(
        "[...document.querySelectorAll('input')].some(({ value }) => value === 'street/photos')"
    )
    field.fill("")
    page.get_by_text(
        "Name a folder with your photos: there is nothing else to adapt to."
    ).wait_for()
    page.get_by_label("demo: small rendered scenes").check()


def start_and_reload(page: Page) -> None:
    """A real run is started; a reload shows it again, and new points leave the zoom alone."""
    page.get_by_label("Pair of data sets").fill("demo-tiny")
    page.keyboard.press("Enter")
    page.get_by_label("How long, in steps").fill("50000")
    page.get_by_label("Height x width").fill("32 x 64")
    page.get_by_label("Name of the run").fill("walk")
    press(page, "Start")
    shows(page, "starting")
    shows(page, "running")
    assert "run=walk" in page.url
    page.get_by_text("walk trains on the").first.wait_for()
    page.reload()
    page.locator(".run strong", has_text="walk").wait_for()
    assert page.get_by_label("How long, in steps").input_value() == "50000"
    page.get_by_role("button", name="Start", exact=True, disabled=True).wait_for()
    page.wait_for_function(f"{POINTS} > 1")
    page.evaluate(
        f"() => {{ {PLOT}.dataset.mine = 'yes';"
        f" return Plotly.relayout({PLOT}, {{'xaxis.range': [5, 15]}}); }}"
    )
    before = page.evaluate(POINTS)
    page.wait_for_function(f"{POINTS} > {before}")
    assert page.evaluate(f"[{PLOT}.dataset.mine, {PLOT}.layout.xaxis.range]") == ["yes", [5, 15]]


def outlive_the_server(page: Page, browser: Browser, server: Server, problems: list[str]) -> Page:
    """The server is killed during the run and started again; another browser stops the run."""
    page.evaluate("window.before = true")
    server.kill()
    before = server.run("walk")
    assert before.lives
    server.start()
    other = new_page(browser, f"{server.answers()}/?tab=train&run=walk", problems)
    # The first one reloads by itself as soon as its server is there again.
    page.wait_for_function("!window.before")
    for each in (page, other):
        shows(each, "running")
    press(other, "Stop")
    shows(page, "stopped")
    page.get_by_role("button", name="Stop", exact=True).wait_for(state="hidden")
    stopped = server.run("walk")
    assert before.status is not None
    assert stopped.status is not None
    assert stopped.status.pid == before.status.pid
    assert stopped.checkpoint == stopped.step > before.step
    return other


def resume_and_kill(page: Page, other: Page, server: Server) -> None:
    """The run goes on where it was saved; its death is seen and explained in both browsers."""
    saved = server.run("walk").checkpoint
    press(page, "Resume")
    other.get_by_text(f"resumed from step {saved:,}").wait_for()
    resumed = server.run("walk")
    assert resumed.status is not None
    os.kill(resumed.status.pid, signal.SIGKILL)
    for each in (page, other):
        shows(each, "interrupted")
        each.get_by_text("was killed from outside").wait_for()


def adapt_to_photos(page: Page, server: Server) -> None:
    """A run that ends shows the photos by itself, read without and with adaptation to them."""
    page.get_by_label("Your photos").fill(str(server.folder / "photos"))
    page.get_by_text("12 photos, trained at").wait_for()
    page.get_by_role("button", name="More options").click()  # closed since the reload
    page.get_by_label("Pair of data sets").fill("demo-tiny/photos")
    page.keyboard.press("Enter")
    page.get_by_label("How long, in steps").fill("2")
    page.get_by_label("Height x width").fill("48 x 64")
    page.get_by_label("Name of the run").fill("mine")
    press(page, "Start")
    # Not before, as the run would go on from it, at its size.
    shutil.copytree(server.root / "checkpoints" / "na-demo", server.folder / "checkpoints/na-demo")
    page.get_by_text("Your photos, read without and with adaptation to them").wait_for()
    captions = page.locator(".to-watch .caption-label").all_inner_texts()
    assert captions[:3] == ["0.jpg", "Non-adapted", "GIO-Ada"] and len(captions) == 9


def _at(page: Page, share: float) -> tuple[float, float]:
    """A point in the panel of the terms, at a share of its width."""
    box = page.locator(".curves .plot .nsewdrag").first.bounding_box()
    assert box is not None
    return box["x"] + share * box["width"], box["y"] + box["height"] / 2
