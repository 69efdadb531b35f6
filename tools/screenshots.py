"""Make docs/translate.png again: ``python tools/screenshots.py`` (playwright and chromium).

Starts a page of its own with the bundled checkpoints, demo material and a copy of the example
run. Other tabs, in light, in dark and on a phone, are taken on request: ``--tabs train predict
--looks light dark phone --to FOLDER`` writes train.png, train-dark.png, train-phone.png and so
on. Documents show one of them; the others are for whoever changes the page, and are not kept.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from browser import ROOT, chromium, open_tab, served, stand
from PIL import Image
from playwright.sync_api import Browser, Page

TABS = ("predict", "translate", "train", "figure", "tables")
COLOURS = 256


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
    parser.add_argument("--to", type=Path, default=ROOT / "docs", help="folder of the pictures")
    parser.add_argument("--tabs", nargs="+", choices=TABS, default=("translate",))
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
        path.write_bytes(_packed(page.screenshot(full_page=not options.fold)))
        print(path.name, flush=True)
        yield path
    page.close()


def _settle(page: Page) -> None:
    """Walk down the page, as pictures further below are drawn when they come into view."""
    page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    stand(page)
    page.evaluate("() => window.scrollTo(0, 0)")
    stand(page)


def _packed(png: bytes) -> bytes:
    """The same picture with a palette, which screens of text and flat colours hardly show."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    out = io.BytesIO()
    # Maximum coverage keeps colours that few pixels have, such as those of small classes.
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


if __name__ == "__main__":
    main()
