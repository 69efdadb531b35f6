"""How fast the rendered worlds are on one core.

    python -m benchmarks.world [--frames 12] [--height 240] [--width 320]

Prints frames per second of the street and of both domains of the demo in processor time, and
how much slower it is to meet every primitive with every ray instead of the rays of its window.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from gioada.street import town
from gioada.street.demo import DOMAINS, render
from gioada.street.demo.layout import layout
from gioada.street.demo.styles import STYLES
from gioada.street.raycast import cast
from gioada.street.views import View, pinhole


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call: other programs on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def everywhere(view: View) -> View:
    """The same rays with every window as large as the picture and no order from near to far."""
    count = len(view.nearest)
    whole = np.tile(np.array([0, view.height, 0, view.width]), (count, 1))
    return replace(view, windows=whole, nearest=np.full(count, -np.inf))


def rate(draw: Callable[..., object], frames: int, height: int, width: int) -> float:
    """Seconds of one frame; what is drawn once for a process, as pictures of trees, is left out."""
    for index in range(3):
        draw(seed=0, index=frames + index, height=height, width=width)
    work = [
        lambda i=index: draw(seed=0, index=i, height=height, width=width) for index in range(frames)
    ]
    return sum(seconds(each) for each in work) / frames


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Frames per second of the rendered worlds.")
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--height", type=int, default=240)
    parser.add_argument("--width", type=int, default=320)
    options = parser.parse_args()
    height, width = options.height, options.width
    print(f"{height} x {width}, one core, {options.frames} frames")
    spent = rate(town.render, options.frames, height, width)
    minutes = 4000 * spent / 120
    print(f"street  {1 / spent:6.2f} frames/s   4,000 frames in {minutes:.0f} min on two cores")
    for domain in DOMAINS:
        spent = rate(partial(render, domain), options.frames, height, width)
        fast = slow = 0.0
        count = 0
        for index in range(min(3, options.frames)):
            scene = layout(np.random.default_rng(index), STYLES[domain])
            view = pinhole(scene.camera, scene.table, height, width)
            fast += seconds(lambda s=scene, v=view: cast(s.table, v))
            slow += seconds(lambda s=scene, v=view: cast(s.table, everywhere(v)))
            count += len(scene.primitives)
        print(
            f"{domain:7s} {1 / spent:6.2f} frames/s   casting with windows is "
            f"{slow / fast:.0f} times faster than without ({count // 3} primitives)"
        )


if __name__ == "__main__":
    main()
