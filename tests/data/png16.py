"""A writer of 16-bit PNG files with any number of channels, which Pillow does not have."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}


def write_png16(path: Path, values: NDArray[np.uint16]) -> Path:
    """Write uint16 H W or H W channels (1 to 4)."""
    stored = values.reshape(*values.shape[:2], -1).astype(">u2")
    height, width, channels = stored.shape
    header = struct.pack(">IIBBBBB", width, height, 16, _COLOUR_TYPES[channels], 0, 0, 0)
    # Each row begins with the number of its filter; 0 is none.
    rows = b"".join(b"\0" + row.tobytes() for row in stored)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts))
    return path


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
