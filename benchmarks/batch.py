"""What ``predict`` makes of its network: sustained throughput beside that of the bare network.

``python -m benchmarks.batch`` writes pictures, then times in turn the bare network on tensors of
the size at which it works, and the whole command from files to files without what it does once.
The ratio is that of the medians; 85 % is the goal. On a machine that has other work the share of
the processor time says more: what the network alone takes of what the command takes.
``--size full`` is the paper's network.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from gioada.batch.job import Job, batch_size, carry_out_here, device_here
from gioada.batch.options import Launch, Predictions, Share, Working
from gioada.batch.predict import Predict, predict_job
from gioada.inference.precision import precise
from gioada.inference.predictor import Predictor, load_predictor
from gioada.models.spec import Networks
from gioada.models.task import TaskNetwork


def paint(folder: Path, count: int, size: tuple[int, int]) -> None:
    """Pictures that compress about as photographs do."""
    draw = np.random.default_rng(0)
    for index in range(count):
        coarse = draw.integers(0, 256, (size[0] // 8, size[1] // 8, 3), np.uint8)
        picture = np.asarray(Image.fromarray(coarse).resize(size[::-1], Image.Resampling.BICUBIC))
        noisy = picture.astype(np.int16) + draw.normal(0, 6, picture.shape).astype(np.int16)
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(folder / f"{index:04d}.png")


def job_of(predictor: Predictor, working: Working, source: Path, out: Path) -> Job:
    """The command's own job: labels and depth as PNG."""
    job = predict_job(
        [str(source)],
        checkpoint=Path(predictor.card.path),
        out=out,
        outputs=Predictions(),
        working=working,
        launch=Launch(),
    )
    return replace(job, work=Predict(predictor=predictor, working=working))


def now() -> np.ndarray:
    """Seconds on the clock, and of the processors for this process."""
    return np.array([time.perf_counter(), time.process_time()])


def bare(predictor: Predictor, size: tuple[int, int], count: int, batch: int) -> np.ndarray:
    """Seconds of the network alone on so many pictures, as in ``now``."""
    planes = torch.rand(batch, 3, *size, device=predictor.device) * 2 - 1
    start = now()
    with torch.inference_mode(), precise(predictor.device, True):
        for _ in range(0, count, batch):
            prediction = predictor.network(planes)
    prediction.depth.sum().item()  # until a GPU has done it
    return now() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=Path("checkpoints/both-demo"))
    parser.add_argument("--size", choices=("own", "full"), default="own")
    parser.add_argument("--height", type=int, default=375)
    parser.add_argument("--width", type=int, default=1242)
    parser.add_argument("--long-side", type=int, default=0)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
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
    alone, whole = [], []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in")
        source.mkdir()
        paint(source, options.count, picture)
        bare(predictor, size, 2 * batch, batch)  # the first one warms up
        for index in range(options.rounds):
            alone.append(bare(predictor, size, options.count, batch))
            job = job_of(predictor, working, source, Path(folder, f"out{index}"))
            start = now()
            carry_out_here(job, Share(first=0, every=1), launch)
            whole.append(now() - start)
    medians = [np.median(seconds, axis=0) for seconds in (alone, whole)]
    rates = [options.count / seconds[0] for seconds in medians]
    share = medians[0][1] / medians[1][1]
    print(
        f"{picture[0]}x{picture[1]}, network at {size[0]}x{size[1]}, batch {batch}, "
        f"{predictor.device}: bare {rates[0]:.2f} frames/s, from file to file {rates[1]:.2f} "
        f"frames/s, {rates[1] / rates[0]:.0%}; of the processor time {share:.0%} is the network's"
    )


if __name__ == "__main__":
    main()
