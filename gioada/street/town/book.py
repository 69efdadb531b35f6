"""The sprite book: drawn pictures of trees, fences and bicycles that let light through.

A picture has six channels, uint8: coverage; shade (128 is one); share of the second colour; the
normal's x and y (128 is zero); and the outline within which everything counts as the object.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from gioada.street.noise import fractal

SIZE = 256
COUNTS = {
    "bare": 10, "twigs": 4, "leafy": 10, "conifer": 4, "bush": 5, "railing": 3, "mesh": 1,
    "picket": 2, "guard": 1, "wire": 1, "scaffold": 1, "bicycle": 3, "wires": 2,
}  # fmt: skip
"""How many pictures there are of each name."""


@lru_cache(maxsize=128)
def picture(name: str, number: int) -> tuple[np.ndarray, ...]:
    """A picture at SIZE and at every half of it down to 1: uint8 S S 6, row 0 on top."""
    rng = np.random.default_rng([77, sorted(COUNTS).index(name), number])
    draw = {
        "bare": bare, "twigs": bare, "leafy": leafy, "conifer": conifer, "bush": bush,
        "bicycle": bicycle, "wires": wires,
    }.get(name, lattice)  # fmt: skip
    full = draw(rng, name, number)
    levels = [full.astype(np.float32)]
    while len(levels[-1]) > 1:
        a = levels[-1]
        # Colours count by how much they cover.
        weight = a[..., :1] + 0.5
        blocks = [(a * weight)[i::2, j::2] for i in (0, 1) for j in (0, 1)]
        total = sum(weight[i::2, j::2] for i in (0, 1) for j in (0, 1))
        half = sum(blocks) / total
        for k in (0, 5):
            half[..., k] = sum(a[i::2, j::2, k] for i in (0, 1) for j in (0, 1)) / 4
        levels.append(half)
    return tuple(np.clip(level + 0.5, 0, 255).astype(np.uint8) for level in levels)


def assembled(cover, shade=None, second=None, nx=None, ny=None, spread=5.0) -> np.ndarray:
    """Six channels from float S S arrays: cover, second in [0, 1], shade about 1, normals."""
    blank = np.zeros((SIZE, SIZE))
    # What is between twigs or bars belongs to the tree or the fence.
    wide = Image.fromarray((np.clip(cover, 0, 1) * 255).astype(np.uint8))
    wide = np.asarray(wide.filter(ImageFilter.GaussianBlur(spread)), float) / 255
    outline = np.clip((np.maximum(wide * 1.6, cover) - 0.22) * 5, 0, 1)
    parts = (
        np.clip(cover, 0, 1) * 255,
        (np.ones_like(blank) if shade is None else shade) * 128,
        (blank if second is None else second) * 255,
        128 + 127 * (blank if nx is None else nx),
        128 + 127 * (blank if ny is None else ny),
        outline * 255,
    )
    return np.clip(np.stack(parts, -1), 0, 255)


def canvas(scale: int = 3) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A dark picture to draw on in white, `scale` times as large."""
    image = Image.new("L", (SIZE * scale, SIZE * scale))
    return image, ImageDraw.Draw(image)


def shrunk(image: Image.Image) -> np.ndarray:
    """A drawn picture in [0, 1] at SIZE."""
    return np.asarray(image.resize((SIZE, SIZE), Image.Resampling.BOX), float) / 255


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
            points = [((0.5 + (a - 0.5) * scale) * size, (1 - b * scale) * size)
                      for a, b in ((x, y), (nx, ny))]  # fmt: skip
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
        balls.append((0.5 + point[0] * wide, low + tall + point[1] * tall * 0.95,
                      point[2] * wide, radius))  # fmt: skip
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
            balls.append((0.5 + out * half, level - 0.05 * abs(out), (1 - out * out) * half,
                          0.03 + 0.05 * (1 - level)))  # fmt: skip
    return heaped(rng, np.array(balls), number + 20, 0.75)


def bush(rng: np.random.Generator, name: str, number: int) -> np.ndarray:
    """A broad bush down to the ground."""
    balls = [
        (rng.uniform(0.15, 0.85), rng.uniform(0.05, 0.62), rng.uniform(-0.2, 0.2),
         rng.uniform(0.1, 0.2))
        for _ in range(26)
    ]  # fmt: skip
    return heaped(rng, np.array(balls), number + 40, rng.uniform(0.3, 0.6))


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
        upright((64, 51, 85)[number], (9, 7, 11)[number], 0.04)
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
    for a, b in (("rear", "crank"), ("rear", "seat"), ("crank", "seat"), ("crank", "head"),
                 ("seat", "head"), ("head", "fork"), ("head", "bar")):  # fmt: skip
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
