"""Files that come in from anywhere: cut off, renamed, huge, animated, or of an odd kind."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

HEIGHT, WIDTH = 48, 160


def scene() -> np.ndarray:
    """uint8 H W 3 that compresses badly, so that half a file is not half enough."""
    return np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


def colours() -> Image.Image:
    return Image.fromarray(scene())


def truncated_png(path: Path) -> None:
    colours().save(path, "PNG")
    _cut(path)


def truncated_jpeg(path: Path) -> None:
    colours().save(path, "JPEG", quality=95)
    _cut(path)


def jpeg_named_png(path: Path) -> None:
    colours().save(path, "JPEG", quality=95)


def text(path: Path) -> None:
    path.write_text("this is no picture\n")


def empty(path: Path) -> None:
    path.touch()


def svg(path: Path) -> None:
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9"/></svg>'
    )


def postscript(path: Path) -> None:
    path.write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%touch /tmp/x) run\n")


def cmyk_jpeg(path: Path) -> None:
    colours().convert("CMYK").save(path, "JPEG", quality=95)


def animated_gif(path: Path) -> None:
    _animated(path, "GIF")


def animated_webp(path: Path) -> None:
    _animated(path, "WEBP", lossless=True)


def animated_png(path: Path) -> None:
    _animated(path, "PNG")


def one_pixel(path: Path) -> None:
    Image.new("RGB", (1, 1), (9, 8, 7)).save(path, "PNG")


def bomb(path: Path) -> None:
    """30000x30000 grey pixels in some hundred bytes; what they claim is looked at first."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


def turned_by_its_camera(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = colours().transpose(Image.Transpose.ROTATE_90)
    turned.save(path, "PNG", exif=exif)


def palette(path: Path) -> None:
    colours().quantize(16).save(path, "PNG")


def transparent(path: Path) -> None:
    with_alpha = np.dstack([scene(), np.zeros((HEIGHT, WIDTH), np.uint8)])
    Image.fromarray(with_alpha).save(path, "PNG")


def deep_colours(path: Path) -> None:
    """16 bits a channel, which Pillow cannot write."""
    rows = (scene().astype(np.uint16) << 8).astype(">u2")
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(lines)), _chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


def metres_with_nan(path: Path) -> None:
    metres = np.full((HEIGHT, WIDTH), 12.5, np.float32)
    metres[:, :40] = np.nan
    metres[0, 60] = np.inf
    Image.fromarray(metres).save(path, "TIFF")


def only_nan(path: Path) -> None:
    Image.fromarray(np.full((HEIGHT, WIDTH), np.nan, np.float32)).save(path, "TIFF")


def pickle_in_numpy(path: Path) -> None:
    np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)


def _animated(path: Path, kind: str, **options: bool) -> None:
    others = [colours().rotate(180)]
    colours().save(path, kind, save_all=True, append_images=others, duration=50, **options)


def _cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


Writer = Callable[[Path], None]
