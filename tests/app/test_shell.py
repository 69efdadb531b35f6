"""All tabs in a browser: who is asked for what, names, keys, focus, contrast, and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.browser import stand

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TABS = ("Predict", "Translate", "Folders", "Train", "Figure", "Tables")
AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")


@pytest.fixture
def asked() -> list[str]:
    """The addresses that the page asked for something."""
    return []


@pytest.fixture
def page(browser: Browser, served: str, asked: list[str]) -> Iterator[Page]:
    made = browser.new_page(viewport={"width": 1280, "height": 900})
    made.on("request", lambda request: asked.append(request.url))
    made.add_init_script(AUDIT)
    made.goto(served)
    yield made
    made.close()


def opened(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab, exact=True).click()
    stand(page)
    page.evaluate("audit.unfold()")
    stand(page)


def test_every_tab_with_the_keyboard_by_ear_and_on_a_phone(
    page: Page, served: str, asked: list[str]
) -> None:
    problems: dict[str, list[str]] = {}
    for tab in TABS:
        opened(page, tab)
        page.keyboard.press("Tab")  # focus is shown where the keyboard is used
        kinds = ("nameless", "unreachable", "ringless", "pale", "pale_in_the_dark")
        found = page.evaluate("kinds => kinds.map((kind) => audit[kind]())", kinds)
        problems |= {f"{tab}: {kind}": each for kind, each in zip(kinds, found, strict=True)}
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("audit.wide()") <= 0, f"{tab} scrolls sideways on a phone"
        page.set_viewport_size({"width": 1280, "height": 900})
    assert {name: found for name, found in problems.items() if found} == {}
    assert {url for url in asked if not url.startswith((served, "data:", "blob:"))} == set()


def test_a_dark_system_gets_a_dark_page(browser: Browser, served: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(served)
    page.get_by_role("tab").first.wait_for()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in ground[4:-1].split(",")) < 60
    page.close()
