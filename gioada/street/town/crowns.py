"""Drawn pictures of trees and bushes."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from gioada.street.noise import fractal
from gioada.street.town.sketch import SIZE, assembled, canvas, shrunk


def bare(rng: np.random.Generator, name: str, number: int) -> np.ndarray:
    """A tree in winter: a trunk that branches down to twigs."""
    image, pen = canvas()
    size = 3 * SIZE
    twigs: list[tuple[float, float, float, float, float]] = []
    upright = rng.uniform(0.25, 0.6)
    reach = rng.uniform(0.23, 0.29)

    def grow(x: float, y: float, angle: float, long: float, wide: float, depth: int) -> None:
        bends = 3 if depth < 3 else 2
        for _ in range(bends):
            angle += rng.normal(0, 0.13)
            nx, ny = x + np.sin(angle) * long / bends, y + np.cos(angle) * long / bends
            twigs.append((x, y, nx, ny, wide))
            x, y = nx, ny
        if depth >= 8:
            return
        count = 2 + int(rng.random() < (0.75 if depth < 5 else 0.55))
        for n in range(count):
            turn = (n - (count - 1) / 2) * rng.uniform(0.45, 0.95) + rng.normal(0, 0.2)
            lean = (angle + turn) * (1 - 0.12 * upright)
            grow(x, y, lean, long * rng.uniform(0.66, 0.88), wide * 0.6, depth + 1)

    trunk = 14 if name == "bare" else 5
    if name == "bare":
        grow(0.5, 0.0, rng.normal(0, 0.04), reach, trunk, 0)
    else:
        for x in rng.uniform(0.2, 0.8, 7):
            grow(x, 0.0, rng.normal(0, 0.25), reach * 0.9, trunk, 2)
    ends = np.array(twigs)
    xs, ys = ends[:, [0, 2]], ends[:, [1, 3]]
    scale = 0.97 / max(ys.max(), 2 * np.abs(xs - 0.5).max())
    for x, y, nx, ny, wide in twigs:
        points = [
            ((0.5 + (a - 0.5) * scale) * size, (1 - b * scale) * size)
            for a, b in ((x, y), (nx, ny))
        ]
        pen.line(points, fill=255 if wide > 1 else int(60 + 190 * wide), width=max(1, round(wide)))
    bark, brush = canvas()
    for x, y, nx, ny, wide in twigs:
        if wide > 1.5:
            points = [
                ((0.5 + (a - 0.5) * scale) * size, (1 - b * scale) * size)
                for a, b in ((x, y), (nx, ny))
            ]
            brush.line(points, fill=255, width=round(wide) + 1)
    cover = shrunk(image)
    grain = fractal((32, 64, 128), number)[:SIZE, :SIZE]
    return assembled(cover, 0.7 + 0.6 * grain, shrunk(bark), nx=0.5 * (grain - 0.5), spread=5.5)


def grid() -> tuple[np.ndarray, np.ndarray]:
    """x and y of texel centres in [0, 1], y upwards."""
    along = (np.arange(SIZE) + 0.5) / SIZE
    return np.meshgrid(along, along[::-1])


def heaped(rng: np.random.Generator, balls: np.ndarray, number: int, hollow: float) -> np.ndarray:
    """Leaves over balls (x, y, z, radius): a height field with noise, its normals and gaps."""
    x, y = grid()
    fine = fractal((32, 64, 128, 256), number)[:SIZE, :SIZE].astype(float)
    broad = fractal((8, 16, 32), number + 50)[:SIZE, :SIZE].astype(float)
    high, cover = np.full((SIZE, SIZE), -1.0), np.zeros((SIZE, SIZE))
    bite = (1.1 * fine + 0.55 * broad) * hollow - 0.22
    for bx, by, bz, radius in balls:
        rest = radius**2 - (x - bx) ** 2 - (y - by) ** 2
        lift = np.sqrt(np.maximum(rest, 0))
        mine = np.clip((lift / radius - bite) * 6, 0, 1) * (rest > 0)
        cover = np.maximum(cover, mine)
        high = np.where((mine > 0.4) & (bz + lift > high), bz + lift, high)
    bumpy = high + 0.028 * fine + 0.02 * broad
    down, across = np.gradient(bumpy * SIZE)
    length = np.sqrt(1 + across**2 + down**2)
    nx, ny = np.clip(-across / length, -1, 1), np.clip(down / length, -1, 1)
    low = Image.fromarray(np.clip((high + 1) * 100, 0, 255).astype(np.uint8))
    around = np.asarray(low.filter(ImageFilter.GaussianBlur(12)), float) / 100 - 1
    hidden = np.clip(1 + 1.6 * (high - around), 0.35, 1.35)
    shade = hidden * (0.45 + 1.1 * fine)
    return assembled(cover, np.clip(shade, 0.1, 1.9), nx=nx, ny=ny, spread=2.5)


def leafy(rng: np.random.Generator, name: str, number: int) -> np.ndarray:
    """A tree in leaf: clumps in a crown above a trunk with a few limbs."""
    low = rng.uniform(0.16, 0.34)
    wide = rng.uniform(0.3, 0.42)
    tall = (1 - low) / 2 - 0.03
    balls = []
    for _ in range(int(rng.integers(22, 46))):
        point = rng.normal(0, 1, 3)
        point *= rng.uniform(0.35, 0.82) / np.linalg.norm(point)
        radius = rng.uniform(0.09, 0.18)
        balls.append(
            (0.5 + point[0] * wide, low + tall + point[1] * tall * 0.95, point[2] * wide, radius)
        )
    crown = heaped(rng, np.array(balls), number, rng.uniform(0.35, 0.75))
    image, pen = canvas()
    size = 3 * SIZE
    base, fork = 0.5 * size, (1 - low - 0.05) * size
    pen.polygon(
        [(base - 13, size), (base + 13, size), (base + 8, fork), (base - 8, fork)], fill=255
    )
    for turn in rng.uniform(-0.8, 0.8, 5):
        end = (base + np.sin(turn) * 0.35 * size, fork - np.cos(turn) * 0.35 * size)
        pen.line([(base, fork + 10), end], fill=255, width=9)
    wood = shrunk(image) * (1 - crown[..., 0] / 255)
    crown[..., 2] = 255 * wood / np.maximum(wood + crown[..., 0] / 255, 1e-3)
    crown[..., 1] = np.where(wood > 0.3, 128, crown[..., 1])
    crown[..., 0] = np.minimum(crown[..., 0] + 255 * wood, 255)
    crown[..., 5] = np.maximum(crown[..., 5], 255 * (wood > 0.3))
    return crown


def conifer(rng: np.random.Generator, name: str, number: int) -> np.ndarray:
    """A spruce or cypress: a cone of drooping layers."""
    slim = rng.uniform(0.18, 0.42)
    balls = []
    for level in np.linspace(0.08, 0.95, 26):
        half = slim * (1 - level) ** 0.8
        for _ in range(7):
            out = rng.uniform(-1, 1)
            balls.append(
                (
                    0.5 + out * half,
                    level - 0.05 * abs(out),
                    (1 - out * out) * half,
                    0.03 + 0.05 * (1 - level),
                )
            )
    return heaped(rng, np.array(balls), number + 20, 0.75)


def bush(rng: np.random.Generator, name: str, number: int) -> np.ndarray:
    """A broad bush down to the ground."""
    balls = [
        (
            rng.uniform(0.15, 0.85),
            rng.uniform(0.05, 0.62),
            rng.uniform(-0.2, 0.2),
            rng.uniform(0.1, 0.2),
        )
        for _ in range(26)
    ]
    return heaped(rng, np.array(balls), number + 40, rng.uniform(0.3, 0.6))
