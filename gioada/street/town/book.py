"""The sprite book: drawn pictures of trees, fences and bicycles that let light through.

A picture has six channels, uint8: coverage; shade (128 is one); share of the second colour; the
normal's x and y (128 is zero); and the outline within which everything counts as the object.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gioada.street.town.crowns import bare, bush, conifer, leafy
from gioada.street.town.sketch import SIZE, assembled, canvas, shrunk

COUNTS = {
    "bare": 10,
    "twigs": 4,
    "leafy": 10,
    "conifer": 4,
    "bush": 5,
    "railing": 3,
    "mesh": 1,
    "picket": 2,
    "guard": 1,
    "wire": 1,
    "scaffold": 1,
    "bicycle": 3,
    "wires": 2,
}
"""How many pictures there are of each name."""


@lru_cache(maxsize=128)
def picture(name: str, number: int) -> tuple[np.ndarray, ...]:
    """A picture at SIZE and at every half of it down to 1: uint8 S S 6, row 0 on top."""
    rng = np.random.default_rng([77, sorted(COUNTS).index(name), number])
    draw = {
        "bare": bare,
        "twigs": bare,
        "leafy": leafy,
        "conifer": conifer,
        "bush": bush,
        "bicycle": bicycle,
        "wires": wires,
    }.get(name, lattice)
    full = draw(rng, name, number)
    levels = [full]
    while len(levels[-1]) > 1:
        a = levels[-1]
        # Colours count by how much they cover.
        weight = a[..., :1] + 0.5
        half = fours(a * weight) / fours(weight)
        half[..., [0, 5]] = fours(a[..., [0, 5]]) / 4
        levels.append(half)
    return tuple(np.clip(level + 0.5, 0, 255).astype(np.uint8) for level in levels)


def fours(values: np.ndarray) -> np.ndarray:
    """Sums of the squares of two by two texels of S S C."""
    pairs = values[::2] + values[1::2]
    return pairs[:, ::2] + pairs[:, 1::2]


def lattice(rng: np.random.Generator, name: str, number: int) -> np.ndarray:
    """One tile of a fence, a railing or a scaffold; it repeats across."""
    image, pen = canvas(2)
    size = 2 * SIZE
    second = None

    def upright(step: int, wide: int, top: float = 0.0, bottom: float = 1.0) -> None:
        for x in range(step // 2, size, step):
            pen.rectangle([x - wide // 2, top * size, x + wide // 2, bottom * size], fill=255)

    def level(y: float, wide: int) -> None:
        pen.rectangle([0, y * size - wide, size, y * size + wide], fill=255)

    if name == "railing":
        upright((37, 47, 64)[number], (9, 8, 10)[number], 0.04)
        level(0.1, 7)
        level(0.9, 7)
        if number == 1:
            level(0.2, 5)
        upright(size, 26)
    elif name == "mesh":
        for offset in range(-size, 2 * size, 26):
            pen.line([(offset, 0), (offset + size, size)], fill=255, width=3)
            pen.line([(offset + size, 0), (offset, size)], fill=255, width=3)
        upright(size, 20)
        level(0.02, 6)
    elif name == "picket":
        upright(64, (44, 34)[number], 0.03)
        level(0.25, 18)
        level(0.75, 18)
    elif name == "guard":
        upright(64, 8, 0.08, 0.92)
        level(0.05, 12)
        level(0.9, 10)
        upright(size, 28)
    elif name == "wire":
        for y in (0.08, 0.35, 0.62, 0.86):
            level(y, 3)
        upright(size, 44)
    else:
        upright(size // 2, 12)
        level(0.1, 12)
        level(0.52, 6)
        pen.rectangle([0, 0.93 * size, size, size], fill=255)
        pen.line([(0, size), (size, 0)], fill=200, width=7)
        second = np.zeros((SIZE, SIZE))
        second[int(0.92 * SIZE) :] = 1
    cover = shrunk(image)
    parts = assembled(cover, second=second)
    # All of a fence counts, up to its top.
    parts[..., 5] = 255 * (np.cumsum(cover.max(1) > 0.3) > 0)[:, None]
    return parts


def bicycle(rng: np.random.Generator, name: str, number: int) -> np.ndarray:
    """A bicycle from the side, heading right; the card is 1.8 m wide and 1.1 m high."""
    image, pen = canvas()
    frame, ink = canvas()
    sx, sy = 3 * SIZE / 1.8, 3 * SIZE / 1.1

    def at(x: float, y: float) -> tuple[float, float]:
        return (x * sx, (1.1 - y) * sy)

    for x in (0.37, 1.42):
        for radius, strength in ((0.345, 255), (0.3, 0)):
            box = [*at(x - radius, 0.345 + radius), *at(x + radius, 0.345 - radius)]
            pen.ellipse(box, fill=strength)
        for angle in np.linspace(0, np.pi, 7)[:-1]:
            dx, dy = 0.31 * np.cos(angle), 0.31 * np.sin(angle)
            pen.line([at(x - dx, 0.345 - dy), at(x + dx, 0.345 + dy)], fill=110, width=3)
    low = number == 1
    joints = {
        "rear": (0.37, 0.345),
        "crank": (0.82, 0.3),
        "seat": (0.66, 0.84),
        "head": (1.27, 0.55 if low else 0.84),
        "fork": (1.42, 0.345),
        "bar": (1.24, 1.03),
    }
    for a, b in (
        ("rear", "crank"),
        ("rear", "seat"),
        ("crank", "seat"),
        ("crank", "head"),
        ("seat", "head"),
        ("head", "fork"),
        ("head", "bar"),
    ):
        ink.line([at(*joints[a]), at(*joints[b])], fill=255, width=18)
    pen.line([at(0.55, 0.9), at(0.8, 0.92)], fill=255, width=26)
    pen.line([at(1.14, 1.04), at(1.3, 1.06)], fill=255, width=18)
    pen.ellipse([*at(0.72, 0.4), *at(0.92, 0.2)], fill=255)
    if number == 2:
        pen.rectangle([*at(1.3, 1.0), *at(1.62, 0.78)], fill=200)
    else:
        pen.line([at(0.2, 0.74), at(0.66, 0.74)], fill=255, width=10)
    tubes, rest = shrunk(frame), shrunk(image)
    cover = np.maximum(tubes, rest)
    return assembled(cover, second=np.where(tubes > rest, 0.0, 1.0), spread=9.0)


def wires(rng: np.random.Generator, name: str, number: int) -> np.ndarray:
    """Wires that sag between two poles."""
    image, pen = canvas()
    size = 3 * SIZE
    for n in range(2 + 2 * number):
        top = 0.08 + 0.1 * n
        points = [(x * size, (top + 1.6 * x * (1 - x)) * size) for x in np.linspace(0, 1, 40)]
        pen.line(points, fill=255, width=4)
    return assembled(shrunk(image))
