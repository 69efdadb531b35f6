"""Does the page stay as large as it is? Random requests for minutes, and what its process holds.

    python -m benchmarks.soak [--minutes 30] [--seed 0]

One visitor after another predicts, compares, translates, opens the page or sends rubbish, each with
a picture that was not seen before. Memory, open files and temporary files are looked at every half
minute; those of the last quarter are set beside those of the third one (in the first half networks
are loaded, and what is remembered of answers grows to its 96 MB): by their medians, which decide,
and by the least of each, as what leaks stays. Uploads are kept for two minutes here, in place of
the page's day, so that taking away is part of what is seen.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import numpy as np
from gradio_client import Client, handle_file
from PIL import Image
from psutil import Process

from app import examples
from tools.browser import free_port

EVERY = 30.0
"""Seconds between two looks."""
PATIENCE = 300.0
"""Seconds that a visitor waits for an answer; the machine may be busy with other things."""
ALLOWED = {"memory": 1.1, "files": 1.1, "temporary": 1.5}
"""What the last quarter may have of the third one; temporary files come in lumps."""
PAGE = """
import sys
from app import page
page.KEPT = (20, 120)
built = page.build()
page.launch(built, server_port=int(sys.argv[1]), prevent_thread_lock=True)
built.block_thread()
"""


class Look(NamedTuple):
    """What the page's process holds."""

    memory: float
    """MB, resident."""
    files: float
    """Open files and sockets."""
    temporary: float
    """MB of temporary files."""


def look(process: Process, folder: Path) -> Look:
    """At this moment."""
    sizes = []
    for place, _, names in os.walk(folder):  # unlike rglob, it bears that folders are taken away
        for name in names:
            with contextlib.suppress(OSError):
                sizes.append(Path(place, name).stat().st_size)
    return Look(process.memory_info().rss / 2**20, process.num_fds(), sum(sizes) / 2**20)


class Visitor:
    """Somebody who asks for one thing after another."""

    def __init__(self, address: str, folder: Path, seed: int) -> None:
        slow = {"timeout": PATIENCE}
        self.client = Client(address, verbose=False, download_files=False, httpx_kwargs=slow)
        self.address, self.folder = address, folder
        self.random = np.random.default_rng(seed)

    def asks(self) -> str:
        """For something by chance; returns what."""
        acts = (self.predict, self.predict, self.compare, self.translate, self.opens, self.rubbish)
        act = acts[int(self.random.integers(len(acts)))]
        try:
            act()
        except ValueError as error:  # of gradio_client, where the page refuses
            return f"{act.__name__} refused" if act == self.rubbish else f"failed: {error}"
        return act.__name__

    def predict(self) -> None:
        """A photo."""
        self.client.predict(self.photo(), api_name="/predict")

    def compare(self) -> None:
        """Two networks on a photo."""
        chosen = ["na-demo", "both-demo"]
        self.client.predict(self.photo(), chosen, api_name="/compare")

    def translate(self) -> None:
        """A rendered frame at a size of its own."""
        triple = examples.triples()[int(self.random.integers(3))]
        files = [handle_file(path) for path in (triple.image, triple.labels, triple.depth)]
        side = int(self.random.integers(160, 400))
        self.client.predict(*files, "both-demo", "auto", "auto", side, api_name="/translate")

    def opens(self) -> None:
        """The page."""
        httpx.get(self.address, timeout=PATIENCE).raise_for_status()

    def rubbish(self) -> None:
        """What is no picture."""
        path = self.folder / "rubbish.png"
        path.write_bytes(self.random.bytes(int(self.random.integers(1, 200_000))))
        self.client.predict(handle_file(path), api_name="/predict")

    def photo(self) -> Any:
        """One that nobody has sent."""
        height, width = (int(side) for side in self.random.integers(60, 500, 2))
        coarse = self.random.integers(0, 256, (8, 8, 3), dtype=np.uint8)
        stream = io.BytesIO()
        Image.fromarray(coarse).resize((width, height)).save(stream, "PNG")
        path = self.folder / "photo.png"
        path.write_bytes(stream.getvalue())
        return handle_file(path)


def main() -> None:
    """Soak the page; status 1 if it grows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="gioada-soak-") as name:
        mine, its = Path(name, "visitor"), Path(name, "page")
        for folder in (mine, its, its / "runs"):
            folder.mkdir(exist_ok=True)
        places = {"TMPDIR": str(its), "GIOADA_RUNS": str(its / "runs"), "HF_HUB_OFFLINE": "1"}
        page = subprocess.Popen(
            [sys.executable, "-c", PAGE, str(port)], env={**os.environ, **places}, stdout=-3
        )
        try:
            looks, done = soak(f"http://127.0.0.1:{port}", page.pid, its, mine, options)
        finally:
            page.terminate()
            page.wait(30)
    sys.exit(not told(looks, done))


def soak(
    address: str, pid: int, its: Path, mine: Path, options: argparse.Namespace
) -> tuple[list[Look], Counter[str]]:
    """What was seen, and what was asked."""
    for _ in range(600):
        try:
            httpx.get(address, timeout=PATIENCE)
            break
        except httpx.TransportError:
            time.sleep(0.5)
    visitor, process = Visitor(address, mine, options.seed), Process(pid)
    looks, done, ends = [], Counter[str](), time.monotonic() + 60 * options.minutes
    following = time.monotonic()
    while time.monotonic() < ends:
        done[visitor.asks()] += 1
        if time.monotonic() >= following:
            looks.append(look(process, its))
            print(f"{sum(done.values()):6} requests {looks[-1]}", flush=True)
            following += EVERY
    return looks, done


def told(looks: list[Look], done: Counter[str]) -> bool:
    """Print the third quarter beside the last one; whether nothing grew."""
    quarter = max(1, len(looks) // 4)
    third, last = looks[-2 * quarter : -quarter] or looks, looks[-quarter:]
    print(f"{sum(done.values())} requests: {dict(done)}")
    flat = not any(each.startswith("failed") for each in done)
    for place, (what, allowed) in enumerate(ALLOWED.items()):
        before, after = (statistics.median(each[place] for each in part) for part in (third, last))
        flat &= after <= allowed * max(before, 1)
        least = " and ".join(f"{min(each[place] for each in part):.0f}" for part in (third, last))
        print(f"{what}: {before:.0f} in the third quarter, {after:.0f} in the last; least {least}")
    return flat


if __name__ == "__main__":
    main()
