"""The first two channels of a 16-bit colour PNG, decoded once.

``raster.read_raster`` decodes such a file twice, for the upper and for the lower bytes. Data sets
that keep all they say in the red channel need not pay that per frame: six bytes of a pixel,
unpacked as "four channels of 8 bits and two bytes to skip", are red and green in full.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada.data.raster import MAX_PIXELS, FileProblem

_PNG = b"\x89PNG\r\n\x1a\n"
_RGB = 2


def read_red_and_green(path: Path) -> NDArray[np.uint16] | None:
    """Red and green of a 16-bit RGB PNG, H W 2 (big-endian); None if it is any other file.

    Raises:
        FileProblem: the file cannot be read, is damaged or has more than 50 million pixels.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileProblem(f"{path.name} cannot be read ({error.strerror}).") from error
    if not data.startswith(_PNG) or len(data) < 29 or data[12:16] != b"IHDR":
        return None
    width, height, bits, colours, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    if (bits, colours, interlaced) != (16, _RGB, 0):
        return None
    if not 0 < width * height <= MAX_PIXELS:
        raise FileProblem(f"{path.name} has {width}x{height} pixels, which no frame has.")
    try:
        image = Image.frombytes("RGBA", (width, height), _packed(data), "zip", "RGBAXX", 0)
    except (OSError, ValueError, struct.error, zlib.error) as error:
        raise FileProblem(f"{path.name} is a damaged PNG, or it is cut off.") from error
    return np.asarray(image).view(">u2")


def _packed(data: bytes) -> bytes:
    """The compressed pixels: all IDAT chunks in a row.

    Raises:
        ValueError, struct.error: a chunk's checksum is wrong, or it is cut off.
    """
    parts, place = [], len(_PNG)
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        # Pillow goes without, and one wrong byte may decode to another class.
        if struct.unpack_from(">I", data, place + 8 + length)[0] != zlib.crc32(kind + body):
            raise ValueError("a checksum is wrong")
        if kind == b"IDAT":
            parts.append(body)
        elif kind == b"IEND":
            break
        place += 12 + length
    return b"".join(parts)
