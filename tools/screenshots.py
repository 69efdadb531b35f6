"""Pictures of the page for whoever changes it: ``python tools/screenshots.py --to FOLDER``.

Starts a page of its own with the bundled checkpoints, demo material and a copy of the example run,
and takes each tab: ``--tabs train predict --looks light dark phone`` writes train.png,
train-dark.png, train-phone.png and so on. Needs playwright and chromium.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from browser import chromium, open_tab, served, stand
from playwright.sync_api import Browser, Page

TABS = ("predict", "translate", "folders", "train", "figure", "tables")


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a page is looked at."""

    ending: str
    width: int
    height: int
    dark: bool = False


LOOKS = {
    "light": Look(ending="", width=1280, height=900),
    "desk": Look(ending="-desk", width=1440, height=900),
    "low": Look(ending="-low", width=1280, height=720),
    "dark": Look(ending="-dark", width=1280, height=900, dark=True),
    "phone": Look(ending="-phone", width=390, height=844),
}


def main() -> None:
    """Start the page, look at its tabs, stop the page."""
    options = _options()
    options.to.mkdir(parents=True, exist_ok=True)
    with served() as address, chromium() as browser:
        written = [
            path
            for look in options.looks
            for path in _taken(browser, address, LOOKS[look], options)
        ]
    total = sum(path.stat().st_size for path in written)
    print(f"{len(written)} pictures, {total / 1e6:.2f} MB, in {options.to}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--to", type=Path, required=True, help="folder of the pictures")
    parser.add_argument("--tabs", nargs="+", choices=TABS, default=TABS)
    parser.add_argument("--fold", action="store_true", help="only what is seen without scrolling")
    parser.add_argument("--looks", nargs="+", choices=tuple(LOOKS), default=("light",))
    return parser.parse_args()


def _taken(
    browser: Browser, address: str, look: Look, options: argparse.Namespace
) -> Iterator[Path]:
    page = browser.new_page(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.dark else "light",
        reduced_motion="reduce",
    )
    for tab in options.tabs:
        open_tab(page, address, tab)
        if tab == "figure":  # whose files are written after the picture is shown
            page.get_by_role("button", name="recipe.json (").wait_for(timeout=120_000)
        _settle(page)
        path = options.to / f"{tab}{look.ending}.png"
        page.screenshot(path=path, full_page=not options.fold)
        print(path.name, flush=True)
        yield path
    page.close()


def _settle(page: Page) -> None:
    """Walk down the page, as pictures further below are drawn when they come into view."""
    page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    stand(page)
    page.evaluate("() => window.scrollTo(0, 0)")
    stand(page)


if __name__ == "__main__":
    main()
