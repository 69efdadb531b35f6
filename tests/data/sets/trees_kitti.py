"""Miniature trees of Virtual KITTI 1.3.1 and 2.0.3 and of KITTI semantics, in their own encodings.

The writers return what they wrote, by the names that the readers give the frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from gioada.data.frame import SKY_DEPTH, Frame

WORLDS = ("0001", "0002", "0006", "0018", "0020")
SCENES = ("Scene01", "Scene02", "Scene06", "Scene18", "Scene20")
VARIATIONS = (
    *("15-deg-left", "15-deg-right", "30-deg-left", "30-deg-right", "clone", "fog", "morning"),
    *("overcast", "rain", "sunset"),
)
SIZE = (30, 46)
KITTI_SIZES = ((30, 46), (31, 45), (29, 44))

# Rows of the encoding files of version 1.3.1 that are the same in all videos.
STUFF = {
    "Terrain": (210, 0, 200),
    "Sky": (90, 200, 255),
    "Tree": (0, 199, 0),
    "Vegetation": (90, 240, 0),
    "Building": (140, 140, 140),
    "Road": (100, 60, 100),
    "GuardRail": (255, 100, 255),
    "TrafficSign": (255, 255, 0),
    "TrafficLight": (200, 200, 0),
    "Pole": (255, 130, 0),
    "Misc": (80, 80, 80),
    "Truck": (160, 60, 60),
}
VEHICLES = ("Car:0", "Car:1", "Van:0")
# Each video gives them to its vehicles in another order.
VEHICLE_COLOURS = ((200, 8, 31), (40, 180, 220), (17, 16, 90))

COLOURS_2 = STUFF | {
    "GuardRail": (250, 100, 255),
    "Car": (255, 127, 80),
    "Van": (0, 139, 139),
    "Undefined": (0, 0, 0),
}

IDS = {
    "Road": 7,
    "Building": 11,
    "GuardRail": 14,
    "Pole": 17,
    "TrafficLight": 19,
    "TrafficSign": 20,
    "Tree": 21,
    "Vegetation": 21,
    "Terrain": 22,
    "Sky": 23,
    "Car": 26,
    "Van": 26,
    "Truck": 27,
    "Misc": 0,
    "Undefined": 0,
}
"""Cityscapes ids of the classes, with van and small vegetation as they are without a choice."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A frame of Virtual KITTI."""

    image: np.ndarray
    """uint8 H W 3."""
    names: np.ndarray
    """str H W: classes, with their number for vehicles of 1.3.1 (``Car:0``)."""
    depth: np.ndarray
    """float32 H W, metres, a whole number of centimetres."""

    @property
    def ids(self) -> np.ndarray:
        """uint8 H W, Cityscapes ids."""
        return ids_of(self.names)


def ids_of(names: np.ndarray, **other: int) -> np.ndarray:
    """The Cityscapes ids of names; ``Van=27`` for classes with another id than usual."""
    table = IDS | other
    return np.vectorize(lambda name: table[name.partition(":")[0]], otypes=[np.uint8])(names)


def scene(number: int, size: tuple[int, int] = SIZE) -> Written:
    """A street with every class, another for each number; the shape of a video's frames."""
    rng = np.random.default_rng(number)
    names, depth = _street(size)
    names, depth = np.roll(names, number, axis=1), np.roll(depth, number, axis=1)
    image = rng.integers(0, 256, (*size, 3), np.uint8)
    return Written(image=image, names=names, depth=depth)


def _street(size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    height, width = size
    names = np.full(size, "Sky", dtype="<U16")
    depth = np.full(size, SKY_DEPTH)
    # Upper, lower, left and right edge as shares, and metres.
    for name, top, bottom, left, right, metres in (
        ("Building", 0.25, 0.6, 0.0, 0.35, 31.4),
        ("Tree", 0.2, 0.6, 0.65, 1.0, 22.22),
        ("Vegetation", 0.5, 0.6, 0.55, 0.7, 18.0),
        ("Terrain", 0.6, 1.0, 0.0, 1.0, 9.07),
        ("Road", 0.6, 1.0, 0.2, 0.8, 8.01),
        ("GuardRail", 0.55, 0.65, 0.85, 1.0, 12.0),
        ("Pole", 0.2, 0.75, 0.1, 0.14, 11.0),
        ("TrafficSign", 0.1, 0.25, 0.08, 0.18, 11.0),
        ("TrafficLight", 0.1, 0.25, 0.45, 0.5, 27.5),
        ("Misc", 0.7, 0.78, 0.0, 0.06, 6.5),
        ("Truck", 0.4, 0.65, 0.36, 0.46, 40.0),
        ("Car:0", 0.65, 0.85, 0.25, 0.4, 6.0),
        ("Car:1", 0.62, 0.7, 0.5, 0.56, 35.75),
        ("Van:0", 0.6, 0.8, 0.62, 0.75, 14.99),
    ):
        here = (
            slice(int(top * height), int(bottom * height)),
            slice(int(left * width), int(right * width)),
        )
        names[here], depth[here] = name, metres
    depth += np.where(depth < SKY_DEPTH, np.arange(width)[None] / 100, 0)
    return names, depth.astype(np.float32)


def write_virtual_kitti(
    root: Path,
    *,
    worlds: Sequence[str] = WORLDS,
    variations: Sequence[str] = VARIATIONS,
    frames: int = 2,
    size: tuple[int, int] = SIZE,
) -> dict[str, Written]:
    """Version 1.3.1: all its videos with the first few frames of each, unless chosen otherwise."""
    all_written: dict[str, Written] = {}
    videos = [(world, variation) for world in worlds for variation in variations]
    for video, (world, variation) in enumerate(videos):
        table = vehicle_table(video)
        path = root / "vkitti_1.3.1_scenegt" / f"{world}_{variation}_scenegt_rgb_encoding.txt"
        write_table(path, table)
        for number in range(frames):
            written = scene(video + 3 * number, size)
            place = Path(world, variation, f"{number:05d}.png")
            save(root / "vkitti_1.3.1_rgb" / place, written.image)
            save(root / "vkitti_1.3.1_scenegt" / place, coloured(written.names, table))
            save(root / "vkitti_1.3.1_depthgt" / place, centimetres(written.depth))
            all_written[place.with_suffix("").as_posix()] = written
    return dict(sorted(all_written.items()))


def write_virtual_kitti2(
    root: Path,
    *,
    scenes: Sequence[str] = SCENES,
    variations: Sequence[str] = VARIATIONS,
    cameras: Sequence[str] = ("Camera_0", "Camera_1"),
    frames: int = 2,
    size: tuple[int, int] = SIZE,
) -> dict[str, Written]:
    """Version 2.0.3; its images are JPEG, so that they come back a little changed."""
    all_written: dict[str, Written] = {}
    videos = [(one, variation) for one in scenes for variation in variations]
    for video, (one, variation) in enumerate(videos):
        for camera, eye in enumerate(cameras):
            for number in range(frames):
                written = _of_version_2(scene(video + 3 * number + 7 * camera, size))
                place = root / one / variation / "frames"
                save(place / f"rgb/{eye}/rgb_{number:05d}.jpg", written.image, quality=95)
                labels = coloured(written.names, COLOURS_2)
                save(place / f"classSegmentation/{eye}/classgt_{number:05d}.png", labels)
                path = place / f"depth/{eye}/depth_{number:05d}.png"
                save(path, centimetres(written.depth))
                all_written[f"{one}/{variation}/{eye}/{number:05d}"] = written
    return dict(sorted(all_written.items()))


def _of_version_2(written: Written) -> Written:
    names = np.vectorize(lambda name: name.partition(":")[0], otypes=["<U16"])(written.names)
    names[0, 0] = "Undefined"
    # Without noise, so that JPEG keeps it.
    image = (coloured(names, COLOURS_2) // 4 + 90).astype(np.uint8)
    return Written(image=image, names=names, depth=written.depth)


def write_kitti(
    root: Path,
    *,
    training: int = 3,
    testing: int = 3,
    sizes: Sequence[tuple[int, int]] = KITTI_SIZES,
) -> dict[str, Frame]:
    """KITTI semantics 2015: training with labels, testing without; the sizes take turns."""
    all_written: dict[str, Frame] = {}
    for split, count in (("training", training), ("testing", testing)):
        for number in range(count):
            written = scene(number + 100 * (split == "testing"), sizes[number % len(sizes)])
            name = f"{number:06d}_10.png"
            save(root / split / "image_2" / name, written.image)
            ids = written.ids if split == "training" else None
            if ids is not None:
                save(root / split / "semantic" / name, ids)
            all_written[f"{split}/{number:06d}_10"] = Frame(image=written.image, ids=ids)
    return all_written


def vehicle_table(video: int) -> dict[str, tuple[int, int, int]]:
    """Name and colour of all that a video shows."""
    turned = VEHICLE_COLOURS[video % 3 :] + VEHICLE_COLOURS[: video % 3]
    return STUFF | dict(zip(VEHICLES, turned, strict=True))


def write_table(path: Path, table: dict[str, tuple[int, int, int]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"{name} {red} {green} {blue}" for name, (red, green, blue) in table.items()]
    path.write_text("\n".join(["Category(:id) r g b", *rows]) + "\n")


def coloured(names: np.ndarray, table: dict[str, tuple[int, int, int]]) -> np.ndarray:
    """Names H W -> their colours, uint8 H W 3."""
    kinds, inverse = np.unique(names, return_inverse=True)
    colours = np.array([table[str(name)] for name in kinds], np.uint8)
    return colours[inverse.reshape(names.shape)]


def centimetres(depth: np.ndarray) -> np.ndarray:
    """Metres H W -> uint16 H W."""
    return np.rint(depth.astype(np.float64) * 100).astype(np.uint16)


def save(path: Path, values: np.ndarray, **options: int) -> Path:
    """Write grey of 8 or 16 bits or RGB, with the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path, **options)
    return path
