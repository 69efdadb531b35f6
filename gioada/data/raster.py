"""Decoding a file exactly: no rescaling, no palette applied, nothing unpickled.

Pillow reads a 16-bit colour PNG as the upper 8 bits of each channel, so that every label id of
SYNTHIA becomes 0. Those files are decoded twice here, for the upper and for the lower bits.
(torchvision keeps the 16 bits too, but its decoders are deprecated since 0.29.)
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps

MAX_PIXELS = 50_000_000

# PostScript and the like would start other programs.
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "PPM")
_PNG = b"\x89PNG\r\n\x1a\n"
_NUMPY = b"\x93NUMPY"
_DEEP_PNG = {2: "RGB", 4: "grey and alpha", 6: "RGBA"}
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)
_DAMAGE += (OverflowError, struct.error, zlib.error)


class FileProblem(ValueError):
    """A file cannot be used; the message is a sentence for the person who gave it."""


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
        FileProblem: no such file, another or a damaged format, or more than 50 million pixels.
    """
    head = _head(path)
    if head.startswith(_NUMPY):
        return _numpy(path)
    if _is_deep_png(head):
        return _deep_png(path, _DEEP_PNG[head[25]])
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
        FileProblem: see ``read_raster``.
    """
    head = _head(path)
    if head.startswith(_NUMPY):
        return _photo_of(path, read_raster(path))
    with _opened(path) as image:
        if image.mode.startswith("I") or image.mode == "F":
            return _photo_of(path, read_raster(path))
        mode = f"16-bit {_DEEP_PNG[head[25]]}" if _is_deep_png(head) else _mode(image)
        form = f"{image.width}x{image.height} {mode} {image.format}"
        form += ", reduced to 8 bits" if _is_deep_png(head) else ""
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
        raise FileProblem(
            f"{path.name} is a {raster.form}; a picture has 8 or 16 bits and 1, 3 or 4 channels, "
            "so give it as PNG or JPEG."
        )
    grey = values.reshape(*values.shape[:2], -1)
    return np.ascontiguousarray(np.broadcast_to(grey, (*values.shape[:2], 3))), note


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(32)
    except OSError as error:
        raise FileProblem(f"{path.name} cannot be read ({error.strerror}).") from error


def _is_deep_png(head: bytes) -> bool:
    """16 bits and several channels, by the file's header."""
    return head.startswith(_PNG) and len(head) > 25 and head[24] == 16 and head[25] in _DEEP_PNG


def _deep_png(path: Path, channels: str) -> Raster:
    if channels not in ("RGB", "RGBA"):
        raise FileProblem(
            f"{path.name} is a 16-bit PNG of {channels}; save it as 16-bit grey without alpha."
        )
    # PNG stores the upper byte first. Unpacking as "lowest byte first" therefore takes the lower
    # byte for the upper one, which is the half that is missing.
    upper, lower = (_half(path, f"{channels};16{order}") for order in "BL")
    values = (upper.astype(np.uint16) << 8) | lower
    return Raster(values=values, form=f"{values.shape[1]}x{values.shape[0]} 16-bit {channels} PNG")


def _half(path: Path, unpacker: str) -> NDArray[np.uint8]:
    with _opened(path) as image:
        try:
            image.tile = [tile._replace(args=unpacker) for tile in image.tile]
            return np.asarray(image)
        except _DAMAGE as error:
            raise _damaged(path, error) from error


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
        raise FileProblem(
            f"{path.name} holds {values.dtype} numbers of shape {values.shape}; save one map of "
            "height x width integers or floats."
        )
    _check_size(path, values.shape[1], values.shape[0])
    kind = {"f": "float", "b": "boolean"}.get(values.dtype.kind, "integer")
    form = f"{values.shape[1]}x{values.shape[0]} {values.dtype.itemsize * 8}-bit {kind} NumPy file"
    return Raster(values=np.array(values), form=form)


def _opened(path: Path) -> ImageFile.ImageFile:
    try:
        image = Image.open(path, formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileProblem(
            f"{path.name} has more than {MAX_PIXELS // 10**6} million pixels; make it smaller "
            "first."
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
        raise FileProblem(
            f"{path.name} has {width}x{height} pixels, more than {MAX_PIXELS // 10**6} million; "
            "make it smaller first."
        )


def _damaged(path: Path, error: Exception | None) -> FileProblem:
    said = str(error or "")
    # Some messages name the file with its folders, which are not the reader's business.
    reason = f" ({said})" if said and path.name not in said else ""
    return FileProblem(
        f"{path.name} is not a readable PNG, JPEG, TIFF, BMP, WebP, PPM or NumPy file, or it is "
        f"cut off{reason}."
    )
