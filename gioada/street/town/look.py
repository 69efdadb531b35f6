"""The light and the weather of one frame, and what lens, sensor and file make of its light."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from gioada.street.noise import BROAD, fractal, smooth
from gioada.street.scene import Rng


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a frame is lit and taken.

    sun: unit vector towards the sun; direct, ambient: light from the sun and from the sky; warm:
    colour of the sun; cover: 0 clear to 1 overcast; dark: how dark the clouds' bellies are;
    glare: how much brighter the sky is than what it lights would say; haze: share of light lost
    per metre; level: brightness that the road is exposed to; knee: strength of the tone curve;
    balance: gains of red, green, blue; saturation: a factor; contrast: a factor about the middle;
    black: lift of black; blur, motion: standard deviation and length in shares of the width;
    noise: share of white; quality: of JPEG, 0 for none; sharpen: strength of halos; bloom: share
    of light scattered; vignette: loss in the corners; cloud: offset of the clouds; odd: whether
    colours are drawn at random; veil: light mirrored in the windscreen; wet: 0 dry to 1; grain,
    grey: the asphalt's; pale: how much paler footways are than the road; slabs: what footways are
    of: 0 asphalt, 1 large slabs, 2 small grey ones, 3 red bricks; setts: whether the road is of
    stones.
    """

    sun: tuple[float, float, float]
    direct: float
    ambient: float
    warm: tuple[float, float, float]
    cover: float
    dark: float
    glare: float
    haze: float
    level: float
    knee: float
    balance: tuple[float, float, float]
    saturation: float
    contrast: float
    black: float
    blur: float
    motion: float
    noise: float
    quality: int
    sharpen: float
    bloom: float
    vignette: float
    cloud: tuple[float, float]
    odd: bool
    veil: float
    wet: float
    grain: float
    grey: float
    pale: float
    slabs: int
    setts: bool


def draw_look(rng: Rng) -> Look:
    """Draw the look of one frame."""
    weather = rng.choice(4, p=(0.36, 0.22, 0.26, 0.16))  # sun, haze, broken clouds, overcast
    elevation = np.arcsin(rng.uniform(0.12, 0.9)) if rng.random() < 0.6 else rng.uniform(0.12, 0.5)
    azimuth = rng.uniform(0, 2 * np.pi)
    cover = (rng.uniform(0, 0.2), rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.8), 1.0)[weather]
    direct = (rng.uniform(2.4, 5.5), rng.uniform(0.4, 1.5), rng.uniform(0, 3.5), 0.0)[weather]
    low = np.exp(-elevation * 4)
    tint = rng.normal(0, 0.06)
    green = rng.normal(0, 0.02)
    dusk = rng.random() < 0.22
    return Look(
        sun=(
            np.cos(elevation) * np.sin(azimuth),
            np.sin(elevation),
            np.cos(elevation) * np.cos(azimuth),
        ),
        direct=float(direct * (1 - 0.45 * low)),
        ambient=float(rng.uniform(0.5, 0.95)),
        warm=(1.0, float(0.93 - 0.22 * low), float(0.82 - 0.42 * low)),
        cover=float(cover),
        dark=float(rng.uniform(0.1, 0.65) if dusk or weather == 2 else rng.uniform(0, 0.35)),
        glare=float(rng.uniform(1.1, 2.8)),
        haze=float(np.exp(rng.uniform(np.log(0.0002), np.log(0.0018)))),
        level=float(
            np.exp(rng.normal(np.log(0.026), 0.35))
            if dusk
            else np.exp(rng.normal(np.log(0.082), 0.45))
        ),
        knee=float(rng.uniform(0.0, 0.7)),
        balance=(
            float(np.exp(tint + rng.normal(0, 0.02))),
            float(np.exp(green)),
            float(np.exp(-tint)),
        ),
        saturation=float(rng.uniform(0.5, 1.15)),
        contrast=float(rng.uniform(0.95, 1.15) if dusk else rng.uniform(1.0, 1.6)),
        black=float(rng.normal(-0.005, 0.022)),
        blur=float(abs(rng.normal(0, 0.0008)) + 0.0001),
        motion=float(max(rng.normal(-0.001, 0.003), 0.0)),
        noise=float(np.exp(rng.uniform(np.log(0.001), np.log(0.011)))),
        quality=int(rng.integers(40, 97)) if rng.random() < 0.75 else 0,
        sharpen=float(max(rng.normal(0.45, 0.45), 0)),
        bloom=float(max(rng.normal(0.0, 0.05), 0.0)),
        vignette=float(rng.uniform(0, 0.9)),
        cloud=tuple(rng.uniform(0, 512, 2).tolist()),
        odd=bool(rng.random() < 0.12),
        veil=float(rng.uniform(0.01, 0.12)) if rng.random() < 0.25 else 0.0,
        wet=float(rng.uniform(0.3, 1)) if weather >= 2 and rng.random() < 0.3 else 0.0,
        grain=float(rng.uniform(0.3, 1.2)),
        grey=float(np.exp(rng.normal(np.log(0.1), 0.3))),
        pale=float(np.exp(rng.normal(0.08, 0.28))),
        slabs=int(rng.choice(4, p=(0.5, 0.27, 0.14, 0.09))),
        setts=bool(rng.random() < 0.06),
    )


def haze_colour(look: Look) -> np.ndarray:
    """Light of the sky at the horizon, float32 3."""
    clear, grey = np.array((0.86, 0.95, 1.06)), np.array((0.95, 0.97, 1.0)) * (1 - 0.45 * look.dark)
    return ((clear + (grey - clear) * look.cover) * look.ambient * 1.15 * look.glare).astype(
        np.float32
    )


def sky(look: Look, direction: list[np.ndarray]) -> np.ndarray:
    """Light of the sky in K directions (x, y, z), float32 3 K."""
    x, up, z = direction
    length = np.sqrt(x * x + up * up + z * z)
    x, up, z = x / length, np.maximum(up / length, 0), z / length
    rise = up ** np.float32(0.55)
    zenith = np.array((0.24, 0.45, 0.84), np.float32) * (look.ambient * look.glare)
    grey = np.array((0.8, 0.83, 0.88), np.float32) * (look.ambient * look.glare)
    base = haze_colour(look)[:, None]
    top = (zenith * (1 - look.cover) + grey * look.cover)[:, None]
    colour = base + (top - base) * rise * np.float32(0.9)
    spread = 1 / (up + np.float32(0.1))
    u, v = x * spread * 34 + look.cloud[0], z * spread * 34 + look.cloud[1]
    lump = smooth(fractal(BROAD, 3), u, v, 1.0)
    thick = np.clip((lump - np.float32(0.85 - 0.75 * look.cover)) * 2.6, 0, 1) * np.minimum(
        up * 9, 1
    )
    belly = smooth(fractal(BROAD, 7), u * 1.7 + 90, v * 1.7, 1.0)
    white = 1.25 * look.ambient * look.glare * (1 - look.dark * np.clip(1.7 * belly - 0.25, 0, 1))
    tint = np.array((1.0, 1.0, 1.02), np.float32)[:, None]
    colour = colour + (white * tint - colour) * thick
    if look.direct > 0.1:
        near = np.maximum(x * look.sun[0] + up * look.sun[1] + z * look.sun[2], 0)
        glow = np.float32(look.direct) * (1.2 * near**40 + 0.25 * near**6)
        colour = colour + glow * np.array(look.warm, np.float32)[:, None]
    return colour


def smeared(light: np.ndarray, sigma: float, axis: int) -> np.ndarray:
    """A Gaussian blur of `sigma` pixels along one axis; edges repeat."""
    reach = int(np.ceil(2.5 * sigma))
    if sigma < 0.2 or not reach:
        return light
    weight = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    return weighed(light, weight / weight.sum(), axis)


def weighed(light: np.ndarray, weight: np.ndarray, axis: int) -> np.ndarray:
    """Neighbours along an axis, weighed; edges repeat."""
    reach = len(weight) // 2
    pad = [(0, 0)] * light.ndim
    pad[axis] = (reach, reach)
    wide = np.pad(light, pad, mode="edge")
    size = light.shape[axis]
    out = np.zeros_like(light)
    for n, w in enumerate(weight):
        part = [slice(None)] * light.ndim
        part[axis] = slice(n, n + size)
        out += np.float32(w) * wide[tuple(part)]
    return out


def scattered(light: np.ndarray, share: float) -> np.ndarray:
    """Bright light spread over a wide round, as a dirty lens does."""
    _, height, width = light.shape
    step = max(1, width // 80)
    small = np.minimum(light[:, ::step, ::step], 4)
    for axis in (1, 2):
        small = smeared(small, 5.0, axis)
    rows = np.minimum(np.arange(height) // step, small.shape[1] - 1)
    columns = np.minimum(np.arange(width) // step, small.shape[2] - 1)
    return light * (1 - share) + np.float32(share) * small[:, rows][:, :, columns]


def exposed(light: np.ndarray, look: Look) -> np.ndarray:
    """Scale light so that the lower half, without its brightest, has the look's level."""
    lower = light[:, light.shape[1] // 2 :].mean(0)
    middle = float(np.median(lower)) + 1e-4
    return light * np.float32(look.level / middle)


def developed(light: np.ndarray, look: Look, rng: Rng) -> np.ndarray:
    """uint8 H W 3 of light 3 H W."""
    _, height, width = light.shape
    light = exposed(light, look)
    if look.bloom > 0.003:
        light = scattered(light, look.bloom)
    for axis in (1, 2):
        light = smeared(light, look.blur * width, axis)
    if look.motion * width > 1.2:
        count = int(look.motion * width) | 1
        light = weighed(light, np.full(count, 1 / count), 2)
    across = (np.arange(width, dtype=np.float32) + 0.5) / width - 0.5
    down = ((np.arange(height, dtype=np.float32) + 0.5) / height - 0.5) * (height / width)
    light = light * (1 - look.vignette * (across[None] ** 2 + down[:, None] ** 2))
    if look.veil:
        light = light + np.float32(look.veil) * (0.6 + down[:, None] * 1.6) * 0.25
    light = light * np.array(look.balance, np.float32)[:, None, None]
    spread = np.sqrt(
        np.float32(look.noise**2) + np.float32(look.noise * 0.03) * np.maximum(light, 0)
    )
    light = light + spread * rng.standard_normal(light.shape, np.float32)
    light = np.maximum(light, 0)
    soft = (1 - np.exp(-1.6 * light)) / (1 - np.exp(-1.6))
    light = light + (soft - light) * np.float32(look.knee)
    picture = np.clip(light, 0, 1) ** np.float32(1 / 2.2)
    grey = picture.mean(0)
    picture = grey + (picture - grey) * np.float32(look.saturation)
    picture = (picture - 0.45) * np.float32(look.contrast) + np.float32(0.45 + look.black)
    if look.sharpen > 0.05:
        soft = smeared(smeared(picture, 0.9, 1), 0.9, 2)
        picture = picture + np.float32(look.sharpen) * (picture - soft)
    image = (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8).transpose(1, 2, 0)
    return compressed(np.ascontiguousarray(image), look.quality)


def compressed(image: np.ndarray, quality: int) -> np.ndarray:
    """An image after JPEG of a quality in 1 to 100; 0 leaves it as it is."""
    if not quality:
        return image
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality)
    return np.array(Image.open(io.BytesIO(file.getvalue())).convert("RGB"))
