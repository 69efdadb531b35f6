"""What ``predict`` makes of its network: sustained throughput beside that of the bare network.

``python -m benchmarks.batch`` writes pictures, then times in turn the bare network on tensors of
the size at which it works, and the whole command from files to files without what it does once.
The ratio is that of the medians; 85 % is the goal. On a machine that has other work the processor
time says more: with two cores the network's thread and all others run beside each other, so that
the slower of them decides, and the ratio can be no more than is printed as *two free cores*.
``--size full`` is the paper's network.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from PIL import Image

from gioada.batch.job import Job, batch_size, carry_out_here, device_here
from gioada.batch.options import Launch, Predictions, Share, Working
from gioada.batch.predict import PredictionSet, predict_job
from gioada.inference.precision import precise
from gioada.inference.predictor import Predictor, load_predictor
from gioada.models.spec import Networks
from gioada.models.task import TaskNetwork


def paint(folder: Path, count: int, size: tuple[int, int], suffix: str) -> None:
    """Pictures that compress about as photographs do."""
    draw = np.random.default_rng(0)
    for index in range(count):
        coarse = draw.integers(0, 256, (size[0] // 8, size[1] // 8, 3), np.uint8)
        larger = Image.fromarray(coarse).resize((size[1], size[0]), Image.Resampling.BICUBIC)
        picture = np.asarray(larger)
        noisy = picture.astype(np.int16) + draw.normal(0, 6, picture.shape).astype(np.int16)
        image = Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
        image.save(folder / f"{index:04d}{suffix}", quality=92)


class Busy:
    """A job's network, and the processor time that its thread takes."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work, self.seconds = work, 0.0

    def __call__(self, values: Any) -> Any:
        start = time.thread_time()
        found = self.work(values)
        self.seconds += time.thread_time() - start
        return found


def job_of(predictor: Predictor, working: Working, source: Path, out: Path) -> Job:
    """The command's own job: labels and depth as PNG."""
    with patch("gioada.batch.predict.load_predictor", lambda *_: predictor):
        asked = PredictionSet(
            inputs=[str(source)],
            checkpoint=Path(predictor.card.path),
            out=out,
            outputs=Predictions(),
            working=working,
        )
        job = predict_job(asked, Launch())
    return replace(job, work=Busy(job.work))


def now() -> np.ndarray:
    """Seconds on the clock, and of the processors for this process."""
    return np.array([time.perf_counter(), time.process_time()])


def bare(predictor: Predictor, size: tuple[int, int], count: int, batch: int) -> np.ndarray:
    """Seconds of the network alone on so many pictures, as in ``now``."""
    planes = torch.rand(batch, 3, *size, device=predictor.device) * 2 - 1
    start = now()
    depth = planes
    with torch.inference_mode(), precise(predictor.device, True):
        for _ in range(0, count, batch):
            depth = predictor.network(planes).depth
    depth.sum().item()  # until a GPU has done it
    return now() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=Path("checkpoints/both-demo"))
    parser.add_argument("--size", choices=("own", "full"), default="own")
    parser.add_argument("--height", type=int, default=375)
    parser.add_argument("--width", type=int, default=1242)
    parser.add_argument("--long-side", type=int, default=0)
    parser.add_argument("--suffix", choices=(".png", ".jpg"), default=".jpg")
    parser.add_argument("--threads", type=int, default=1, help="of the network")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    launch, working = Launch(), Working(long_side=options.long_side)
    predictor = load_predictor(options.checkpoint, device_here(launch))
    if options.size == "full":
        spec = Networks(size="full").task(10, (options.height, options.width))
        network = TaskNetwork(spec).eval().requires_grad_(False)
        network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        predictor = Predictor(predictor.card, network, predictor.device)
    picture = (options.height, options.width)
    size = predictor.working_size(picture, options.long_side or max(picture))
    batch = batch_size(picture, launch)
    alone, whole, busy = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in")
        source.mkdir()
        paint(source, options.count, picture, options.suffix)
        bare(predictor, size, 2 * batch, batch)  # the first one warms up
        for index in range(options.rounds):
            alone.append(bare(predictor, size, options.count, batch))
            job = job_of(predictor, working, source, Path(folder, f"out{index}"))
            start = now()
            carry_out_here(job, Share(first=0, every=1), launch)
            whole.append(now() - start)
            assert isinstance(job.work, Busy)
            busy.append(job.work.seconds)
    medians = [np.median(seconds, axis=0) for seconds in (alone, whole)]
    rates = [options.count / seconds[0] for seconds in medians]
    network, others = np.median(busy), medians[1][1] - np.median(busy)
    bound = min(1.0, medians[0][1] / max(network, (network + others) / 2))
    milliseconds = [1000 * each / options.count for each in (medians[0][1], network, others)]
    print(
        f"{picture[0]}x{picture[1]} {options.suffix}, network at {size[0]}x{size[1]}, batch "
        f"{batch}, {predictor.device}: bare {rates[0]:.2f} frames/s, from file to file "
        f"{rates[1]:.2f} frames/s, {rates[1] / rates[0]:.0%}. Processor time a frame: bare "
        "{:.1f} ms; in the command the network's thread {:.1f} ms, all others {:.1f} ms, ".format(
            *milliseconds
        )
        + f"so that two free cores reach {bound:.0%} at most"
    )


if __name__ == "__main__":
    main()
