"""How fast the page is, beside the least that anybody could wait for.

    python -m benchmarks.page [--only painted] [--starts 3] [--photos 6] [--predictions 500]

- *reachable*: ``python app.py`` until it answers, beside ``import gradio, torch`` alone.
- *painted*: from the page's first byte until Chromium has drawn the stored result, in seconds;
  beside it the seconds that processors worked for it, which a busy machine changes less.
- *predict*: a photo of 1242 x 375 through the endpoint, beside the bare forward of the same network
  in the same precision, in turn and each photo a new one, so that nothing is remembered. The
  endpoint also takes the photo, writes three PNGs and gives them back. Once with the network at
  the photo's own size and once at the size that it was trained at; for a network of the paper's
  width, untrained, which has the goal, and for the demo's, which is so quick that the way there and
  back takes longer than itself.
- *memory*: of the page's process after so many predictions, beside after 20.

What is printed are medians of one run, and their ratios.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType

import numpy as np
from gradio_client import Client, handle_file
from PIL import Image
from psutil import Process

from app import examples
from tools.browser import free_port

ROOT = Path(__file__).resolve().parents[1]
DEMO, WIDE = "both-demo", "paper-width"
WIDTH, HEIGHT = 1242, 375
GOALS = {"reachable": 1.0, "painted": 2.0, "predict": 1.5, "memory": 1.1}
"""Ratios; painted in seconds."""
EARLY = 20
"""Predictions after which memory is first looked at."""
WARM_UP = 2
CASES = ((WIDE, -1), (DEMO, -1), (DEMO, 0))
"""Network, and long side: -1 is the photo's own, 0 that of the training; the first has the goal."""


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def imported() -> None:
    """Import what the page needs, and nothing else."""
    subprocess.run([sys.executable, "-c", "import gradio, torch"], check=True, cwd=ROOT)


@contextmanager
def page(settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[tuple[str, Process]]:
    """A page of its own that answers, and its process."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", **settings},
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}", Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str) -> None:
    """Return when something answers there."""
    while True:
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
        else:
            return


def started() -> None:
    """Start a page, wait until it answers, and end it."""
    with page():
        pass


def reachable(starts: int) -> float:
    """Ratio of the times until the page answers and until its imports are done."""
    imported()  # the first one reads from the disk
    bare, ours = [], []
    for _ in range(starts):
        bare.append(seconds(imported))
        ours.append(seconds(started))
    return compared("page answers", ours, "import gradio, torch", bare)


PAINTED = """() => {
  const drawn = [...document.querySelectorAll(".panes canvas")]
    .some((each) => each.checkVisibility() && each.dataset.drawn);
  const [page] = performance.getEntriesByType("navigation");
  return drawn && performance.now() - page.responseStart;
}"""


def painted(openings: int) -> float:
    """Seconds from a page's first byte until it shows the stored result."""
    from tools.browser import chromium

    found = []
    with page() as (address, server), chromium() as browser:
        for _ in range(1 + openings):  # the first one reads from the disk
            tab = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            worked = _worked(server)
            tab.goto(address, wait_until="commit")
            shown = tab.wait_for_function(PAINTED, timeout=120_000, polling="raf").json_value()
            found.append((shown / 1000, _worked(server) - worked))
            tab.context.close()
    shown, worked = (statistics.median(each) for each in zip(*found[1:], strict=True))
    print(f"stored result painted after {shown:.2f} s; processors worked {worked:.2f} s for it")
    return shown


def _worked(server: Process) -> float:
    """Seconds that the page's server and this process's children, the browser, have worked."""
    times = [
        each.cpu_times()
        for each in (server, *Process().children(recursive=True))
        if each.pid != server.pid or each is server
    ]
    return sum(each.user + each.system for each in times)


def photos(folder: Path, count: int) -> Iterator[Path]:
    """Photos of which no two are the same."""
    with Image.open(examples.photos()[0].image) as example:
        base = np.asarray(example.convert("RGB").resize((WIDTH, HEIGHT)))
    for number in range(count):
        path = folder / f"{number}.png"
        Image.fromarray(np.roll(base, number + 1, axis=1)).save(path, compress_level=1)
        yield path


def paper_width(root: Path) -> None:
    """A checkpoint with an untrained task network of the paper's width beside the demo's."""
    from gioada.models.card import Card
    from gioada.models.checkpoint import save_checkpoint
    from gioada.models.spec import Networks
    from gioada.models.task import TaskNetwork

    shutil.copytree(ROOT / "checkpoints" / DEMO, root / DEMO)
    spec = Networks(size="full").task(10, (HEIGHT, WIDTH))
    card = Card(
        name=WIDE,
        preset="na",
        pair="demo",
        space="kitti10",
        height=HEIGHT,
        width=WIDTH,
        seed=0,
        steps=0,
        task=spec,
    )
    save_checkpoint(root / WIDE, card, {"task": TaskNetwork(spec)})


def predict(count: int, predictions: int) -> tuple[float, float]:
    """Ratios of the endpoint's time to the forward's, and of the page's memory late and early."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        paper_width(root)
        with page({"GIOADA_CHECKPOINTS": name}) as (address, process):
            client, sent = Client(address, verbose=False), photos(root, predictions)

            def ask(checkpoint: str = DEMO, side: int = 0) -> None:
                client.predict(handle_file(next(sent)), checkpoint, side, api_name="/predict")

            ratios = [
                beside(
                    partial(ask, *case),
                    bare_forward(root / case[0], case[1]),
                    count,
                    f"{case[0]}, {'own' if case[1] else 'trained'} size",
                )
                for case in CASES
            ]
            done = (WARM_UP + count) * len(CASES)
            for _ in range(done, EARLY):
                ask()
            early = process.memory_info().rss
            for _ in range(max(done, EARLY), predictions):
                ask()
            late = process.memory_info().rss
    print(
        f"memory after {EARLY}: {early / 2**20:.0f} MiB, after {predictions}: "
        f"{late / 2**20:.0f} MiB: {late / early:.2f}x"
    )
    return ratios[0], late / early


def beside(
    ask: Callable[[], object], forward: Callable[[], object], count: int, what: str
) -> float:
    """Ratio of the endpoint's time to the forward's, which take turns."""
    pairs = [(seconds(ask), seconds(forward)) for _ in range(WARM_UP + count)][WARM_UP:]
    ours, bare = zip(*pairs, strict=True)
    return compared(f"/predict ({what})", ours, "bare forward", bare)


def bare_forward(folder: Path, side: int) -> Callable[[], object]:
    """A network's forward at the size and precision of the page, and nothing else."""
    import torch

    from gioada.data.stream import image_tensor
    from gioada.inference.predictor import load_predictor
    from gioada.inference.sizing import resize_image

    predictor = load_predictor(folder)
    size = predictor.working_size((HEIGHT, WIDTH, 3), WIDTH if side else None)
    with Image.open(examples.photos()[0].image) as example:
        whole = image_tensor(np.array(example.convert("RGB").resize((WIDTH, HEIGHT))))[None]
    batch = resize_image(whole, size)

    @torch.inference_mode()
    def forward() -> object:
        return predictor.network(batch.to(predictor.device))

    return forward


def compared(first: str, ours: Sequence[float], second: str, bare: Sequence[float]) -> float:
    """Print both medians and their ratio."""
    medians = statistics.median(ours), statistics.median(bare)
    ratio = medians[0] / medians[1]
    print(f"{first} {medians[0]:.3f} s, {second} {medians[1]:.3f} s: {ratio:.2f}x")
    return ratio


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast the page is.")
    parser.add_argument("--only", choices=tuple(GOALS), help="measure one of these alone")
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--photos", type=int, default=6)
    parser.add_argument("--predictions", type=int, default=500)
    options = parser.parse_args()
    measured: dict[str, float] = {}
    if options.only in (None, "reachable"):
        measured["reachable"] = reachable(options.starts)
    if options.only in (None, "painted"):
        measured["painted"] = painted(options.starts)
    if options.only in (None, "predict", "memory"):
        found = predict(options.photos, options.predictions)
        measured["predict"], measured["memory"] = found
    for name, value in measured.items():
        unit = "s" if name == "painted" else "x"
        print(f"{name:9} {value:.2f}{unit}  (goal: at most {GOALS[name]}{unit})")


if __name__ == "__main__":
    main()
