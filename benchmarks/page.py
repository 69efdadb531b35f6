"""How fast the page is, beside the least that anybody could wait for.

    python -m benchmarks.page [--starts 3] [--photos 15] [--predictions 500]

- *reachable*: ``python app.py`` until it answers, beside ``import gradio, torch`` alone.
- *predict*: a photo of 1242 x 375 through the endpoint, beside the bare forward of the same network
  in the same precision, in turn and each photo a new one, so that nothing is remembered. The
  endpoint also takes the photo, writes three PNGs and gives them back. Once with the network at
  the photo's own size, which has the goal, and once at the size that it was trained at, where the
  demo's network is so quick that the way there and back takes longer than itself.
- *memory*: of the page's process after so many predictions, beside after 20.

What is printed are ratios of medians of one run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from app import examples
from tools.browser import free_port

ROOT = Path(__file__).resolve().parents[1]
CHECKPOINT = "both-demo"
WIDTH, HEIGHT = 1242, 375
GOALS = {"reachable": 1.3, "predict": 1.5, "memory": 1.1}
EARLY = 20
"""Predictions after which memory is first looked at."""
WARM_UP = 2
OWN_SIZE = -1
"""What the endpoint takes for a photo's own size."""


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def imported() -> None:
    """Import what the page needs, and nothing else."""
    subprocess.run([sys.executable, "-c", "import gradio, torch"], check=True, cwd=ROOT)


@contextmanager
def page() -> Iterator[tuple[str, psutil.Process]]:
    """A page of its own that answers, and its process."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL,
        env={**os.environ, "GRADIO_ANALYTICS_ENABLED": "False"},
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
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
    return said("page answers", ours, "import gradio, torch", bare)


def photos(folder: Path, count: int) -> Iterator[Path]:
    """Photos of which no two are the same."""
    with Image.open(examples.photos()[0].image) as example:
        base = np.asarray(example.convert("RGB").resize((WIDTH, HEIGHT)))
    for number in range(count):
        path = folder / f"{number}.png"
        Image.fromarray(np.roll(base, number + 1, axis=1)).save(path, compress_level=1)
        yield path


def predict(count: int, predictions: int) -> tuple[float, float]:
    """Ratios of the endpoint's time to the forward's, and of the page's memory late and early."""
    from gradio_client import Client, handle_file

    sides = {"at the photo's size": OWN_SIZE, "at the trained size": 0}
    with page() as (address, process), tempfile.TemporaryDirectory() as name:
        client, sent = Client(address, verbose=False), photos(Path(name), predictions)

        def ask(side: int = 0) -> None:
            client.predict(handle_file(next(sent)), CHECKPOINT, side, api_name="/predict")

        ratios, before = [], 0
        for name, side in sides.items():
            forward = bare_forward(side)
            pairs = [(seconds(lambda side=side: ask(side)), seconds(forward))
                     for _ in range(WARM_UP + count)][WARM_UP:]  # fmt: skip
            ours, bare = zip(*pairs, strict=True)
            ratios.append(said(f"/predict {name}", ours, "bare forward", bare))
            before += WARM_UP + count
        for _ in range(before, EARLY):
            ask()
        early = process.memory_info().rss
        for _ in range(max(EARLY, before), predictions):
            ask()
        late = process.memory_info().rss
    print(f"memory after {EARLY}: {early / 2**20:.0f} MiB, after {predictions}: "
          f"{late / 2**20:.0f} MiB: {late / early:.2f}x")  # fmt: skip
    return ratios[0], late / early


def bare_forward(side: int) -> Callable[[], object]:
    """The network's forward at the size and precision of the page, and nothing else."""
    import torch

    from gioada.data.stream import image_tensor
    from gioada.inference.predictor import load_predictor
    from gioada.inference.sizing import resize_image

    predictor = load_predictor(ROOT / "checkpoints" / CHECKPOINT)
    size = predictor.working_size((HEIGHT, WIDTH, 3), WIDTH if side == OWN_SIZE else None)
    with Image.open(examples.photos()[0].image) as example:
        whole = image_tensor(np.array(example.convert("RGB").resize((WIDTH, HEIGHT))))[None]
    batch = resize_image(whole, size)

    @torch.inference_mode()
    def forward() -> object:
        return predictor.network(batch.to(predictor.device))

    return forward


def said(first: str, ours: Sequence[float], second: str, bare: Sequence[float]) -> float:
    """Print both medians and their ratio."""
    medians = statistics.median(ours), statistics.median(bare)
    ratio = medians[0] / medians[1]
    print(f"{first} {medians[0]:.3f} s, {second} {medians[1]:.3f} s: {ratio:.2f}x")
    return ratio


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast the page is.")
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--photos", type=int, default=8)
    parser.add_argument("--predictions", type=int, default=500)
    options = parser.parse_args()
    ratios = {"reachable": reachable(options.starts)}
    ratios["predict"], ratios["memory"] = predict(options.photos, options.predictions)
    for name, ratio in ratios.items():
        print(f"{name:9} {ratio:.2f}x  (goal: at most {GOALS[name]}x)")


if __name__ == "__main__":
    main()
