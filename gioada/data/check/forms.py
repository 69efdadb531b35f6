"""What a file is, from its first bytes: ``16-bit RGB PNG``."""

from __future__ import annotations

import struct
from pathlib import Path

_PNG = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: "grey", 2: "RGB", 3: "palette", 4: "grey and alpha", 6: "RGBA"}
_NAMES = {".npy": "NumPy file", ".jpg": "JPEG", ".jpeg": "JPEG", ".tif": "TIFF"}


def form_of(path: Path) -> str:
    """Bits, channels and format of a PNG, the format of another file; "" if there is none."""
    try:
        with path.open("rb") as file:
            head = file.read(26)
    except OSError:
        return ""
    if head.startswith(_PNG) and len(head) == 26:
        bits, channels = struct.unpack(">BB", head[24:26])
        return f"{bits}-bit {_CHANNELS.get(channels, 'unknown')} PNG"
    suffix = path.suffix.lower()
    return _NAMES.get(suffix, suffix.removeprefix(".").upper())
