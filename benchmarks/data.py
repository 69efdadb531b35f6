"""How fast Virtual KITTI and KITTI are read, beside a bare decode of the same files.

    python -m benchmarks.data [--frames 8] [--repeats 5] [--height 375] [--width 1242]

Writes frames of the street world at native size in the sets' own encodings into a temporary
folder, and reads them one after the other on one thread. ``bare`` opens a frame's files with
Pillow and makes arrays of them, nothing else. ``read`` looks up the classes and makes metres,
``sample`` also resizes where it must, flips, and makes the tensors that a training step takes
(a source triple and a target image), ``packed`` is a sample of what ``data pack`` has written.
Medians in milliseconds of processor time, best of the repeats, files in memory.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from gioada.data.augment import Augmentation
from gioada.data.frame import Frame
from gioada.data.framesets import StoredSet
from gioada.data.pairs import Pair, find_pair
from gioada.data.places import Places
from gioada.data.sets.disk import DiskFrames
from gioada.data.sets.matching import FrameFiles
from gioada.data.sets.virtual_kitti import virtual_kitti
from gioada.data.stream import PairStream
from gioada.street.demo import render

GOAL = 1.3
CATEGORIES = {
    7: ("Road", (100, 60, 100)),
    11: ("Building", (140, 140, 140)),
    17: ("Pole", (255, 130, 0)),
    19: ("TrafficLight", (200, 200, 0)),
    20: ("TrafficSign", (255, 255, 0)),
    21: ("Tree", (0, 199, 0)),
    22: ("Terrain", (210, 0, 200)),
    23: ("Sky", (90, 200, 255)),
    26: ("Car:0", (0, 77, 255)),
    27: ("Truck", (160, 60, 60)),
    0: ("Misc", (80, 80, 80)),
}


def write(root: Path, frames: list[Frame]) -> None:
    """The frames as one video of Virtual KITTI 1.3.1, and as KITTI's semantics."""
    source, target = root / "virtual-kitti", root / "kitti"
    scenes = source / "vkitti_1.3.1_scenegt"
    table = np.tile(np.array(CATEGORIES[0][1], np.uint8), (256, 1))
    for id_, (_, colour) in CATEGORIES.items():
        table[id_] = colour
    for number, frame in enumerate(frames):
        assert frame.ids is not None and frame.depth is not None
        place = Path("0001", "clone", f"{number:05d}.png")
        save(source / "vkitti_1.3.1_rgb" / place, frame.image)
        save(scenes / place, table[frame.ids])
        centimetres = np.minimum(np.rint(frame.depth * 100), 65535).astype(np.uint16)
        save(source / "vkitti_1.3.1_depthgt" / place, centimetres)
        save(target / "testing" / "image_2" / f"{number:06d}_10.png", frame.image)
    rows = [f"{name} {' '.join(map(str, colour))}" for name, colour in CATEGORIES.values()]
    listing = "\n".join(["Category(:id) r g b", *rows]) + "\n"
    (scenes / "0001_clone_scenegt_rgb_encoding.txt").write_text(listing)


def one_video(pair: Pair) -> Pair:
    """The pair with the one video that is written here."""
    train = pair.source.train
    assert isinstance(train, StoredSet)
    video = virtual_kitti(worlds=("0001",), variations=("clone",))
    return replace(pair, source=replace(pair.source, train=replace(train, disk_set=video)))


def save(path: Path, values: np.ndarray) -> None:
    """A PNG with Pillow's usual compression."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path)


def bare(files: FrameFiles) -> None:
    """Decode a frame's files and do nothing with them."""
    for path in (files.image, files.labels, files.depth):
        if path is not None:
            np.asarray(Image.open(path))


def milliseconds(work: Callable[[int], object], count: int, repeats: int) -> float:
    """Processor time of one call, over all frames; the best of the repeats."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        for index in range(count):
            work(index)
        spent.append(1000 * (time.process_time() - start) / count)
    return min(spent)


def compare(pair: Pair, places: Places, packed: Path, size: tuple[int, int], options) -> None:
    """Print the table."""
    opened = [pair.open(part, places, size) for part in ("source", "target")]
    assert all(isinstance(frames, DiskFrames) for frames in opened)
    files = [frames.files for frames in opened]  # type: ignore[attr-defined]

    def samples(where: Places) -> Callable[[int], object]:
        frames = [pair.open(part, where, size) for part in ("source", "target")]
        change = Augmentation(size=size)
        return PairStream(
            *frames, pair.space, seed=0, source_change=change, target_change=change
        ).__getitem__

    works: dict[str, Callable[[int], object]] = {
        "bare decode, source": lambda index: bare(files[0][index]),
        "read, source": lambda index: opened[0][index],
        "bare decode, source and target": lambda index: [bare(part[index]) for part in files],
        "sample": samples(places),
        "sample, packed": samples(Places(packed=packed)),
    }
    spent = {
        name: milliseconds(work, options.frames, options.repeats) for name, work in works.items()
    }
    for name, value in spent.items():
        print(f"{name:32} {value:7.2f} ms   {1000 / value:6.1f} a second on one worker")
    ratio = spent["read, source"] / spent["bare decode, source"]
    print(f"read over bare decode            {ratio:7.2f}      goal: at most {GOAL}")
    whole = spent["sample"] / spent["bare decode, source and target"]
    print(f"sample over bare decode          {whole:7.2f}      with flip and tensors")


def folder_size(folder: Path) -> float:
    """Megabytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> None:
    """Write, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=8)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--height", type=int, default=375)
    parser.add_argument("--width", type=int, default=1242)
    options = parser.parse_args()
    size = (options.height, options.width)
    frames = [
        render("source", seed=0, index=index, height=size[0], width=size[1])
        for index in range(options.frames)
    ]
    pair = one_video(find_pair("virtual-kitti/kitti"))
    with tempfile.TemporaryDirectory() as folder:
        places, packed = Places(data=Path(folder)), Path(folder) / "packed"
        write(places.data, frames)
        with contextlib.redirect_stderr(io.StringIO()):  # the progress bar
            pair.pack(places, packed)
        compare(pair, places, packed, size, options)
        for name in ("virtual-kitti", "packed/source"):
            share = folder_size(Path(folder) / name) / options.frames
            print(f"{name:32} {share:7.2f} MB a frame")


if __name__ == "__main__":
    main()
