"""Trainings in a real browser, on a page of its own process that is killed meanwhile."""

from __future__ import annotations
import time as _t
_s=[_t.monotonic()]
def _mark(n):
    now=_t.monotonic(); print(f'{now-_s[0]:6.2f} line {n}',flush=True); _s[0]=now


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

from app.train.listing import EXAMPLES
from gioada.training.watch import RunState, find_runs
from tools.browser import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PLOT = "document.querySelector('.curves .plot')"
POINTS = f"({PLOT}?.data?.[0].x.length ?? 0)"
MARKED = f"{PLOT}.layout.shapes.find(({{ name }}) => name === 'sheet')?.x0"
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
    _mark(105)
    page.get_by_text("No run yet.").wait_for()
    _mark(106)
    page.get_by_text("example: both-demo · done").wait_for()
    _mark(107)
    look_at_finished_runs(page, server)
    _mark(108)
    start_and_reload(page)
    _mark(109)
    other = outlive_the_server(page, browser, server, problems)
    _mark(110)
    resume_and_kill(page, other, server)
    _mark(111)
    other.close()
    _mark(112)
    page.close()
    _mark(113)
    assert problems == []


def look_at_finished_runs(page: Page, server: Server) -> None:
    """Runs that somebody else made appear; they are looked at, compared, copied and deleted."""
    for name in ("second", "first"):
        shutil.copytree(EXAMPLES / "both-demo", server.runs / name)
    spec = json.loads((server.runs / "second" / "spec.json").read_text())
    _mark(121)
    spec["training"]["lr_image"] = 1e-05
    (server.runs / "second" / "spec.json").write_text(json.dumps(spec))
    page.get_by_role("radio", name="first").check()
    _mark(124)
    page.wait_for_url("**run=first**")
    _mark(125)
    page.wait_for_function(f"{MARKED} === 2500")
    _mark(126)

    page.mouse.move(*(place := _at(page, 0.2)))
    _mark(128)
    page.mouse.click(*place)
    _mark(129)
    page.wait_for_function(f"{MARKED} === 500")
    _mark(130)
    page.get_by_text("Samples at step 500").wait_for()
    _mark(131)
    page.keyboard.press("ArrowRight")
    _mark(132)
    page.get_by_text("Samples at step 1,000").wait_for()
    _mark(133)
    page.wait_for_function(f"{MARKED} === 1000")
    _mark(134)

    page.get_by_label("Compare with, up to three").fill("second")
    _mark(136)
    page.keyboard.press("Enter")
    _mark(137)
    page.locator("table.compared", has_text="--training.lr-image").wait_for()
    _mark(138)
    drawn = page.evaluate(f"{PLOT}.data.map(({{ line }}) => line.dash)")
    _mark(139)
    assert drawn.count("solid") == drawn.count("dash") == 8

    page.get_by_role("radio", name="second").check()
    _mark(142)
    page.wait_for_url("**run=second**")
    _mark(143)
    press(page, "New run from this one")
    _mark(144)
    page.locator("p.how", has_text="--training.lr-image 1e-05").wait_for()
    _mark(145)
    assert page.get_by_label("Name of the run").input_value() == "second-2"
    page.get_by_text("The same in a terminal").click()
    _mark(147)
    page.locator(".command .cm-content", has_text="torchrun --nnodes 2").wait_for()
    _mark(148)
    press(page, "Forget them")
    _mark(149)

    press(page, "Delete …")
    _mark(151)
    press(page, "Delete for ever")
    _mark(152)
    page.wait_for_url("**run=first**")
    _mark(153)
    page.locator(".run strong", has_text="first").wait_for()
    _mark(154)
    assert not (server.runs / "second").exists()
    _mark(155)
    assert (server.runs / "first" / "journal.jsonl").exists()
    _mark(156)


def start_and_reload(page: Page) -> None:
    """A real run is started; a reload shows it again, and new points leave the zoom alone."""
    page.get_by_label("Pair of data sets").fill("demo-tiny")
    _mark(161)
    page.keyboard.press("Enter")
    _mark(162)
    page.get_by_label("Steps", exact=True).fill("50000")
    _mark(163)
    page.get_by_role("button", name="More options").click()
    _mark(164)
    page.get_by_label("Height x width").fill("32 x 64")
    _mark(165)
    page.get_by_label("Name of the run").fill("walk")
    _mark(166)
    press(page, "Start")
    _mark(167)
    shows(page, "starting")
    _mark(168)
    shows(page, "running")
    _mark(169)
    assert "run=walk" in page.url
    page.get_by_text("in use by the run walk since").wait_for()
    _mark(171)
    page.reload()
    _mark(172)
    page.locator(".run strong", has_text="walk").wait_for()
    _mark(173)
    assert page.get_by_label("Steps", exact=True).input_value() == "50000"
    page.wait_for_function(f"{POINTS} > 1")
    _mark(175)
    page.evaluate(
        f"() => {{ {PLOT}.dataset.mine = 'yes';"
        f" return Plotly.relayout({PLOT}, {{'xaxis.range': [5, 15]}}); }}"
    )
    before = page.evaluate(POINTS)
    _mark(180)
    page.wait_for_function(f"{POINTS} > {before}")
    _mark(181)
    assert page.evaluate(f"[{PLOT}.dataset.mine, {PLOT}.layout.xaxis.range]") == ["yes", [5, 15]]


def outlive_the_server(page: Page, browser: Browser, server: Server, problems: list[str]) -> Page:
    """The server is killed during the run and started again; another browser stops the run."""
    page.evaluate("window.before = true")
    _mark(187)
    server.kill()
    _mark(188)
    before = server.run("walk")
    _mark(189)
    assert before.lives
    server.start()
    _mark(191)
    other = new_page(browser, f"{server.answers()}/?tab=train&run=walk", problems)
    _mark(192)
    # The first one reloads by itself as soon as its server is there again.
    page.wait_for_function("!window.before")
    _mark(194)
    for each in (page, other):
        shows(each, "running")
    press(other, "Stop")
    _mark(197)
    shows(page, "stopped")
    _mark(198)
    assert page.get_by_role("button", name="Stop", exact=True).is_disabled()
    _mark(199)
    stopped = server.run("walk")
    _mark(200)
    assert before.status is not None
    assert stopped.status is not None
    assert stopped.status.pid == before.status.pid
    assert stopped.checkpoint == stopped.step > before.step
    return other


def resume_and_kill(page: Page, other: Page, server: Server) -> None:
    """The run goes on where it was saved; its death is seen and explained in both browsers."""
    saved = server.run("walk").checkpoint
    press(page, "Resume")
    _mark(211)
    other.get_by_text(f"resumed from step {saved:,}").wait_for()
    _mark(212)
    resumed = server.run("walk")
    _mark(213)
    assert resumed.status is not None
    os.kill(resumed.status.pid, signal.SIGKILL)
    _mark(215)
    for each in (page, other):
        shows(each, "interrupted")
        each.get_by_text("was killed from outside").wait_for()


def _at(page: Page, share: float) -> tuple[float, float]:
    """A point in the panel of the terms, at a share of its width."""
    box = page.locator(".curves .plot .nsewdrag").first.bounding_box()
    _mark(223)
    assert box is not None
    return box["x"] + share * box["width"], box["y"] + box["height"] / 2
