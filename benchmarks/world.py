"""How fast the street world renders on one core.

    python -m benchmarks.world [--frames 12] [--height 192] [--width 640]

Prints frames per second of both domains in processor time, and how much slower it is to meet
every primitive with every ray instead of the rays of its window.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Frames per second of the street world.")
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--height", type=int, default=192)
    parser.add_argument("--width", type=int, default=640)
    options = parser.parse_args()
    size = {"height": options.height, "width": options.width}
    print(f"{options.height} x {options.width}, one core, {options.frames} frames")
    for domain in DOMAINS:
        render(domain, seed=0, index=0, **size)
        spent = sum(
            seconds(lambda d=domain, i=index: render(d, seed=0, index=i, **size))
            for index in range(options.frames)
        )
        fast = slow = 0.0
        count = 0
        for index in range(min(3, options.frames)):
            scene = layout(np.random.default_rng(index), STYLES[domain])
            view = pinhole(scene.camera, scene.table, options.height, options.width)
            fast += seconds(lambda s=scene, v=view: cast(s.table, v))
            slow += seconds(lambda s=scene, v=view: cast(s.table, everywhere(v)))
            count += len(scene.primitives)
        print(
            f"{domain:7s} {options.frames / spent:6.2f} frames/s   casting with windows is "
            f"{slow / fast:.0f} times faster than without ({count // 3} primitives)"
        )


if __name__ == "__main__":
    main()
