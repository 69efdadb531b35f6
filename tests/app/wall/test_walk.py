"""The wall in a browser, on a page of its own."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr
import numpy as np
import pytest

from app import page as whole
from app.wall import layout
from app.wall.panes import Mark, Pane, Region, Wall, packed
from gioada.data.labels import KITTI10

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HEIGHT, WIDTH = 40, 80
GREY = np.full((HEIGHT, WIDTH, 3), 100, np.uint8)
LABELS = np.zeros((HEIGHT, WIDTH), np.uint8)
LABELS[:, 40:], LABELS[30:, :] = 8, 255
DEPTH = np.tile(np.linspace(1, 90, WIDTH, dtype=np.float32), (HEIGHT, 1))
MARKS = (LABELS == 8).astype(np.uint8)
ROAD, SKY = KITTI10.colours[0], KITTI10.colours[7]


def value(place: str = "12 %: sky and road") -> str:
    sky = np.where(LABELS == 8, 7, LABELS).astype(np.uint8)
    return packed(Wall(
        space=KITTI10,
        panes=[
            Pane(title="photo", picture=GREY, view="picture"),
            Pane(title="net", picture=GREY, labels=sky, depth=DEPTH, view="labels",
                 confidence=np.full_like(DEPTH, 0.5)),
            Pane(title="judged", picture=GREY, marks=MARKS, depth=DEPTH, view="marks"),
        ],
        marks=[Mark(name="they differ", colour=(250, 0, 0))],
        regions=[Region(left=60, top=10, width=10, height=10, text=place)],
        regions_title="disagreement",
        name="street",
        pair=(0, 1),
    ))  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with gr.Blocks(analytics_enabled=False) as demo:
        wall = layout.build("test")
        gr.Textbox(label="typed")
        again = gr.Button("again")
        again.click(lambda: value("another place"), None, wall)
        demo.load(lambda: value(), None, wall)
    whole.launch(demo, server_port=port, prevent_thread_lock=True, quiet=True)
    yield f"http://127.0.0.1:{port}"
    demo.close(verbose=False)


@pytest.fixture
def walk(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    page.wait_for_selector(".wall[data-shown]")
    yield page
    page.close()
    assert problems == []


def colour(page: Page, pane: int, column: float, row: float) -> list[int]:
    """What a pane shows at a place, in shares of it."""
    page.evaluate("() => new Promise(requestAnimationFrame)")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    return (
        page.locator(".wall canvas")
        .nth(pane)
        .evaluate(
            """(canvas, [x, y]) => [...canvas.getContext("2d")
           .getImageData(canvas.width * x, canvas.height * y, 1, 1).data.slice(0, 3)]""",
            [column, row],
        )
    )


def point(page: Page, pane: int, x: int, y: int) -> None:
    """Move the mouse over a pixel of the picture, while everything is shown."""
    box = page.locator(".wall canvas").nth(pane).bounding_box()
    assert box is not None
    page.mouse.move(
        box["x"] + (x + 0.5) / WIDTH * box["width"], box["y"] + (y + 0.5) / HEIGHT * box["height"]
    )


def read_out(page: Page) -> dict[str, list[str]]:
    rows = page.locator(".wall .readout tr").all()
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}


def settings(page: Page) -> dict[str, Any]:
    return json.loads(page.evaluate("localStorage.getItem('gioada-wall')"))


def test_a_walk_along_the_wall(walk: Page) -> None:
    assert walk.locator(".wall .chip").first.evaluate("each => each.tagName") == "SPAN"
    walk.get_by_title("what else can be set").click()
    _reads_out(walk)
    asked: list[str] = []
    walk.on("request", lambda request: asked.append(request.url))
    _legend_and_opacity(walk)
    _zooms_together(walk)
    _keys(walk)
    _slides(walk)
    assert [url for url in asked if "queue" in url or "/call" in url] == [], "nothing was asked"
    _new_values_keep_the_zoom(walk)
    _settings_stay(walk)


def _reads_out(page: Page) -> None:
    assert read_out(page) == {}, "no band of names before anything was pointed at"
    point(page, 0, 10, 5)
    assert read_out(page)["net"][:3] == ["road", f"{DEPTH[5, 10]:.1f} m", "confidence 50%"]
    assert read_out(page)["judged"] == ["", f"{DEPTH[5, 10]:.1f} m", "", "", ""]
    point(page, 2, 79, 5)
    assert read_out(page)["net"][:2] == ["sky", "80 m or more"]
    assert read_out(page)["judged"][4] == "they differ"
    point(page, 1, 3, 35)
    assert read_out(page)["net"][0] == "no class"
    page.wait_for_function(
        "document.querySelector('.wall .spoken').textContent.includes('net: no class')"
    )


def _legend_and_opacity(page: Page) -> None:
    assert colour(page, 1, 0.2, 0.2) == list(ROAD)
    chip = page.get_by_role("button", name="road 38%")
    chip.click()
    assert chip.get_attribute("aria-pressed") == "false"
    assert colour(page, 1, 0.2, 0.2) == [110, 110, 110], "the picture, paler"
    chip.focus()
    page.keyboard.press("Enter")
    assert colour(page, 1, 0.2, 0.2) == list(ROAD)
    assert page.evaluate("document.activeElement.textContent") == "road38%"
    page.get_by_label("view of net").select_option("overlay")
    page.get_by_label("Opacity").fill("1")
    assert colour(page, 1, 0.8, 0.2) == list(SKY)
    page.get_by_label("Opacity").fill("0")
    assert colour(page, 1, 0.8, 0.2) == [100, 100, 100]
    page.get_by_label("Colours").select_option("safe")
    assert "colour-blind safe" in page.locator(".wall .legend .note").first.inner_text()
    page.get_by_role("button", name="they differ 38%").click()
    assert colour(page, 2, 0.8, 0.2) == [110, 110, 110]
    page.get_by_label("view of net").select_option("depth")
    assert page.locator(".wall .scale .last").inner_text() == "80 m or more"


def _zooms_together(page: Page) -> None:
    page.get_by_label("view of net").select_option("labels")
    page.get_by_label("Colours").select_option("own")
    before = [colour(page, pane, 0.6, 0.2) for pane in (1, 2)]
    point(page, 0, 10, 10)
    page.mouse.wheel(0, -600)
    said = page.locator(".wall .place").inner_text()
    assert "hold Ctrl" in said, "the page scrolls, not the wall"
    page.locator(".wall canvas").first.click(position={"x": 20, "y": 20})
    point(page, 0, 10, 10)
    page.mouse.wheel(0, -600)
    page.wait_for_timeout(100)
    # The left part fills all panes now.
    assert before[0] == list(SKY)
    assert colour(page, 1, 0.6, 0.2) == list(ROAD)
    assert read_out(page)["net"][0] == "road"
    page.locator(".wall canvas").nth(1).dblclick()
    assert colour(page, 1, 0.6, 0.2) == list(SKY)


def _keys(page: Page) -> None:
    page.locator(".wall canvas").nth(1).focus()
    shown = lambda: [node.is_visible() for node in page.locator(".wall .pane").all()]  # noqa: E731
    page.keyboard.press("2")
    assert shown() == [False, True, False]
    page.keyboard.press("3")
    page.mouse.move(640, 200)
    page.keyboard.press(" ")
    assert shown() == [False, True, False], "the two that were in front last, in turn"
    page.keyboard.press("Escape")
    assert shown() == [True, True, True]
    point(page, 0, 10, 5)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert page.locator(".wall .readout caption").inner_text() == "At 11, 15"
    page.keyboard.press("n")
    assert page.locator(".wall .place").inner_text() == "1: 12 %: sky and road"
    assert colour(page, 1, 0.1, 0.5) == list(SKY), "zoomed to the place"
    page.keyboard.press("?")
    assert page.get_by_text("one pane in front").is_visible()
    page.get_by_label("typed").fill("")
    page.get_by_label("typed").press_sequentially("2n")
    assert shown() == [True, True, True], "no key of the wall while one types"


def _slides(page: Page) -> None:
    page.keyboard.press("0")
    page.get_by_role("button", name="one picture over another").click()
    assert [node.is_visible() for node in page.locator(".wall .pane").all()] == [False, True, False]
    edge = page.get_by_label("Edge between photo and net")
    assert colour(page, 1, 0.2, 0.2) == [100, 100, 100], "the photo is left of the edge"
    assert colour(page, 1, 0.8, 0.2) == list(SKY)
    edge.fill("0.9")
    assert colour(page, 1, 0.8, 0.2) == [100, 100, 100]
    page.get_by_role("button", name="show all beside each other").click()
    page.locator(".wall canvas").first.focus()
    page.keyboard.press("n")


def _new_values_keep_the_zoom(page: Page) -> None:
    mark = page.locator(".wall").get_attribute("data-shown")
    page.get_by_role("button", name="again").click()
    page.wait_for_function(f"document.querySelector('.wall').dataset.shown !== '{mark}'")
    assert colour(page, 1, 0.1, 0.5) == list(SKY)
    assert colour(page, 1, 0.9, 0.5) == list(SKY)
    page.locator(".wall canvas").first.focus()
    page.keyboard.press("0")
    assert colour(page, 1, 0.1, 0.3) == list(ROAD)


def _settings_stay(page: Page) -> None:
    page.get_by_label("Show", exact=True).select_option("depth")
    shown = page.get_by_label("view of net")
    assert shown.input_value() == "depth", "the list tells what its pane shows"
    shown.select_option("confidence")
    assert page.get_by_label("Show", exact=True).input_value() == "each"
    page.get_by_label("Depth").select_option("auto")
    page.get_by_label("view of judged").select_option("depth")
    assert page.locator(".wall .scale .last").inner_text() == "79 m"
    assert settings(page) == {"opacity": 0, "palette": "own", "range": "auto", "mode": "beside"}
    page.reload()
    page.wait_for_selector(".wall[data-shown]")
    page.get_by_title("what else can be set").click()
    assert page.get_by_label("Depth").input_value() == "auto"
    assert page.get_by_label("Opacity").input_value() == "0"
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save net as PNG, 80 x 40 pixels").click()
    assert saved.value.suggested_filename == "street-net-labels.png"
