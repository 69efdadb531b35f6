"""Decoding a file exactly: no rescaling, no palette applied, nothing unpickled.

Pillow reads a 16-bit colour PNG as the upper 8 bits of each channel, so that every label id of
SYNTHIA becomes 0. Those files are decoded by OpenCV, which keeps the bits and checks the checksums.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps

from gioada.errors import Problem

MAX_PIXELS = 50_000_000

# PostScript and the like would start other programs.
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "PPM")
_PNG = b"\x89PNG\r\n\x1a\n"
_NUMPY = b"\x93NUMPY"
_CHANNELS = {0: "grey", 2: "RGB", 3: "palette", 4: "grey and alpha", 6: "RGBA"}
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)
_DAMAGE += (OverflowError, struct.error, zlib.error)
_READABLE = "PNG, JPEG, TIFF, BMP, WebP, PPM or NumPy"


@dataclass(frozen=True, kw_only=True)
class Raster:
    """A file's pixels as stored.

    Attributes:
        values: H W or H W channels; uint8, uint16, int32, float32 or another number type of
            NumPy. Indices, not colours, if there is a palette.
        palette: uint8 N 3, RGB of each index, or None.
        form: what the file is, for people: ``1242x375 16-bit grey PNG``.
        lossy: the format changes values (JPEG).
    """

    values: NDArray[Any]
    palette: NDArray[np.uint8] | None = None
    form: str
    lossy: bool = False


def read_raster(path: Path) -> Raster:
    """Read a PNG, JPEG, TIFF, BMP, WebP, PPM or NumPy file.

    Raises:
        Problem: no such file, another or a damaged format, or more than 50 million pixels.
    """
    head = _head(path)
    if head.startswith(_NUMPY):
        return _numpy(path)
    if deep := _deep_channels(head):
        return _deep_png(path, deep)
    with _opened(path) as image:
        palette = _palette(image)
        try:
            # Pillow gives 1-bit images as bool.
            values = np.asarray(image)
        except _DAMAGE as error:
            raise _damaged(path, error) from error
        form = f"{image.width}x{image.height} {_mode(image)} {image.format}"
        lossy = image.format in ("JPEG", "MPO")
    if values.dtype == np.bool_:
        values = values.astype(np.uint8)
    return Raster(values=values, palette=palette, form=form, lossy=lossy)


def read_photo(path: Path) -> tuple[NDArray[np.uint8], str]:
    """Read a picture as RGB uint8 H W 3, turned as its camera says, and what was done to it.

    Raises:
        Problem: see ``read_raster``.
    """
    head = _head(path)
    if head.startswith(_NUMPY):
        return _photo_of(path, read_raster(path))
    with _opened(path) as image:
        if image.mode.startswith("I") or image.mode == "F":
            return _photo_of(path, read_raster(path))
        deep = _deep_channels(head)
        mode = f"16-bit {deep}" if deep else _mode(image)
        form = f"{image.width}x{image.height} {mode} {image.format}"
        form += ", reduced to 8 bits" if deep else ""
        try:
            frames = getattr(image, "n_frames", 1)
            orientation = image.getexif().get(0x0112, 1)
            upright = ImageOps.exif_transpose(image)
            # Through RGBA, as a palette with transparency has a warning otherwise.
            clear = "A" in upright.mode or "transparency" in upright.info
            values = np.asarray(upright.convert("RGBA" if clear else "RGB"))[..., :3]
        except _DAMAGE as error:
            raise _damaged(path, error) from error
    form += f", the first of its {frames} frames" if frames > 1 else ""
    turned = ", turned upright as its EXIF orientation says" if orientation != 1 else ""
    # A copy: Pillow's memory cannot be written to, which torch warns about.
    return values.copy(), form + turned


def _photo_of(path: Path, raster: Raster) -> tuple[NDArray[np.uint8], str]:
    values, note = raster.values, raster.form
    if values.ndim == 3:
        values = values[..., :1] if values.shape[2] == 2 else values[..., :3]
    if values.dtype == np.uint16:
        values, note = (values >> 8).astype(np.uint8), note + ", reduced to 8 bits"
    if values.dtype != np.uint8 or (values.ndim == 3 and values.shape[2] not in (1, 3)):
        what = "{name} is a {form}; a picture has 8 or 16 bits and 1, 3 or 4 channels, so give it "
        what += "as PNG or JPEG."
        raise Problem("data.file_no_picture", what, name=path.name, form=raster.form)
    grey = values.reshape(*values.shape[:2], -1)
    return np.ascontiguousarray(np.broadcast_to(grey, (*values.shape[:2], 3))), note


def stored_form(path: Path) -> str:
    """Bits, channels and format of a file by its first bytes: ``16-bit RGB PNG``; "" if none."""
    try:
        head = _head(path)
    except Problem:
        return ""
    if png := _png_kind(head):
        return f"{png[0]}-bit {png[1]} PNG"
    names = {".npy": "NumPy file", ".jpg": "JPEG", ".jpeg": "JPEG", ".tif": "TIFF"}
    suffix = path.suffix.lower()
    return names.get(suffix, suffix.removeprefix(".").upper())


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(32)
    except OSError as error:
        what = "{name} cannot be read ({reason})."
        raise Problem(
            "data.file_unreadable", what, name=path.name, reason=error.strerror
        ) from error


def _png_kind(head: bytes) -> tuple[int, str] | None:
    """Bits and channels that a PNG's header says; None if it is none."""
    if not head.startswith(_PNG) or len(head) < 26:
        return None
    return head[24], _CHANNELS.get(head[25], "unknown")


def _deep_channels(head: bytes) -> str:
    """The channels of a 16-bit PNG of several channels; "" for every other file."""
    bits, channels = _png_kind(head) or (0, "")
    return channels if bits == 16 and channels not in ("grey", "palette", "unknown") else ""


def _deep_png(path: Path, channels: str) -> Raster:
    if channels not in ("RGB", "RGBA"):
        what = "{name} is a 16-bit PNG of {channels}; save it as 16-bit grey without alpha."
        raise Problem("data.file_channels", what, name=path.name, channels=channels)
    data = np.fromfile(path, np.uint8)
    _check_size(path, *struct.unpack(">II", data[16:24].tobytes()))
    try:
        values = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    except cv2.error:
        values = None
    if values is None or values.dtype != np.uint16 or values.ndim != 3:
        raise _damaged(path, None)
    # OpenCV's order is blue, green, red.
    values = values[..., ::-1] if channels == "RGB" else values[..., [2, 1, 0, 3]]
    return Raster(values=values, form=f"{values.shape[1]}x{values.shape[0]} 16-bit {channels} PNG")


def _numpy(path: Path) -> Raster:
    try:
        # Mapped first: a header may claim any size, the file's length cannot.
        values = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception as error:  # NumPy parses the header as Python, with any of its errors.
        raise _damaged(path, error) from error
    if values.ndim == 3 and values.shape[0] == 1:
        values = values[0]
    elif values.ndim == 3 and values.shape[2] == 1:
        values = values[..., 0]
    if values.dtype.kind not in "buif" or values.ndim not in (2, 3) or values.size == 0:
        raise Problem(
            "data.file_shape",
            "{name} holds {dtype} numbers of shape {shape}; save one map of height x width "
            "integers or floats.",
            name=path.name,
            dtype=str(values.dtype),
            shape=str(values.shape),
        )
    _check_size(path, values.shape[1], values.shape[0])
    kind = {"f": "float", "b": "boolean"}.get(values.dtype.kind, "integer")
    form = f"{values.shape[1]}x{values.shape[0]} {values.dtype.itemsize * 8}-bit {kind} NumPy file"
    return Raster(values=np.array(values), form=form)


def _opened(path: Path) -> ImageFile.ImageFile:
    try:
        image = Image.open(path, formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        what = "{name} has more than {most} million pixels; make it smaller first."
        raise Problem(
            "data.file_too_large", what, name=path.name, most=MAX_PIXELS // 10**6
        ) from error
    except _DAMAGE as error:
        raise _damaged(path, error) from error
    _check_size(path, image.width, image.height)
    return image


def _palette(image: Image.Image) -> NDArray[np.uint8] | None:
    colours = image.getpalette("RGB") if image.mode == "P" else None
    return None if colours is None else np.array(colours, np.uint8).reshape(-1, 3)


def _mode(image: Image.Image) -> str:
    names = {"1": "1-bit", "L": "8-bit grey", "P": "palette", "F": "32-bit float"}
    if image.mode.startswith("I"):
        return "16-bit grey" if "16" in image.mode else "32-bit integer"
    return names.get(image.mode, f"8-bit {image.mode}")


def _check_size(path: Path, width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise Problem(
            "data.file_too_large",
            "{name} has {width}x{height} pixels, more than {most} million; make it smaller first.",
            name=path.name,
            width=width,
            height=height,
            most=MAX_PIXELS // 10**6,
        )


def _damaged(path: Path, error: Exception | None) -> Problem:
    reason = str(error or "")
    return Problem(
        "data.file_damaged",
        "{name} is not a readable {formats} file, or it is cut off{reason}.",
        name=path.name,
        formats=_READABLE,
        # Some messages name the file with its folders, which are not the reader's business.
        reason=f" ({reason})" if reason and path.name not in reason else "",
    )
