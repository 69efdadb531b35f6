"""What lens, sensor and file make of light."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from gioada.street.town.look import Look
from gioada.street.town.stage import Rng


def halved(picture: np.ndarray) -> np.ndarray:
    """From rays at half-pixel steps to pixels: weights 1 2 1 around the centre, 3 H W."""
    rows = 0.25 * (picture[:, :-2:2] + picture[:, 2::2]) + 0.5 * picture[:, 1::2]
    return 0.25 * (rows[:, :, :-2:2] + rows[:, :, 2::2]) + 0.5 * rows[:, :, 1::2]


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
    return np.asarray(Image.open(io.BytesIO(file.getvalue())).convert("RGB"))
