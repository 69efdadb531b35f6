"""Make docs/translate.png again: ``python tools/screenshots.py`` (playwright and chromium).

Starts a page of its own with the bundled checkpoints, demo material and a copy of the example
run. Other tabs, in light, in dark and on a phone, are taken on request: ``--tabs train predict
--looks light dark phone --to FOLDER`` writes train.png, train-dark.png, train-phone.png and so
on. Documents show one of them; the others are for whoever changes the page, and are not kept.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from browser import CHROMIUM_ARGUMENTS, find_chromium, free_port, stand, wait
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TABS = ("translate", "predict", "compare", "train", "figure", "tables")
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
    "dark": Look(ending="-dark", width=1280, height=900, dark=True),
    "phone": Look(ending="-phone", width=390, height=844),
}


def main() -> None:
    """Start the page, look at its tabs, stop the page."""
    options = _options()
    options.to.mkdir(parents=True, exist_ok=True)
    with _served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        written = [
            path for look in options.looks
            for path in _taken(browser, address, LOOKS[look], options.tabs, options.to)
        ]  # fmt: skip
        browser.close()
    total = sum(path.stat().st_size for path in written)
    print(f"{len(written)} pictures, {total / 1e6:.2f} MB, in {options.to}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--to", type=Path, default=ROOT / "docs", help="folder of the pictures")
    parser.add_argument("--tabs", nargs="+", choices=TABS, default=("translate",))
    parser.add_argument("--looks", nargs="+", choices=tuple(LOOKS), default=("light",))
    return parser.parse_args()


@contextmanager
def _served() -> Iterator[str]:
    """The address of a page whose only run is a copy of the example."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="gioada-screenshots-") as folder:
        runs = Path(folder) / "runs"
        shutil.copytree(ROOT / "app" / "examples" / "runs", runs)
        apart = {"GIOADA_RUNS": str(runs), "GIOADA_STORE": f"{folder}/kept"}
        command = [sys.executable, "app.py", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **apart},
                                  stdout=subprocess.DEVNULL)  # fmt: skip
        try:
            wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _taken(
    browser: Browser, address: str, look: Look, tabs: list[str], folder: Path
) -> Iterator[Path]:
    page = browser.new_page(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.dark else "light",
        reduced_motion="reduce",
    )
    for tab in tabs:
        page.goto(f"{address}/?tab={tab}")
        page.get_by_role("tab", name=tab.capitalize(), exact=True, selected=True).wait_for(
            timeout=60_000, state="attached"
        )
        stand(page)
        if tab == "figure":  # whose files are written after the picture is shown
            page.get_by_role("button", name="recipe.json (").wait_for(timeout=120_000)
        _settle(page)
        path = folder / f"{tab}{look.ending}.png"
        path.write_bytes(_packed(page.screenshot(full_page=True)))
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
